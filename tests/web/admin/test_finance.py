"""Reports are the ledger's sums; a month is closed by two, once, with all that was posted in it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, text
from uuid_utils.compat import uuid7

from models import audits, ledger, months
from models.ledger import Kind, Wanted
from models.ledger_audit import audit
from rules.ledger import House
from rules.months import Month, of
from tasks import auditing, runtime
from tests.clearing import clear
from tests.web.admin.conftest import Member
from web.admin import finance as view

Employ = Callable[..., Member]
NOW = datetime.now(UTC)
THIS = of(NOW)
LAST = of(THIS.begins - timedelta(days=1))
REPORT, MONTHS = "/v1/admin/finance/report", "/v1/admin/finance/months"
KNOWN = "ledger: every transfer is of a kind that is known"


@pytest.fixture(autouse=True)
def _empty(owner_engine: Engine) -> Iterator[None]:
    with owner_engine.begin() as connection:
        clear(connection, "transfers, ledger_entries, ledger_seals, closed_months, audits, redemptions, approvals")
        connection.execute(text("DELETE FROM ledger_accounts WHERE kind <> 'house'"))
    yield
    with owner_engine.begin() as connection:
        clear(connection, "closed_months")


def move(connection: Connection, player: UUID, amount: int, kind: Kind = "credit", **more: Any) -> int:
    """A transfer of last month; the connection is the owner's."""
    house: House = more.get("house", "minted")
    wanted = Wanted("test", str(uuid7()), player, kind, amount, more.get("source", "quiz"), house)
    [posted] = ledger.post(connection, [wanted])
    at = more.get("at", LAST.ends - timedelta(seconds=1))
    connection.execute(text("UPDATE transfers SET at = :at WHERE id = :id"), {"at": at, "id": posted.id})
    return posted.id


def period(first: Month, last: Month) -> dict[str, str]:
    return {"from": str(first.begins.date()), "to": str((last.ends - timedelta(days=1)).date())}


def broken(engine: Engine) -> list[str]:
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        return [one.name for one in audit(connection) if one.broken and one.name != KNOWN]


def closed(employ: Employ, month: Month = LAST) -> Any:
    """By two."""
    asked = employ("finance").post(f"{MONTHS}/{month}/close", {"reason": "the month is over"})
    assert asked.status_code == 202, asked.text
    return employ("finance").post(f"/v1/admin/approvals/{asked.json['id']}/approve", {})


@pytest.fixture
def played(owner_engine: Engine) -> UUID:
    """A player who earned, spent, owes and holds, last month and this one."""
    player, other = uuid7(), uuid7()
    with owner_engine.begin() as connection:
        move(connection, player, 900)
        move(connection, player, 100, source="credit")
        move(connection, player, 15, "debit", house="spent", source="skip")
        move(connection, player, 50, "hold")
        move(connection, other, 7, "claw_back", source="battle")
        move(connection, player, 40, at=NOW)
        move(connection, player, 25, "debit", house="expired", source="expiry", at=NOW)
    return player


@pytest.mark.usefixtures("played")
def test_sums_of_a_report_are_the_ledgers(employ: Employ, app: Flask) -> None:
    member = employ("finance")
    last, this = (member.get(REPORT, query_string=period(one, one)).json for one in (LAST, THIS))
    assert last["minted"] == {
        "tokens": 993,
        "by": [{"name": "battle", "tokens": -7}, {"name": "credit", "tokens": 100}, {"name": "quiz", "tokens": 900}],
    }
    assert last["closing"] == this["opening"] == {"posted": 985, "held": 50, "owed": 7}
    assert (this["minted"]["tokens"], this["expired"]["by"]) == (40, [{"name": "expiry", "tokens": 25}])
    assert this["liability"] | {"tokens": 1000} == this["liability"]
    assert this["liability"]["face"] == {"amount": "1.00", "currency": "USD"}
    both = member.get(REPORT, query_string=period(LAST, THIS)).json
    for name in ("minted", "spent", "expired"):
        assert both[name]["tokens"] == last[name]["tokens"] + this[name]["tokens"]
    days = period(LAST, THIS)
    words = ["finance", "report", "--from", days["from"], "--to", days["to"]]
    told = app.test_cli_runner().invoke(args=[*words, "--json"])
    assert msgspec.json.decode(told.output) == both, told.output
    assert "liability at face" in app.test_cli_runner().invoke(args=words).output
    accounts = member.get("/v1/admin/ledger/accounts").json
    assert {one["purpose"]: one["tokens"] for one in accounts["ours"]}["minted"] == -1033
    assert sum(one["tokens"] for one in accounts["ours"]) == 7 - accounts["theirs"]["posted"]
    assert employ("support").get(REPORT, query_string=days).status_code == 403


def test_a_ledger_whose_sums_do_not_agree_has_no_report(employ: Employ, played: UUID, owner_engine: Engine) -> None:
    with owner_engine.begin() as connection:
        connection.execute(text("UPDATE transfers SET amount = amount + 1 WHERE player_id = :p"), {"p": played})
    refused = employ("finance").get(REPORT, query_string=period(LAST, THIS))
    assert (refused.status_code, refused.json["code"]) == (409, "ledger_broken")


