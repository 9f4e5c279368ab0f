"""When Postgres counts as away, and when it is only we who are busy."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text

from bridges.breaker import Away
from bridges.postgres import Postgres


@pytest.fixture
def narrow(database_url: str) -> Iterator[Postgres]:
    """One connection, and no patience for another."""
    engine = create_engine(database_url, pool_size=1, max_overflow=0, pool_timeout=0.05)
    yield Postgres(engine)
    engine.dispose()


def test_a_full_pool_is_told_to_the_one_who_waited_and_to_nobody_else(narrow: Postgres) -> None:
    with narrow.connect() as held:
        with pytest.raises(Away, match="in use"), narrow.connect():
            pass
        assert not narrow.breaker.is_open
        assert held.execute(text("SELECT 1")).scalar() == 1
    with narrow.begin() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1


def test_a_server_that_is_not_there_opens_the_breaker() -> None:
    nowhere = Postgres(create_engine("postgresql+psycopg://127.0.0.1:1/none"))
    with pytest.raises(Away), nowhere.connect():
        pass
    assert nowhere.breaker.is_open


def test_a_connection_that_the_server_has_ended_is_replaced_before_it_is_used(narrow: Postgres) -> None:
    with narrow.connect() as connection:
        first = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    other = create_engine(narrow.engine.url)
    with other.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 10000)"), {"pid": first})
    other.dispose()
    with narrow.begin() as connection:
        assert connection.execute(text("SELECT pg_backend_pid()")).scalar_one() != first


def test_reading_takes_no_transaction(narrow: Postgres) -> None:
    with narrow.connect() as connection:
        assert connection.execute(text("SELECT pg_current_xact_id()")).scalar_one() < (
            connection.execute(text("SELECT pg_current_xact_id()")).scalar_one()
        )
    with narrow.begin() as connection:
        assert connection.execute(text("SELECT pg_current_xact_id()")).scalar_one() == (
            connection.execute(text("SELECT pg_current_xact_id()")).scalar_one()
        )
