"""A partition's log and the sessions its answers belong to, for tests that apply slices of it on a real Postgres."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from events.catalog import SUBMISSIONS, AnswerSubmitted, SessionEnded
from events.codec import encode
from events.identity import answer_event_id, ended_event_id
from models.bank import NewQuestion
from models.base import encode_rows
from rules.content import Content
from rules.options import option_ids
from rules.responses import key_of
from tasks import scoring
from tasks.slices import Apply, Slice, run

SEED = b"seed" * 4
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Log:
    """One partition of `quiz.submissions`, or of another topic, under a topic id of its own."""

    topic = SUBMISSIONS

    def __init__(self, engine: Engine, partition: int = 0) -> None:
        self.engine = engine
        self.topic_id = str(uuid7())
        self.partition = partition
        self.values: list[bytes] = []
        with engine.begin() as connection:
            connection.execute(
                text("INSERT INTO carried (topic, topic_id, partition, first, applied) VALUES (:t, :i, :p, 0, 0)"),
                {"t": self.topic.name, "i": self.topic_id, "p": partition},
            )

    def session(
        self, player: UUID, category: int = 1, count: int = 10, session_id: UUID | None = None, mode: str = "ranked"
    ) -> UUID:
        """A running session whose right answers are all `a`."""
        session_id = session_id or uuid7()
        with self.engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO sessions SELECT :id, :player, :category, :mode, now(), now() + interval '2 hours', "
                    "15000, '{}', array_fill('a'::text, ARRAY[:n]), array_fill(NULL::smallint, ARRAY[:n]), "
                    "array_fill(NULL::date, ARRAY[:n])"
                ),
                {"id": session_id, "player": player, "category": category, "mode": mode, "n": count},
            )
        return session_id

    def asking(self, player: UUID, asked: Sequence[NewQuestion], revision: int = 1, **options: Any) -> UUID:
        """A running session that asks these questions of the bank; `chosen` names their options."""
        session = self.session(player, asked[0].category_id, len(asked), **options)
        values = {
            "id": session,
            "asked": [question.id for question in asked],
            "revisions": [revision] * len(asked),
            "seed": SEED,
            "keys": [key_of(question.content, _ids(no, question.content)) for no, question in enumerate(asked)],
        }
        with self.engine.begin() as connection:
            connection.execute(
                text(
                    "UPDATE sessions SET question_ids = :asked, revisions = :revisions, seed = :seed, correct = :keys "
                    "WHERE id = :id"
                ),
                values,
            )
        return session

    def slice(self, lo: int, hi: int, attempt: int = 0) -> Slice:
        """The events [lo, hi) as the bridge would send them."""
        return Slice(self.topic.name, self.topic_id, self.partition, lo, hi, attempt, self.values[lo:hi])

    def apply(self, lo: int = 0, hi: int | None = None, attempt: int = 0, apply: Apply = scoring.apply) -> str:
        """Apply a slice in this process, as a worker would."""
        return run(self.slice(lo, len(self.values) if hi is None else hi, attempt), apply)

    @property
    def row(self) -> Any:
        """The partition's row in `carried`."""
        return self.one(
            "SELECT * FROM carried WHERE topic_id = :i AND partition = :p", i=self.topic_id, p=self.partition
        )

    def one(self, query: str, **values: Any) -> Any:
        """The first row of a query."""
        with self.engine.connect() as connection:
            return connection.execute(text(query), values).first()

    def all(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]


def answer(
    session: UUID, player: UUID, number: int, response: str = "a", at: datetime = NOON, took_ms: int = 3_000
) -> bytes:
    """The bytes of an accepted answer."""
    event = AnswerSubmitted(
        event_id=answer_event_id(session, number, response),
        session_id=session,
        question_no=number,
        player_id=player,
        response=response,
        delivered_at=at - timedelta(milliseconds=took_ms),
        received_at=at,
    )
    return encode(event)


def chosen(no: int, question: NewQuestion, option: int) -> str:
    """The response that chooses an option, by its stored index, of question `no` of a session that is `asking`."""
    return _ids(no, question.content)[option]


def _ids(no: int, content: Content) -> list[str]:
    return option_ids(SEED, no, len(content.wordings[0].options))


def ended(
    session: UUID, player: UUID, at: datetime = NOON, reason: Literal["finished", "expired"] = "finished"
) -> bytes:
    """The bytes of a session's end."""
    event = SessionEnded(
        event_id=ended_event_id(session), session_id=session, player_id=player, ended_at=at, reason=reason
    )
    return encode(event)


def standings(log: Log, players: Sequence[UUID]) -> list[tuple[Any, ...]]:
    """Every total of these players, without the versions, which count changes and not points."""
    return log.all(
        "SELECT player_id, category_id, day, points, week_points, season_points, total_points, answered, reached_at, "
        "latest FROM player_days WHERE player_id IN (SELECT value::uuid FROM json_array_elements_text(:players)) "
        "ORDER BY 1, 2, 3",
        players=encode_rows(players),
    )
