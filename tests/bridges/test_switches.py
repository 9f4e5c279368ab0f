"""What a process knows of switches: not older than a second, and what it knew last while Postgres is away."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event

from bridges import switches as known
from bridges.postgres import Postgres
from bridges.switches import Switches
from models import switches
from models.base import REQUEST_LIMITS, open_engine


@pytest.fixture
def postgres(database_url: str) -> Iterator[Postgres]:
    postgres = Postgres(open_engine(database_url, REQUEST_LIMITS, pre_ping=False))
    yield postgres
    with postgres.begin() as connection:
        switches.turn(connection, "sessions", True, "a test", None)
    postgres.engine.dispose()


def turn(postgres: Postgres, is_on: bool) -> None:
    with postgres.begin() as connection:
        switches.turn(connection, "sessions", is_on, "a test", None)


def statements(engine: Engine) -> list[str]:
    """What is asked of Postgres from now on."""
    asked: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    return asked


def test_it_is_read_once_a_second_however_many_ask(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    process, asked, clock = Switches(postgres), statements(postgres.engine), [100.0]
    monkeypatch.setattr(known, "monotonic", lambda: clock[0])
    assert [process.is_on("sessions") for _ in range(50)] == [True] * 50
    assert len(asked) == 1
    turn(postgres, is_on=False)
    clock[0] += 0.99
    assert process.is_on("sessions")
    clock[0] += 0.01
    assert not process.is_on("sessions")


def test_while_postgres_is_away_the_last_word_holds(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "_KNOWN_S", 0.0)
    process, nowhere = Switches(postgres), "postgresql+psycopg://127.0.0.1:1/none"
    turn(postgres, is_on=False)
    assert not process.is_on("sessions")
    process._postgres = Postgres(open_engine(nowhere, REQUEST_LIMITS, pre_ping=False))
    turn(postgres, is_on=True)
    assert not process.is_on("sessions")
    assert process._postgres.breaker.is_open
    assert Switches(process._postgres).off() == frozenset()
