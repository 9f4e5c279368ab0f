"""A quiz for many, with a log of its answers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models.marks import Ends
from tasks.closing import fresh_marks
from tasks.quizzes import step
from tests.pipeline import NOON, Log, answer, standings

OPENS, CLOSES = NOON - timedelta(minutes=5), NOON + timedelta(minutes=5)
AFTER = CLOSES + timedelta(seconds=20)
MODE = "scheduled"


@dataclass
class Quiz:
    """A quiz of three questions with a log of its answers."""

    id: UUID
    log: Log
    sessions: dict[UUID, UUID] = field(default_factory=dict)

    def play(self, *responses: str, player: UUID | None = None, mode: str = MODE) -> UUID:
        """A new player's attempt, its answers in the log; the player."""
        player = player or uuid7()
        session = self.log.session(player, count=3, mode=mode)
        with self.log.engine.begin() as connection:
            values = {"quiz": self.id, "session": session, "player": player}
            connection.execute(text("UPDATE sessions SET quiz_id = :quiz WHERE id = :session"), values)
            connection.execute(text("INSERT INTO attempts VALUES (:quiz, :player, :session)"), values)
        self.log.values += [answer(session, player, no, one) for no, one in enumerate(responses)]
        self.sessions[player] = session
        return player

    def step(self) -> str:
        """The tick's next step."""
        return step(self.id, AFTER, fresh_marks(AFTER, self.ends))

    def ends(self) -> Ends:
        return {(self.log.topic_id, 0): len(self.log.values)}

    def settle(self) -> None:
        """Everything, and what it puts into the outbox is applied."""
        while self.step() in ("marked", "settling"):
            pass
        self.relay()

    def relay(self) -> None:
        """What waits in the outbox for this log, applied."""
        begin = len(self.log.values)
        with self.log.engine.begin() as connection:
            rows = connection.execute(text("DELETE FROM outbox WHERE topic = 'quiz.submissions' RETURNING id, value"))
            self.log.values += [bytes(row.value) for row in sorted(rows)]
        assert self.log.apply(begin) == "applied"


@pytest.fixture
def quiz(engine: Engine, log: Log) -> Iterator[Quiz]:
    """One that closed five minutes after noon."""
    id_ = uuid7()
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM outbox"))
        connection.execute(
            text("INSERT INTO categories (id, slug, name) VALUES (1, 'one', 'One') ON CONFLICT DO NOTHING")
        )
        connection.execute(
            text(
                "INSERT INTO quizzes (id, key, mode, title, category_id, langs, opens_at, closes_at, time_limit_ms, "
                "question_ids, revisions, seed) VALUES (:id, CAST(:id AS text), :mode, 'A quiz', 1, '{en}', :opens, "
                ":closes, 15000, '{}', '{}', '')"
            ),
            {"id": id_, "mode": MODE, "opens": OPENS, "closes": CLOSES},
        )
    yield Quiz(id_, log)
    with engine.begin() as connection:
        for table, column in (("sessions", "quiz_id"), ("attempts", "quiz_id"), ("quizzes", "id")):
            connection.execute(text(f"DELETE FROM {table} WHERE {column} = :id"), {"id": id_})
        connection.execute(text("DELETE FROM outbox"))


def seen(log: Log, player: UUID) -> list[Any]:
    """Whatever a player can see of their points and progress."""
    queries = ("xp, counters FROM player_progress", "code FROM player_achievements", "source, source_key FROM grants")
    return [
        *standings(log, [player]),
        *(row for query in queries for row in log.all(f"SELECT {query} WHERE player_id = :p ORDER BY 1", p=player)),
        *log.all("SELECT id FROM outbox WHERE key = :p", p=str(player)),
    ]
