"""Leases: one holder at a time, by Postgres' clock, and a token by which a former one is known."""

from collections.abc import Iterator
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from models import leases
from models.base import REQUEST_LIMITS, open_engine
from tests.processes import until


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url, REQUEST_LIMITS, pool_size=10)
    yield engine
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM leases"))
    engine.dispose()


def take(engine: Engine, holder: str, seconds: float = 60) -> int | None:
    with engine.begin() as connection:
        return leases.take(connection, "x", holder, seconds)


def run_out(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE leases SET ends_at = clock_timestamp() - interval '1 second'"))


def holds(engine: Engine, token: int) -> bool:
    with engine.begin() as connection:
        return leases.holds(connection, "x", token)


def test_one_holds_and_renews_under_the_same_token(engine: Engine) -> None:
    assert [take(engine, "ada"), take(engine, "ada"), take(engine, "bob")] == [1, 1, None]
    assert holds(engine, 1)


def test_whoever_takes_over_has_a_greater_token(engine: Engine) -> None:
    assert take(engine, "ada") == 1
    run_out(engine)
    assert holds(engine, 1)  # nobody else does anything yet
    assert take(engine, "bob") == 2
    assert (take(engine, "ada"), holds(engine, 1), holds(engine, 2)) == (None, False, True)


def test_who_lost_their_own_lease_begins_anew(engine: Engine) -> None:
    assert take(engine, "ada") == 1
    run_out(engine)
    assert take(engine, "ada") == 2


def test_one_of_many_at_once(engine: Engine) -> None:
    barrier, got = Barrier(8), list[int | None]()

    def ask(number: int) -> None:
        barrier.wait()
        got.append(take(engine, f"{number}"))

    threads = [Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(token or 0 for token in got) == [0] * 7 + [1]


def test_nobody_takes_over_while_a_transaction_goes_by_the_token(engine: Engine) -> None:
    assert take(engine, "ada") == 1
    run_out(engine)
    taken: list[int | None] = []
    thread = Thread(target=lambda: taken.append(take(engine, "bob")))
    with engine.begin() as connection:
        assert leases.holds(connection, "x", 1)
        thread.start()
        until(lambda: _waits(engine), what="bob waiting for the row")
        assert not taken
    thread.join(10)
    assert taken == [2]


def _waits(engine: Engine) -> bool:
    with engine.connect() as connection:
        statement = text(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return bool(connection.execute(statement).scalar_one())


def test_a_frozen_holder_does_not_keep_others_out(engine: Engine) -> None:
    """Sooner than any request is ended that does nothing: after 10 s."""
    assert take(engine, "ada") == 1
    run_out(engine)

    def taken_over() -> bool:
        try:
            return take(engine, "bob") == 2
        except OperationalError:  # it waited for the row
            return False

    with engine.connect() as frozen:
        assert leases.holds(frozen, "x", 1)
        until(taken_over, 8, what="bob taking over")
        with pytest.raises(DBAPIError):
            frozen.execute(text("SELECT 1"))


def test_what_is_given_up_is_free_at_once(engine: Engine) -> None:
    token = take(engine, "ada")
    assert token is not None
    with engine.begin() as connection:
        leases.give_up(connection, "x", token + 1)
    assert take(engine, "bob") is None
    with engine.begin() as connection:
        leases.give_up(connection, "x", token)
    assert take(engine, "bob") == 2
