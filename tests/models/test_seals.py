"""Seals: over what is final, each on top of the one before; a change below one shows."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import ledger, seals
from models.base import REQUEST_LIMITS, open_engine
from models.ledger import Wanted
from tests.clearing import clear


@pytest.fixture(scope="module")
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url, REQUEST_LIMITS, pool_size=5)
    yield engine
    engine.dispose()


@pytest.fixture(autouse=True)
def _empty(owner_engine: Engine) -> None:
    with owner_engine.begin() as connection:
        clear(connection, "transfers, ledger_entries, ledger_seals")
        connection.execute(text("DELETE FROM ledger_accounts WHERE kind <> 'house'"))


def credit() -> Wanted:
    return Wanted("test", str(uuid7()), uuid7(), "credit", 5, "test")


def post(engine: Engine, count: int = 1) -> None:
    with engine.begin() as connection:
        ledger.post(connection, [credit() for _ in range(count)])


def seal(engine: Engine) -> int:
    with engine.begin() as connection:
        return seals.seal(connection)


def broken(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return seals.broken(connection)


def test_each_transfer_is_sealed_once(engine: Engine) -> None:
    post(engine, 3)
    assert [seal(engine), seal(engine)] == [3, 0]
    post(engine)
    assert seal(engine) == 1
    assert broken(engine) == []


def test_one_that_comes_late_is_sealed_when_it_is_there(engine: Engine) -> None:
    """Its id is below one that is sealed by then."""
    with engine.connect() as slow, slow.begin() as transaction:
        ledger.post(slow, [credit()])
        post(engine)
        assert seal(engine) == 0  # the later one is not final in the order of transactions
        transaction.commit()
    assert seal(engine) == 2
    assert broken(engine) == []


def test_a_transaction_that_began_later_and_ends_first_holds_nothing_up(engine: Engine) -> None:
    post(engine)
    with engine.connect() as slow, slow.begin() as transaction:
        ledger.post(slow, [credit()])
        assert seal(engine) == 1
        transaction.commit()
    assert seal(engine) == 1
    assert broken(engine) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE transfers SET amount = amount + 1 WHERE id = (SELECT min(id) FROM transfers)",
        "UPDATE transfers SET cause = '{\"why\": 1}' WHERE id = (SELECT min(id) FROM transfers)",
        "DELETE FROM transfers WHERE id = (SELECT min(id) FROM transfers)",
        "UPDATE ledger_entries SET amount = -amount WHERE transfer_id = (SELECT min(id) FROM transfers)",
        "DELETE FROM ledger_entries WHERE transfer_id = (SELECT min(id) FROM transfers)",
        "UPDATE ledger_seals SET transfers = 9 WHERE number = 1",
    ],
)
def test_what_is_changed_below_a_seal_shows(engine: Engine, owner_engine: Engine, change: str) -> None:
    post(engine, 2)
    seal(engine)
    post(engine)
    seal(engine)
    with owner_engine.begin() as connection:
        connection.execute(text(change))
    assert broken(engine) == [1]


def test_a_seal_that_is_missing_shows(engine: Engine, owner_engine: Engine) -> None:
    for _ in range(3):
        post(engine)
        seal(engine)
    with owner_engine.begin() as connection:
        connection.execute(text("DELETE FROM ledger_seals WHERE number = 2"))
    assert 2 in broken(engine)
