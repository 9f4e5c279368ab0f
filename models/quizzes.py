"""Quizzes that many play (daily, scheduled, live), and each player's one attempt."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, DateTime, ForeignKey, Index, SmallInteger, String, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_rows, sql, take_turns
from rules.levels import Mode
from rules.live import Timetable
from rules.scoring import GRACE_MS
from rules.totals import SessionState


class Quiz(Base):
    """One quiz for all. `key` names it for ever, as `daily:2026-11-24:music`, so that it is made once."""

    __tablename__ = "quizzes"
    __table_args__ = (
        Index(None, "closes_at"),
        Index("quizzes_opens_at_ix", "opens_at", "id"),
        Index("quizzes_unsettled_ix", "closes_at", postgresql_where=text("settled_at IS NULL")),
        Index("quizzes_uncompared_ix", "closes_at", postgresql_where=text("compared_at IS NULL")),
        CheckConstraint("mode IN ('daily', 'scheduled', 'live')", "mode"),
        CheckConstraint("closes_at > opens_at", "times"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    mode: Mapped[str] = mapped_column(String(9))
    title: Mapped[str] = mapped_column(String(120))
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    langs: Mapped[list[str]] = mapped_column(ARRAY(String(35)))
    """Languages that every question has."""
    opens_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    closes_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    time_limit_ms: Mapped[int]
    question_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    revisions: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    seed: Mapped[bytes]
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"))
    marks: Mapped[list[list[Any]] | None] = mapped_column(JSONB)
    """How far (topic id, partition, offset) everything must be applied before it is settled."""
    settled_to: Mapped[UUID | None]
    """The last player, by id, whose attempt was settled."""
    winner_id: Mapped[UUID | None]
    """The first place of more than one, as it is when settling begins."""
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When all attempts were."""
    compared_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When its players' answers were compared with one another (models.suspicion)."""
    edition: Mapped[int] = mapped_column(server_default=text("1"))
    """Counts changes, so that two who change it at once notice."""


class Attempt(Base):
    """A player's one session in a quiz, with its points as the answers applied so far make them."""

    __tablename__ = "attempts"
    __table_args__ = (Index("attempts_board_ix", "quiz_id", text("points DESC"), "reached_at", text("player_id DESC")),)

    quiz_id: Mapped[UUID] = mapped_column(primary_key=True)
    player_id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID]
    points: Mapped[int] = mapped_column(server_default=text("0"))
    reached_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    choices: Mapped[list[int | None] | None] = mapped_column(ARRAY(SmallInteger))
    """Once the session was learned from: the option chosen by question, as stored; NULL: none, or another kind."""


@dataclass(frozen=True)
class QuizRow:
    """A quiz as it is played."""

    id: UUID
    key: str
    mode: Mode
    title: str
    category_id: int
    category: str
    langs: Sequence[str]
    opens_at: datetime
    closes_at: datetime
    time_limit_ms: int
    question_ids: Sequence[UUID]
    revisions: Sequence[int]
    seed: bytes
    settings: dict[str, Any]

    @property
    def timetable(self) -> Timetable | None:
        """When what happens; only a live quiz has one."""
        return Timetable(**self.settings["timetable"]) if self.mode == "live" else None

    @property
    def told_at(self) -> datetime:
        """When its board may be told: nobody can answer any more. A timetable has its own grace."""
        return self.closes_at if self.mode == "live" else self.closes_at + timedelta(milliseconds=GRACE_MS)

    @property
    def elimination(self) -> bool:
        """Whether a live quiz goes on without those who answered wrong, or not at all."""
        return bool(self.settings.get("elimination"))


_ROW = (
    "SELECT q.id, q.key, q.mode, q.title, q.category_id, c.slug AS category, q.langs, q.opens_at, q.closes_at, "
    "q.time_limit_ms, q.question_ids, q.revisions, q.seed, q.settings FROM quizzes q "
    "JOIN categories c ON c.id = q.category_id "
)


def by_id(connection: Connection, quiz_id: UUID) -> QuizRow | None:
    """The quiz of that id."""
    return _first(connection, "WHERE q.id = :id", {"id": quiz_id})


def by_key(connection: Connection, key: str) -> QuizRow | None:
    """The quiz of that name."""
    return _first(connection, "WHERE q.key = :key", {"key": key})


