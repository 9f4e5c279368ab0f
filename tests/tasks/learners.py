"""A bank that is learned from, players who answer it, and what is known of its questions then."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import bank
from models.audit import audit
from models.bank import NewQuestion
from rules.content import Content, Wording
from tasks.closing import fresh_marks
from tasks.learning import step
from tests.clearing import clear
from tests.pipeline import NOON, Log, answer, chosen

INVARIANTS = (
    "sessions that were learned from taught all their answers",
    "questions are rated by each player's first attempt, once",
    "players are rated by their first attempts, once",
)
LATER = NOON + timedelta(hours=3)


@pytest.fixture(autouse=True)
def empty(engine: Engine) -> None:
    """Nothing played, nothing learned; one category."""
    tables = (
        "sessions, answers, seen, questions, question_revisions, question_pool, item_statistics, player_skills, "
        "question_flags, carried, outbox, quizzes"
    )
    forget_horizon(engine)
    with engine.begin() as connection:
        clear(connection, tables)
        connection.execute(text("INSERT INTO categories VALUES (1, 'maths', 'Maths') ON CONFLICT DO NOTHING"))


def forget_horizon(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE learning SET horizon = '-infinity', marked_at = NULL, marks = NULL"))


@pytest.fixture
def put(engine: Engine) -> Callable[..., list[NewQuestion]]:
    """Makes questions with four options, the first of which is right."""

    def make(count: int) -> list[NewQuestion]:
        made = [choice(f"{uuid7()}") for _ in range(count)]
        with engine.begin() as connection:
            bank.add(connection, made)
        return made

    return make


def choice(stem: str, correct: int = 0) -> NewQuestion:
    content = Content("single_choice", (Wording("en", stem, ("w", "x", "y", "z")),), correct=(correct,))
    return NewQuestion(uuid7(), 1, content, difficulty="medium", source="test", licence="CC0-1.0")


def play(
    log: Log, player: UUID, asked: Sequence[NewQuestion], said: Sequence[int], at: Any = NOON, **more: Any
) -> UUID:
    """A session whose answers, by stored option, are in the log, a second apart."""
    session = log.asking(player, asked, **more)
    log.values += [
        answer(session, player, no, chosen(no, asked[no], option), at=at + timedelta(seconds=no))
        for no, option in enumerate(said)
    ]
    return session


def learn(*logs: Log) -> list[str]:
    """Steps until nothing more comes of them; what each did."""
    done: list[str] = []
    while not done or done[-1] == "learned" or (done[-1] == "marked" and done.count("marked") == 1):
        ends = {(log.topic_id, log.partition): len(log.values) for log in logs}
        done.append(step(LATER, fresh_marks(LATER, ends.copy)))
    return done


def ratings(log: Log, asked: Sequence[NewQuestion]) -> list[tuple[float, int]]:
    rows = {row[0]: (row[1], row[2]) for row in log.all("SELECT question_id, rating, rated FROM item_statistics")}
    return [rows.get(question.id, (0.0, 0)) for question in asked]


def broken(engine: Engine) -> list[str]:
    """Invariants of learning that do not hold."""
    with engine.connect() as connection:
        found = {finding.name: finding.broken for finding in audit(connection)}
    return [name for name in INVARIANTS if found[name]]


def crowd(log: Log, asked: Sequence[NewQuestion], said: Sequence[Sequence[int]], at: Any = NOON) -> None:
    """A player each for what they said."""
    for number, options in enumerate(said):
        play(log, uuid7(), asked, options, at=at + timedelta(seconds=10 * number))
