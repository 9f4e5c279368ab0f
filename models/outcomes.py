"""What became of an accepted answer, and of a session: read from what the tasks have applied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from models.base import sql
from models.sessions import SKIPPED
from rules import lifelines


@dataclass(frozen=True)
class AnswerRow:
    """All that can be known of one answer, found by its session's and its own primary key."""

    player_id: UUID
    response: str | None
    """What was applied for this question: perhaps another answer."""
    refused: str | None
    dead: str | None
    key: str | None
    """The question's (rules.responses)."""
    base_points: Sequence[int | None]
    worth: Sequence[bool] | None
    skipped: Sequence[int]
    session_points: int
    reveals_at: datetime | None
    timetable: Mapping[str, int] | None
    """Of a live quiz (rules.live): each question has its own reveal."""


def answer(connection: Connection, event_id: str, session_id: UUID, question_no: int) -> AnswerRow | None:
    """What is known of an answer's event; None if there is no such session."""
    statement = sql(
        "SELECT s.player_id, a.response, r.code AS refused, "
        "(SELECT code FROM dead_letters WHERE event_id = :event_id AND replayed_at IS NULL LIMIT 1) AS dead, "
        f"s.correct[:no + 1] AS key, s.base_points, s.worth, {SKIPPED}, s.points AS session_points, s.reveals_at, "
        "(SELECT settings -> 'timetable' FROM quizzes WHERE id = s.quiz_id) AS timetable FROM sessions s "
        "LEFT JOIN answers a ON a.session_id = s.id AND a.question_no = :no AND a.session_id = :session_id "
        "LEFT JOIN refused r ON r.event_id = :event_id WHERE s.id = :session_id"
    )
    values = {"event_id": event_id, "session_id": session_id, "no": question_no}
    row = connection.execute(statement, values).first()
    return None if row is None else AnswerRow(**row._mapping)


@dataclass(frozen=True)
class EndRow:
    """What can be known of a session's end."""

    player_id: UUID
    ended_at: datetime | None
    refused: str | None
    dead: str | None


def end(connection: Connection, event_id: str, session_id: UUID) -> EndRow | None:
    """What is known of the event that ends a session; None if there is no such session."""
    statement = sql(
        "SELECT player_id, ended_at, (SELECT code FROM refused WHERE event_id = :event_id) AS refused, "
        "(SELECT code FROM dead_letters WHERE event_id = :event_id AND replayed_at IS NULL LIMIT 1) AS dead "
        "FROM sessions WHERE id = :id"
    )
    row = connection.execute(statement, {"event_id": event_id, "id": session_id}).first()
    return None if row is None else EndRow(**row._mapping)


@dataclass(frozen=True)
class ClaimRow:
    """What can be known of a claim of a code."""

    applied: bool
    refused: str | None
    dead: str | None


def claim(connection: Connection, event_id: str, referee: UUID) -> ClaimRow:
    """What is known of the event by which a player claimed a code."""
    statement = sql(
        "SELECT EXISTS (SELECT FROM referrals WHERE referee_id = :referee AND event_id = :event_id) AS applied, "
        "(SELECT code FROM refused WHERE event_id = :event_id) AS refused, "
        "(SELECT code FROM dead_letters WHERE event_id = :event_id AND replayed_at IS NULL LIMIT 1) AS dead"
    )
    row = connection.execute(statement, {"event_id": event_id, "referee": referee}).one()
    return ClaimRow(**row._mapping)


_GIVEN = (
    "COALESCE((SELECT jsonb_object_agg(question_no, jsonb_build_array(response, elapsed_ms)) FROM answers "
    "WHERE session_id = :id), CAST('{}' AS jsonb))"
)
_TIMETABLE = "(SELECT settings -> 'timetable' FROM quizzes WHERE id = s.quiz_id)"
_SESSION = (
    "SELECT s.id, c.slug AS category, s.mode, cardinality(s.question_ids) AS count, s.started_at, s.expires_at, "
    "s.ended_at, s.points, s.base_points, s.worth, s.reveals_at, s.lang, s.quiz_id, s.lifelines, s.question_ids, "
    "s.revisions, s.seed, s.correct AS keys, s.on_boards AS ranked{more} FROM sessions s "
    "JOIN categories c ON c.id = s.category_id WHERE s.player_id = :player "
)
_ONE = _SESSION.format(more=f", {_GIVEN} AS given, {_TIMETABLE} AS timetable")
_MANY = _SESSION.format(more="")


@dataclass(frozen=True)
class SessionRow:
    """A session as its player may see it."""

    id: UUID
    category: str
    mode: str
    count: int
    started_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    points: int
    base_points: Sequence[int | None]
    worth: Sequence[bool] | None
    reveals_at: datetime | None
    lang: str
    quiz_id: UUID | None
    lifelines: Mapping[str, Any]
    question_ids: Sequence[UUID]
    revisions: Sequence[int] | None
    seed: bytes | None
    keys: Sequence[str]
    ranked: bool
    given: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """By the question's number what was answered, and in how many ms; of a session that is read alone."""
    timetable: Mapping[str, int] | None = None
    """Of a live quiz (rules.live); read with `given`."""

    @property
    def skipped(self) -> list[int]:
        """The questions that lifelines passed over."""
        return lifelines.skipped(self.lifelines)

    @property
    def answered(self) -> int:
        """Questions whose answer was applied."""
        return sum(points is not None for points in self.base_points)

    @property
    def correct(self) -> int:
        """Questions answered right."""
        return sum(bool(points) for points in self.base_points)


def session(connection: Connection, player: UUID, session_id: UUID) -> SessionRow | None:
    """A player's own session."""
    return next(iter(_rows(connection, f"{_ONE} AND s.id = :id", {"player": player, "id": session_id})), None)


def sessions(connection: Connection, player: UUID, before: UUID | None, limit: int) -> list[SessionRow]:
    """A player's own sessions, latest first, from after the one with the id `before`."""
    statement = f"{_MANY} AND (CAST(:before AS uuid) IS NULL OR s.id < :before) ORDER BY s.id DESC LIMIT :limit"
    return _rows(connection, statement, {"player": player, "before": before, "limit": limit})


def _rows(connection: Connection, statement: str, values: Mapping[str, Any]) -> list[SessionRow]:
    rows: Sequence[RowMapping] = connection.execute(sql(statement), values).mappings().all()
    return [SessionRow(**row) for row in rows]