def around(
    connection: Connection, at: datetime, most: int, mode: str | None = None, after: UUID | None = None
) -> list[QuizRow]:
    """Quizzes that are open or upcoming, soonest first, then those that closed last: those after one of them."""
    condition = (
        "WHERE (CAST(:mode AS text) IS NULL OR q.mode = :mode) AND (CAST(:after AS uuid) IS NULL "
        f"OR ({_place('q')}) > (SELECT {_place('l')} FROM quizzes l WHERE l.id = :after)) "
        f"ORDER BY {_place('q')} LIMIT :most"
    )
    rows = connection.execute(sql(_ROW + condition), {"at": at, "most": most, "mode": mode, "after": after})
    return [QuizRow(**row._mapping) for row in rows]


def _place(quiz: str) -> str:
    """SQL of a quiz's place in the list as it is at a time."""
    away = f"CASE WHEN {quiz}.closes_at < :at THEN :at - {quiz}.closes_at ELSE {quiz}.opens_at - :at END"
    return f"{quiz}.closes_at < :at, {away}, {quiz}.id"


def _first(connection: Connection, condition: str, values: dict[str, Any]) -> QuizRow | None:
    row = connection.execute(sql(_ROW + condition), values).first()
    return None if row is None else QuizRow(**row._mapping)


def make(connection: Connection, quiz: Quiz) -> bool:
    """Insert a quiz, unless one of its key is there; whether it was."""
    names = [column.name for column in Quiz.__table__.columns if column.name not in _LATER]
    values = {name: getattr(quiz, name) for name in names}
    return connection.execute(insert(Quiz).values(values).on_conflict_do_nothing()).rowcount == 1


_LATER = ("created_at", "marks", "settled_to", "winner_id", "settled_at", "compared_at", "edition")


def attempt(connection: Connection, quiz_id: UUID, player: UUID, session_id: UUID) -> UUID | None:
    """Begin a player's one attempt with a session; the session that has it: this one, or an earlier one.

    None: the quiz is marked for settling, which takes in attempts that were there before. It is not marked until the
    transaction ends.
    """
    statement = sql(
        "WITH taking AS (SELECT id FROM quizzes WHERE id = :quiz AND marks IS NULL FOR SHARE) "
        "INSERT INTO attempts AS a (quiz_id, player_id, session_id) SELECT id, :player, :session FROM taking "
        "ON CONFLICT (quiz_id, player_id) DO UPDATE SET session_id = a.session_id RETURNING session_id"
    )
    values = {"quiz": quiz_id, "player": player, "session": session_id}
    found: UUID | None = connection.execute(statement, values).scalar()
    return found


def attempted(connection: Connection, quiz_id: UUID, player: UUID) -> UUID | None:
    """The session of a player's attempt."""
    statement = sql("SELECT session_id FROM attempts WHERE quiz_id = :quiz AND player_id = :player")
    found: UUID | None = connection.execute(statement, {"quiz": quiz_id, "player": player}).scalar()
    return found


def held(connection: Connection, since: datetime, until: datetime, but: UUID | None = None) -> set[UUID]:
    """Questions of other quizzes that are on at some time of a span: who is asked them elsewhere is told what is right.

    A quiz is on until a minute after it closes, when its answers are told.
    """
    statement = sql(
        "SELECT DISTINCT unnest(question_ids) FROM quizzes WHERE closes_at > :since - interval '1 minute' "
        "AND opens_at < :until + interval '1 minute' AND id IS DISTINCT FROM CAST(:but AS uuid)"
    )
    return set(connection.execute(statement, {"since": since, "until": until, "but": but}).scalars())


def plan_alone(connection: Connection) -> None:
    """Nobody else plans a quiz until the transaction ends: of two at once each would ask what the other asks."""
    take_turns(connection, "programme")


def participants(connection: Connection, quiz_id: UUID) -> int:
    """How many players have an attempt."""
    statement = sql("SELECT count(*) FROM attempts WHERE quiz_id = :quiz")
    return int(connection.execute(statement, {"quiz": quiz_id}).scalar_one())


def score(connection: Connection, states: Iterable[SessionState], reached: Mapping[UUID, datetime | None]) -> None:
    """Have attempts follow their sessions; `reached` has the latest answer that gave points, by session."""
    rows = [
        {"q": state.quiz_id, "u": state.player_id, "p": state.points, "t": reached.get(state.id)}
        for state in states
        if state.quiz_id is not None
    ]
    if rows:
        statement = sql(
            "UPDATE attempts a SET points = r.p, reached_at = GREATEST(a.reached_at, r.t) "
            "FROM json_to_recordset(:rows) AS r(q uuid, u uuid, p integer, t timestamptz) "
            "WHERE a.quiz_id = r.q AND a.player_id = r.u"
        )
        connection.execute(statement, {"rows": encode_rows(rows)})