@pytest.mark.usefixtures("played")
def test_17_a_month_is_closed_by_two_and_stays_as_it_was_told(
    employ: Employ, engine: Engine, owner_engine: Engine
) -> None:
    member = employ("finance")
    before = member.get(REPORT, query_string=period(LAST, LAST)).json
    assert member.get(MONTHS).json == {"items": [], "due": str(LAST)}
    done = closed(employ)
    assert (done.status_code, done.json["state"]) == (200, "approved"), done.text
    with engine.begin() as connection:  # a correction, of now
        ledger.post(connection, [Wanted("test", "late", uuid7(), "credit", 70, "credit")])
    after = member.get(REPORT, query_string=period(LAST, LAST)).json
    assert after == before | {"closed": True}
    this = member.get(REPORT, query_string=period(THIS, THIS)).json
    assert (this["opening"], this["minted"]["tokens"]) == (before["closing"], 110)
    assert member.get(MONTHS).json["due"] is None
    again = member.post(f"{MONTHS}/{LAST}/close", {"reason": "again"})
    assert (again.status_code, again.json["code"]) == (409, "month_closed")
    assert broken(engine) == []
    with owner_engine.begin() as connection:  # what nobody but the owner of the database could do
        move(connection, uuid7(), 3)
    assert broken(engine) == ["ledger: closed months are what the ledger says"]


@pytest.mark.usefixtures("played")
def test_it_waits_for_what_was_posted_in_it_and_is_not_there_yet(
    employ: Employ, owner_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "WAIT_S", 0.2)
    with owner_engine.begin() as connection:
        move(connection, uuid7(), 3)
        refused = closed(employ)
        assert (refused.status_code, refused.json["code"]) == (409, "month_busy"), refused.text
    [waiting] = employ("owner").get("/v1/admin/approvals?state=open").json["items"]
    monkeypatch.setattr(view, "WAIT_S", 30.0)
    with owner_engine.begin() as connection, ThreadPoolExecutor(1) as pool:
        move(connection, uuid7(), 4)
        closing = pool.submit(employ("owner").post, f"/v1/admin/approvals/{waiting['id']}/approve", {})
        connection.commit()
        assert closing.result().json["state"] == "approved"
    told = employ("finance").get(REPORT, query_string=period(LAST, LAST)).json
    assert (told["closed"], told["minted"]["tokens"]) == (True, 1_000)


def test_months_are_closed_one_after_the_other_and_not_before_they_are_over(
    employ: Employ, app: Flask, owner_engine: Engine
) -> None:
    member, before = employ("finance"), of(LAST.begins - timedelta(days=1))
    with owner_engine.begin() as connection:
        move(connection, uuid7(), 9, at=before.begins)
    for month in (LAST, THIS):
        assert member.post(f"{MONTHS}/{month}/close", {"reason": "x"}).json["code"] == "month_open"
    assert member.post(f"{MONTHS}/2026-1/close", {"reason": "x"}).status_code == 404
    run = app.test_cli_runner().invoke
    assert run(args=["finance", "close", str(LAST)]).exit_code == 1
    for month in (before, LAST):
        assert run(args=["finance", "close", str(month)]).exit_code == 0
    assert run(args=["finance", "close", str(THIS)]).exit_code == 1
    assert [one["month"] for one in member.get(MONTHS).json["items"]] == [str(LAST), str(before)]


def test_a_month_is_over_by_the_clock_that_stamps_transfers(owner_engine: Engine) -> None:
    with owner_engine.connect() as connection:
        connection.exec_driver_sql("CREATE SCHEMA other")
        connection.exec_driver_sql(
            "CREATE FUNCTION other.clock_timestamp() RETURNS timestamptz LANGUAGE sql "
            "AS $$ SELECT pg_catalog.clock_timestamp() + interval '40 days' $$"
        )
        assert not months.is_over(connection, THIS)
        connection.exec_driver_sql("SET LOCAL search_path TO other, pg_catalog, public")
        assert months.is_over(connection, THIS)
        connection.rollback()


@pytest.mark.parametrize("day", ["9999-12-31", "0000-01-01"])
def test_days_that_have_no_next_one_are_no_report(employ: Employ, day: str) -> None:
    found = employ("finance").get(REPORT, query_string={"from": "2026-01-01", "to": day})
    assert (found.status_code, found.json["code"]) == (422, "invalid")


def test_transfers_are_found_with_their_entries(employ: Employ, played: UUID) -> None:
    member, url = employ("finance"), "/v1/admin/ledger/transfers"
    first = member.get(url, query_string={"player_id": str(played), "limit": 4}).json
    rest = member.get(url, query_string={"player_id": str(played), "cursor": first["next"]}).json
    assert [one["amount"] for one in first["items"] + rest["items"]] == [25, 40, 50, 15, 100, 900]
    assert first["items"][3]["entries"] == [
        {"account": "player", "amount": -15, "balance": 985},
        {"account": "spent", "amount": 15, "balance": None},
    ]
    assert [one["amount"] for one in member.get(f"{url}?kind=claw_back").json["items"]] == [7]
    assert member.get(f"{url}?house=x%20y").status_code == 422


def test_what_the_audit_found_is_kept(employ: Employ, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    with engine.begin() as connection:
        ledger.post(connection, [Wanted("test", "one", uuid7(), "credit", 70, "credit")])
    auditing.audit_ledger()
    [run] = employ("finance").get("/v1/admin/ledger/audits").json["items"]
    assert [one["name"] for one in run["broken"]] == [KNOWN]
    with engine.connect() as connection:
        assert len(audits.runs(connection, "ledger", UUID(run["id"]), 10)) == 0
