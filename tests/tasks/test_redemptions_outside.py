"""Redemptions against partners as they speak on the wire, while much goes wrong and workers die: each exactly once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import chain
from random import Random
from time import monotonic
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from bridges.gift_codes import GiftCodes
from models import partner_state, redemption_hints, redemption_steps
from rules import redemption
from rules.partnering import Answer
from tasks import flights, redemptions, runtime
from tests.bridges.partners import conftest
from tests.bridges.partners.conftest import Outside
from tests.redeeming import check_books, redeemed, sell

outside = conftest.outside
EACH = 7
BEFORE = dict.fromkeys(("timeout_before", "reset_before", "error_before", "throttled", "insufficient_balance"), 0.04)
AFTER = dict.fromkeys(("timeout_after", "reset_after", "error_after", "garbled", "late_effect", "racy"), 0.05)
OTHER = dict.fromkeys(("processing", "failing", "late_reversal", "token_expired", "invalid_phone"), 0.04)
FAULTS: dict[str, Any] = {
    **{"seed": 7, "chances": {**BEFORE, **AFTER, **OTHER}, "reads": {"error_before": 0.1, "reset_before": 0.1}},
    **{"hang_s": 1.0, "settle_s": 0.3, "late_s": 1.2, "reverse_s": 0.5, "window_s": 0.3},
}


@pytest.fixture
def asked(engine: Engine, outside: Outside, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[UUID]]:
    """Redemptions with each partner, which are due."""
    monkeypatch.setattr(runtime, "partners", lambda: outside.partners)
    monkeypatch.setattr(runtime, "gift_codes", lambda: GiftCodes({"k": b"k" * 32}))
    monkeypatch.setattr("tasks.hints.tell", list)
    monkeypatch.setattr(redemption, "APART_S", 0.05)
    with engine.begin() as connection:
        connection.execute(text("UPDATE partner_state SET rate_a_second = 1000, burst = 1000, level = 1000"))
    yield [
        redeemed(engine, product, **wanted)
        for product, wanted in _wanted(engine)
        for wanted in [{**wanted, **_phone(wanted, number)} for number in range(EACH)]
    ]
    flights.flights.land()


def _wanted(engine: Engine) -> list[tuple[UUID, dict[str, Any]]]:
    airtime = sell(engine, "341", partner="reloadly-airtime", kind="recharge", country="NG", currency="NGN")
    cards = sell(engine, "5001", partner="reloadly-giftcards", fixed=[Decimal(25)], least=None, most=None)
    return [
        (airtime, {"value": "500", "phone": ""}),
        (cards, {"value": "25"}),
        (sell(engine), {"value": "20"}),
    ]


def _phone(wanted: dict[str, Any], number: int) -> dict[str, Any]:
    if "phone" not in wanted:
        return {}
    return {"phone": f"+23480312340{number:02}", "phone_hash": f"phone {number}".encode()}


def _round(engine: Engine) -> None:
    """One round, soon: what waits needs not wait here, but for what it is told no earlier."""
    redemptions.lapse()
    flights.flights.start(runtime.partners())
    flights.flights.wait(0.05)
    with engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE redemptions SET next_attempt_at = clock_timestamp() + interval '0.1 second' "
                "WHERE next_attempt_at > clock_timestamp() + interval '0.1 second' AND lease_until IS NULL"
            )
        )
        for name in runtime.partners():
            partner_state.went_well(connection, name)


def _left(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        statement = text("SELECT id, partner, state, last_code, doubts FROM redemptions WHERE state <> ALL(:ends)")
        return list(connection.execute(statement, {"ends": sorted(redemption.ENDS)}))


def _kill_some(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some workers die before they can write what they were answered; their leases run out at once."""
    write, random = flights._write, Random(5)

    def dying(partner: Any, claimed: Any, answer: Answer) -> None:
        if random.random() < 0.15:
            with engine.begin() as connection:
                for statement in (
                    "UPDATE redemptions SET lease_until = clock_timestamp(), sent_until = clock_timestamp() "
                    "WHERE id = :id",
                    "UPDATE redemption_attempts SET lease_until = clock_timestamp() "
                    "WHERE redemption_id = :id AND fence = :fence",
                ):
                    connection.execute(text(statement), {"id": claimed.id, "fence": claimed.fence})
            raise KeyboardInterrupt
        write(partner, claimed, answer)

    monkeypatch.setattr(flights, "_write", dying)


def test_whatever_goes_wrong_what_was_issued_is_what_was_captured(
    engine: Engine,
    asked: list[UUID],
    outside: Outside,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    began, until = datetime.now(UTC), monotonic() + 60
    with monkeypatch.context() as deaths:
        _kill_some(engine, deaths)
        outside.faults(**FAULTS, references={str(asked[0]): "invalid_phone", str(asked[-1]): "late_reversal"})
        for _ in range(40):
            _round(engine)
    outside.faults(reverse_s=0.1)
    while _left(engine):
        assert monotonic() < until, _left(engine)
        _round(engine)
    flights.flights.land()
    for partner in outside.partners.values():
        pages = partner.statement(began - timedelta(hours=1), datetime.now(UTC) + timedelta(hours=1))
        for one in chain.from_iterable(pages):
            with engine.begin() as connection:
                id_ = UUID(one.reference)
                assert redemption_steps.lock(connection, id_), "an order that nobody asked for"
                redemption_hints.state(connection, id_, Answer(one.verdict, partner_id=one.partner_id))
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT id, state FROM redemptions"))
        states = {row.id: row.state for row in rows}
    for id_ in asked:
        issued = outside.issued(str(id_))
        kept = [one for one in issued if one["taken_back_at"] is None]
        assert (len(issued) <= 1, len(kept)) == (True, states[id_] == "succeeded"), (id_, states[id_], issued)
    assert set(states.values()) >= {"succeeded", "refunded", "reversed"}
    check_books(engine)
