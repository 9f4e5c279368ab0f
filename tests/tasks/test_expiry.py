"""Tokens that are over age expire once a day, the oldest of what is free, and their players hear of it before."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import expiries, ledger, thresholds
from models.ledger import Kind, Wanted
from models.ledger_audit import audit
from rules.expiry import NOTICE_DAYS
from rules.ledger import House
from tasks import expiry
from tests.clearing import clear

TODAY = datetime.now(UTC).date()
DAYS = 100
NOTICE = timedelta(days=NOTICE_DAYS)


@pytest.fixture(autouse=True)
def _policy(owner_engine: Engine, engine: Engine) -> None:
    with owner_engine.begin() as connection:
        clear(connection, "transfers, ledger_entries, ledger_seals, expiries, expiry_notices, outbox")
        connection.execute(text("DELETE FROM ledger_accounts WHERE kind <> 'house'"))
    with engine.begin() as connection:
        thresholds.put(connection, "token_expiry_days", DAYS, "a test", None)


def move(owner: Engine, player: UUID, amount: int, age: int, kind: Kind = "credit") -> None:
    """A transfer of so many days ago."""
    with owner.begin() as connection:
        house: House = "minted" if kind == "credit" else "spent"
        [posted] = ledger.post(connection, [Wanted("test", str(uuid7()), player, kind, amount, "quiz", house)])
        statement = text("UPDATE transfers SET at = now() - make_interval(days => :age) WHERE id = :id")
        connection.execute(statement, {"age": age, "id": posted.id})


def run(engine: Engine, today: date = TODAY) -> None:
    """As often as there is something to do."""
    while True:
        try:
            with engine.begin() as connection:
                expiry.step(connection, today)
        except expiries.Elsewhere:
            return


def free(engine: Engine, player: UUID) -> int:
    with engine.connect() as connection:
        return ledger.standing(connection, player).free


def told(engine: Engine, player: UUID) -> list[bytes]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT value FROM outbox WHERE key = :player"), {"player": str(player)})
        return [bytes(value) for value in rows.scalars()]


def test_what_is_over_age_and_free_expires_once(
    owner_engine: Engine, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expiry, "_AT_ONCE", 2)
    players = [uuid7() for _ in range(5)]
    for player in players:
        move(owner_engine, player, 50, DAYS + 1)
        move(owner_engine, player, 30, DAYS - NOTICE_DAYS)
        move(owner_engine, player, 20, 3, "debit")
        move(owner_engine, player, 10, 2, "hold")
    run(engine)
    run(engine, TODAY + NOTICE)
    assert [free(engine, player) for player in players] == [30] * 5, "20 were used and 10 are held of the oldest"
    move(owner_engine, players[0], 5, DAYS + 1)
    run(engine, TODAY + NOTICE)
    assert free(engine, players[0]) == 35, "their turn has been"
    run(engine, TODAY + NOTICE + timedelta(days=1))
    run(engine, TODAY + 2 * NOTICE + timedelta(days=1))
    assert [free(engine, player) for player in players] == [0] * 5
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        broken = [one.name for one in audit(connection) if one.broken]
    assert broken == ["ledger: every transfer is of a kind that is known"], "the tests' own"


def test_who_has_tokens_that_will_expire_is_told_a_month_before(owner_engine: Engine, engine: Engine) -> None:
    player, other = uuid7(), uuid7()
    move(owner_engine, player, 7, DAYS - 29)
    move(owner_engine, other, 7, DAYS - 30)
    run(engine)
    [message] = told(engine, player)
    assert b'"kind":"tokens_expire","values":{"tokens":7,"last":"' in message
    assert told(engine, other) == []
    run(engine, TODAY + NOTICE - timedelta(days=1))
    assert free(engine, player) == 7
    run(engine, TODAY + NOTICE)
    assert (free(engine, player), free(engine, other)) == (0, 7)


def test_a_policy_that_is_new_or_shorter_expires_nothing_before_a_month_of_notice(
    owner_engine: Engine, engine: Engine
) -> None:
    player = uuid7()
    move(owner_engine, player, 9, 3_000)
    move(owner_engine, player, 7, 40)
    run(engine)
    assert (free(engine, player), len(told(engine, player))) == (16, 1)
    shorten = TODAY + timedelta(days=20)
    with engine.begin() as connection:
        thresholds.put(connection, "token_expiry_days", 15, "a test", None)
    run(engine, shorten)
    assert len(told(engine, player)) == 2, "of another policy everybody is told anew"
    run(engine, shorten + NOTICE - timedelta(days=1))
    assert free(engine, player) == 16
    run(engine, shorten + NOTICE)
    assert free(engine, player) == 0


def test_a_policy_that_was_off_meanwhile_begins_with_its_notice(owner_engine: Engine, engine: Engine) -> None:
    player = uuid7()
    move(owner_engine, player, 9, 3_000)
    run(engine)
    with engine.begin() as connection:
        thresholds.put(connection, "token_expiry_days", 0, "a test", None)
        thresholds.put(connection, "token_expiry_days", DAYS, "a test", None)
    run(engine, TODAY + NOTICE)
    assert (free(engine, player), len(told(engine, player))) == (9, 2)


def test_days_without_a_turn_lose_no_notice(owner_engine: Engine, engine: Engine) -> None:
    players = [uuid7() for _ in range(4)]
    for late, player in enumerate(players):
        move(owner_engine, player, 7, DAYS - 29 + late)
    run(engine, TODAY - timedelta(days=4))
    assert [len(told(engine, player)) for player in players] == [0] * 4
    run(engine)
    assert [len(told(engine, player)) for player in players] == [1] * 4, "each cohort, whichever day was left out"
    run(engine, TODAY + NOTICE - timedelta(days=1))
    assert [free(engine, player) for player in players] == [7] * 4
    run(engine, TODAY + NOTICE)
    assert [free(engine, player) for player in players] == [0] * 4
    assert [len(told(engine, player)) for player in players] == [1] * 4


def test_who_used_what_was_announced_is_told_of_what_came_after(owner_engine: Engine, engine: Engine) -> None:
    """Though no turn came between."""
    player = uuid7()
    move(owner_engine, player, 9, DAYS)
    run(engine)
    move(owner_engine, player, 9, 0, "debit")
    move(owner_engine, player, 9, 0)
    run(engine, TODAY + timedelta(days=DAYS + 1))
    assert (free(engine, player), len(told(engine, player))) == (9, 2)


def test_without_the_policy_nothing_expires(owner_engine: Engine, engine: Engine) -> None:
    player = uuid7()
    move(owner_engine, player, 7, 3_000)
    with engine.begin() as connection:
        thresholds.put(connection, "token_expiry_days", 0, "a test", None)
    run(engine)
    assert free(engine, player) == 7
