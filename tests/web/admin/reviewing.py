"""Review work: cases as signals, flags and reports open them, and what a member of the staff does with them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import bank, cases, drawing, items, reviews
from models.base import REQUEST_LIMITS, open_engine
from models.items import Measured
from models.suspicion import Found
from rules import times
from rules.difficulty import Rating
from rules.items import Stats, version
from rules.suspicion import Signal
from tasks import runtime
from tasks.suspicion import _record
from tests.contests import clear
from tests.web.admin.conftest import Member
from tests.web.conftest import Guest, question
from web.wires import Wires

Employ = Callable[..., Member]
CASES, QUEUES = "/v1/admin/cases", "/v1/admin/queues"


@pytest.fixture(autouse=True)
def empty(engine: Engine) -> None:
    """No case is open."""
    with engine.begin() as connection:
        for table in ("cases", "suspicion_signals", "player_suspicion", "question_reports", "question_flags"):
            connection.execute(text(f"DELETE FROM {table}"))


@pytest.fixture(autouse=True)
def worker(engine: Engine, wires: Wires, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the ticks work on; no creative battle is there."""
    clear(engine)
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    monkeypatch.setattr(runtime, "boards", lambda: wires.redis)


@pytest.fixture
def crowd(engine: Engine) -> Iterator[Engine]:
    """The database for twenty at once, as requests use it."""
    crowd = open_engine(engine.url.render_as_string(hide_password=False), REQUEST_LIMITS, pool_size=20)
    yield crowd
    crowd.dispose()


def open_cases(engine: Engine, count: int, queue: str = "integrity") -> list[UUID]:
    """Subjects of so many cases, the oldest first."""
    subjects = [uuid7() for _ in range(count)]
    with engine.begin() as connection:
        for number, subject in enumerate(subjects):
            cases.signal(connection, queue, "score", {subject: 50})
            statement = text("UPDATE cases SET opened_at = now() - make_interval(mins => :n) WHERE subject = :s")
            connection.execute(statement, {"n": 100 - number, "s": subject})
    return subjects


def suspect(engine: Engine, player: UUID, *codes: Any) -> None:
    with engine.begin() as connection:
        _record(connection, [Found(player, uuid7(), Signal(code, 1.0, {"answers": 10})) for code in codes])


def claim(member: Member, queue: str = "integrity") -> Any:
    return member.post(f"{QUEUES}/{queue}/claim")


def decide(member: Member, case: str, decision: str, **more: Any) -> Any:
    return member.post(f"{CASES}/{case}/decision", json={"decision": decision, "reason": "looked at it", **more})


def age(engine: Engine, column: str, by: timedelta) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE cases SET {column} = {column} - CAST(:by AS interval)"), {"by": by})


@pytest.fixture
def doubted(engine: Engine) -> Any:
    """A published question that looks broken."""
    new = question(1, f"stem {uuid7()}")
    with engine.begin() as connection:
        bank.add(connection, [new])
    return new


def flag(engine: Engine, doubted: Any) -> None:
    stats = Stats(0, (0, 0, 30, 0), (0, 0, 25, 0), n=30, elapsed=times.of([4_000] * 30))
    measured = {(doubted.id, version(doubted.content)): Measured(Rating(2.0, 30), stats)}
    with engine.begin() as connection:
        items.save(connection, measured)
        flagged = items.flag(connection, measured)
        cases.signal(connection, "questions", "flag", reviews.weights(connection, flagged), anew=True)


def report(engine: Engine, guest: Guest, doubted: Any, kind: str = "wrong") -> Any:
    with engine.begin() as connection:
        drawing.see(connection, guest.id, 1, [doubted.id], datetime.now(UTC), None)
    return guest.post(f"/v1/questions/{doubted.id}/reports", {"kind": kind, "text": "It is <i>x</i>."})
