"""The ledger on a real Postgres: each transfer once, balances that add up, and a database that refuses the rest."""

import threading
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError
from uuid_utils.compat import uuid7

from models import ledger
from models.base import REQUEST_LIMITS, open_engine
from models.ledger import KeyConflict, Posted, UnknownHold, Wanted
from rules.ledger import InsufficientTokens, Standing


@pytest.fixture(scope="module")
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url, REQUEST_LIMITS, pool_size=12)
    yield engine
    engine.dispose()


def wanted(player: UUID, kind: ledger.Kind, amount: int, key: str = "", pending: int | None = None) -> Wanted:
    return Wanted("test", key or str(uuid7()), player, kind, amount, "test", pending=pending)


def post(engine: Engine, *transfers: Wanted) -> list[Posted]:
    with engine.begin() as connection:
        return ledger.post(connection, transfers)


def standing(engine: Engine, player: UUID) -> Standing:
    with engine.connect() as connection:
        return ledger.standing(connection, player)


def rich(engine: Engine, tokens: int = 100) -> UUID:
    player = uuid7()
    post(engine, wanted(player, "credit", tokens))
    return player


def test_who_never_had_any_has_none(engine: Engine) -> None:
    assert standing(engine, uuid7()) == Standing(0, 0, 0)


def test_a_transfer_that_comes_again_is_the_first(engine: Engine) -> None:
    player = uuid7()
    once = wanted(player, "credit", 7, "once")
    [first], [again] = post(engine, once), post(engine, once)
    assert (first.id, first.is_new, again.is_new) == (again.id, True, False)
    [third, fourth] = post(
        engine, wanted(player, "credit", 1, "twice in one"), wanted(player, "credit", 1, "twice in one")
    )
    assert (third.id, third.is_new, fourth.is_new) == (fourth.id, True, False)
    assert standing(engine, player) == Standing(8, 0, 0)


@pytest.mark.parametrize("other", [{"amount": 8}, {"kind": "debit"}, {"player": UUID(int=1)}, {"cause": {"of": 1}}])
def test_the_key_of_another_transfer_is_refused(engine: Engine, other: dict[str, Any]) -> None:
    first = wanted(rich(engine), "credit", 7)
    post(engine, first)
    with pytest.raises(KeyConflict):
        post(engine, first._replace(**other))
    assert standing(engine, first.player).posted == 107


def test_nothing_of_a_refused_transfer_stays(engine: Engine) -> None:
    player = rich(engine)
    with pytest.raises(InsufficientTokens):
        post(engine, wanted(player, "credit", 5), wanted(player, "debit", 106))
    assert standing(engine, player) == Standing(100, 0, 0)


def test_what_is_held_is_taken_or_let_go_once(engine: Engine) -> None:
    player = rich(engine)
    [one], [other] = post(engine, wanted(player, "hold", 60)), post(engine, wanted(player, "hold", 40))
    with pytest.raises(InsufficientTokens):
        post(engine, wanted(player, "hold", 1))
    post(engine, wanted(player, "capture", 60, pending=one.id))
    post(engine, wanted(player, "release", 40, pending=other.id))
    for again in (wanted(player, "release", 60, pending=one.id), wanted(player, "capture", 40, pending=other.id)):
        with pytest.raises(UnknownHold):
            post(engine, again)
    assert standing(engine, player) == Standing(40, 0, 0)


def test_a_hold_is_its_players_and_whole(engine: Engine) -> None:
    player, other = rich(engine), rich(engine)
    [held] = post(engine, wanted(player, "hold", 60))
    post(engine, wanted(other, "hold", 60))
    for wrong in (
        wanted(other, "capture", 60, pending=held.id),
        wanted(player, "capture", 59, pending=held.id),
        wanted(player, "capture", 60, pending=2**60),
    ):
        with pytest.raises(UnknownHold):
            post(engine, wrong)
    assert standing(engine, player) == Standing(100, 60, 0)


def test_what_is_clawed_back_and_not_there_is_owed_and_paid_first(engine: Engine) -> None:
    player = rich(engine, 10)
    post(engine, wanted(player, "claw_back", 25))
    assert standing(engine, player) == Standing(0, 0, 15)
    post(engine, wanted(player, "credit", 12), wanted(player, "credit", 12))
    assert standing(engine, player) == Standing(9, 0, 0)


def test_fifty_at_once_spend_what_there_is(engine: Engine) -> None:
    player, refused = rich(engine, 105), []

    def spend() -> None:
        try:
            post(engine, wanted(player, "hold", 10))
        except InsufficientTokens as error:
            refused.append(error)

    threads = [threading.Thread(target=spend) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (standing(engine, player), len(refused)) == (Standing(105, 100, 0), 40)


def test_the_same_transfer_at_once_is_one(engine: Engine) -> None:
    player = uuid7()
    once, found = wanted(player, "credit", 3), []
    threads = [threading.Thread(target=lambda: found.extend(post(engine, once))) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len({one.id for one in found}), sum(one.is_new for one in found)) == (1, 1)
    assert standing(engine, player).posted == 3


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """What a test does here is rolled back."""
    with engine.connect() as connection:
        yield connection


@pytest.mark.parametrize(
    ("constraint", "statement"),
    [
        ("ledger_accounts_balance_check", "UPDATE ledger_accounts SET posted = posted + 1 WHERE player_id = :player"),
        ("ledger_accounts_balance_check", "UPDATE ledger_accounts SET number = 9 WHERE player_id = :player"),
        ("ledger_accounts_free_check", "UPDATE ledger_accounts SET held = 101 WHERE player_id = :player"),
        ("ledger_accounts_held_check", "UPDATE ledger_accounts SET held = -1 WHERE player_id = :player"),
        (
            "ledger_accounts_balance_check",
            "INSERT INTO ledger_accounts (kind, player_id, posted) VALUES ('player', gen_random_uuid(), 1)",
        ),
        (
            "ledger_accounts_debt_check",
            "INSERT INTO ledger_accounts (kind, player_id, posted) VALUES ('debt', :player, 1)",
        ),
        (
            "ledger_entries_sum_check",
            "INSERT INTO ledger_entries (transfer_id, account_id, amount) SELECT 0, id, 5 FROM ledger_accounts LIMIT 1",
        ),
        (
            "ledger_entries_account_id_number_key",
            "INSERT INTO ledger_entries (transfer_id, account_id, amount, number, balance) SELECT 0, id, 5, 1, 105 "
            "FROM ledger_accounts WHERE player_id = :player",
        ),
    ],
)
def test_the_database_refuses_what_does_not_add_up(
    engine: Engine, connection: Connection, constraint: str, statement: str
) -> None:
    player = rich(engine)
    with pytest.raises(IntegrityError) as refused:
        connection.execute(text(statement), {"player": player} if ":player" in statement else {})
    assert refused.value.orig.diag.constraint_name == constraint  # type: ignore[union-attr]  # psycopg's error
