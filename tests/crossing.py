"""What crosses: something done in the middle of a request, by another transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event, text

from tests.processes import until
from web import passwords


@contextmanager
def before(engine: Engine, word: str, do: Callable[[], object]) -> Iterator[None]:
    """Do something before each statement of the engine that has the word in it."""

    def look(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if word in statement:
            do()

    event.listen(engine, "before_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", look)


@contextmanager
def noting(engine: Engine, word: str, look: Callable[[], bool]) -> Iterator[list[bool]]:
    """What is seen before each statement of the engine that has the word in it."""
    found: list[bool] = []
    with before(engine, word, lambda: found.append(look())):
        yield found


def is_held(engine: Engine, table: str, column: str, value: object, *, alone: bool = False) -> bool:
    """Whether another transaction holds the row of a table against changes; `alone`: and nobody else may hold it."""
    strength = "SHARE" if alone else "NO KEY UPDATE"
    statement = text(f"SELECT FROM {table} WHERE {column} = :value FOR {strength} SKIP LOCKED")
    with engine.connect() as connection:
        return connection.execute(statement, {"value": value}).first() is None


def waits(engine: Engine) -> bool:
    """Whether a transaction waits for what another has locked."""
    statement = text(
        "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with engine.connect() as connection:
        return bool(connection.execute(statement).scalar_one())


def wait_for_one_to_wait(engine: Engine) -> None:
    """Until a transaction waits for what another has locked. Raises AssertionError after a while."""
    until(lambda: waits(engine), what="one who waits for a lock")


@contextmanager
def while_verifying(do: Callable[[], object]) -> Iterator[None]:
    """Do something once a password has proved right, and before that is acted on."""
    verify = passwords.verify

    def slowly(password_hash: str | None, password: str) -> bool:
        fits = verify(password_hash, password)
        do()
        return fits

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "verify", slowly)
        yield
