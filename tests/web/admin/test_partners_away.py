"""A partner that is down, or does not take our credential, or has none of our money left, for an hour: nobody is failed
wrongly, whoever operates this sees why at once, and afterwards everything is issued, once."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from bridges.gift_codes import GiftCodes
from bridges.partners.registry import open_partners
from rules.partner_accounts import parse
from rules.partnering import PARTNERS
from rules.redemption import ENDS
from tasks import flights, runtime
from tests.redeeming import check_books, redeemed, sell
from tests.simulator import Simulator, simulated
from tests.tasks.redeeming import KEYS, work
from tests.web.admin.conftest import Member, hire

HOUR, STEP = timedelta(hours=1), timedelta(minutes=1)
"""Of the clock that is moved; at each step whatever is due by then is done."""
_MOVED = {
    "redemptions": ("next_attempt_at", "changed_at", "sent_at", "sent_until", "deliver_at"),
    "partner_state": ("rests_until", "level_at"),
}


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    with simulated(tmp_path_factory.mktemp("partners")) as running:
        yield running


@pytest.fixture(scope="module")
def app(make_app: Callable[..., Flask], simulator: Simulator) -> Flask:
    return make_app(partners=parse(msgspec.json.encode(simulator.accounts).decode()))


@pytest.fixture
def ids(engine: Engine, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[UUID]]:
    """Redemptions of cards and recharges, more than it takes to open a breaker."""
    partners = open_partners(parse(msgspec.json.encode(simulator.accounts).decode()))
    monkeypatch.setattr(runtime, "partners", lambda: partners)
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    monkeypatch.setattr(runtime, "gift_codes", lambda: GiftCodes(KEYS))
    monkeypatch.setattr("tasks.hints.tell", list)
    with engine.begin() as connection:
        rested = "failures = 0, rests_until = NULL, rest_reason = NULL"
        connection.execute(text(f"UPDATE partner_state SET rate_a_second = 1000, burst = 1000, level = 1000, {rested}"))
    yield [redeemed(engine, product, **wanted) for product, wanted in _wanted(engine)]
    flights.flights.land()


def _wanted(engine: Engine) -> list[tuple[UUID, dict[str, Any]]]:
    with engine.connect() as connection:
        sold = {row.partner: row.id for row in connection.execute(text("SELECT partner, id FROM products"))}
    card = sold.get("tremendous") or sell(engine)
    airtime = sold.get("reloadly-airtime") or sell(
        engine, "341", partner="reloadly-airtime", kind="recharge", country="NG", currency="NGN"
    )
    phone = {"value": "500", "phone": "+2348031234001", "phone_hash": b"of one"}
    return [(card, {"value": "20"})] * 6 + [(airtime, phone)]


def later(engine: Engine, by: timedelta) -> None:
    """The clock has moved on, for all that is done in time."""
    with engine.begin() as connection:
        for table, columns in _MOVED.items():
            moved = ", ".join(f"{name} = {name} - :by" for name in columns)
            connection.execute(text(f"UPDATE {table} SET {moved}"), {"by": by})


def states(engine: Engine, ids: list[UUID]) -> list[str]:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT state FROM redemptions WHERE id = ANY(:ids)"), {"ids": ids})
        return sorted(found.scalars())


def passed_through(engine: Engine, ids: list[UUID]) -> set[str]:
    with engine.connect() as connection:
        statement = text("SELECT DISTINCT after FROM redemption_transitions WHERE redemption_id = ANY(:ids)")
        return set(connection.execute(statement, {"ids": ids}).scalars())


@pytest.mark.parametrize(
    ("faults", "codes"),
    [
        ({"down": PARTNERS}, {"tremendous": "http_503"}),
        ({"expired_credentials": PARTNERS}, {"tremendous": "http_401", "reloadly-airtime": "INVALID"}),
        ({"empty": PARTNERS}, {"tremendous": "http_402", "reloadly-airtime": "INSUFFICIENT_BALANCE"}),
    ],
    ids=["down", "expired credential", "empty float"],
)
def test_an_hour_fails_nobody_and_is_said_and_all_is_issued_once_afterwards(
    app: Flask, engine: Engine, simulator: Simulator, ids: list[UUID], faults: dict[str, Any], codes: dict[str, str]
) -> None:
    finance = hire(app, engine, "finance")
    simulator.fail(**faults)
    for tick in range(HOUR // STEP):
        work()
        if tick == 3:
            ids += [redeemed(engine, product, **wanted) for product, wanted in _wanted(engine)[:2]]
        if tick in (5, 59):
            sees_why(app, finance, codes)
            assert set(states(engine, ids)) <= {"held", "unknown"}
        later(engine, STEP)
    assert all(not simulator.issued(str(one)) for one in ids)
    simulator.mend()
    for _ in range(HOUR // STEP):
        later(engine, STEP)
        work()
        if set(states(engine, ids)) <= ENDS:
            break
    work()
    assert states(engine, ids) == ["succeeded"] * len(ids)
    assert [len(simulator.issued(str(one))) for one in ids] == [1] * len(ids)
    assert passed_through(engine, ids) <= {"held", "submitting", "unknown", "in_progress", "succeeded"}
    assert not any(told(app.test_client()).values())
    check_books(engine)


def told(client: FlaskClient) -> dict[str, str]:
    """By partner why nothing is submitted, as the metrics have it."""
    lines = client.get("/metrics").text.splitlines()
    found = [line for line in lines if line.startswith("buzzline_partner_stopped{") and line.endswith(" 1.0")]
    return {line.split('"')[1]: line.split('"')[3] for line in found}


def sees_why(app: Flask, finance: Member, codes: dict[str, str]) -> None:
    """In the list of partners, on the command line and in the metrics."""
    items = {one["name"]: one for one in finance.get("/v1/admin/partners").json["items"]}
    metrics = told(app.test_client())
    printed = app.test_cli_runner().invoke(args=["redemptions", "status"]).output
    for partner, code in codes.items():
        one = items[partner]
        assert not one["submits"]
        assert code in one["why_not"]
        assert code in metrics[partner]
        assert one["why_not"] in printed
        assert one["due"] or one["counts"]
