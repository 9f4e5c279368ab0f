"""A running session's plan and first-delivery times, as `next` asks for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, Row
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.activity import MARK_SESSION
from models.base import Base, encode_json, sql
from models.sessions import QuizSession


class SessionPlan(Base):
    """The questions of a session as the player sees them, and when each was first delivered.

    The same document is in Redis; either store alone can serve `next`. Removed a day after the session expired.
    """

    __tablename__ = "session_plans"
    __table_args__ = (Index(None, "expires_at"),)

    session_id: Mapped[UUID] = mapped_column(primary_key=True)
    plan: Mapped[dict[str, Any]] = mapped_column(JSONB)
    delivered_at: Mapped[list[datetime | None]] = mapped_column(ARRAY(DateTime(timezone=True)))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


@dataclass(frozen=True)
class Standing:
    """First deliveries and answers by question, whether it has ended, and the plan only if that was asked for."""

    plan: Mapping[str, Any] | None
    delivered_at: Sequence[datetime | None]
    answered: list[bool]
    over: bool


def begin(connection: Connection, session: QuizSession, plan: Mapping[str, Any]) -> None:
    """Insert a session that begins now, with its plan; nothing is delivered or answered yet. Its player is active."""
    statement = sql(
        "WITH session AS (INSERT INTO sessions (id, player_id, category_id, mode, started_at, expires_at, "
        "time_limit_ms, question_ids, correct, lang, revisions, seed, worth, on_boards, quiz_id, reveals_at, "
        "base_points, answered_on) VALUES (:id, :player_id, :category_id, :mode, :started_at, :expires_at, "
        ":time_limit_ms, :question_ids, :correct, :lang, :revisions, :seed, :worth, :on_boards, :quiz_id, "
        ":reveals_at, array_fill(NULL::smallint, ARRAY[:count]), array_fill(NULL::date, ARRAY[:count]))), "
        f"active AS ({MARK_SESSION}) "
        "INSERT INTO session_plans (session_id, plan, delivered_at, expires_at) "
        "VALUES (:id, CAST(:plan AS jsonb), array_fill(NULL::timestamptz, ARRAY[:count]), :expires_at)"
    )
    names = (
        *("id", "player_id", "category_id", "mode", "started_at", "expires_at", "time_limit_ms", "question_ids"),
        *("correct", "lang", "revisions", "seed", "worth", "on_boards", "quiz_id", "reveals_at"),
    )
    values = {name: getattr(session, name) for name in names}
    connection.execute(statement, {**values, "plan": encode_json(plan), "count": len(session.question_ids)})


def standing(connection: Connection, session_id: UUID, want_plan: bool) -> Standing | None:
    """Where a session stands; None if there is none, or its plan was removed after it expired."""
    statement = sql(
        "SELECT CASE WHEN :want_plan THEN p.plan END AS plan, p.delivered_at, s.base_points, s.ended_at "
        "FROM session_plans p JOIN sessions s ON s.id = p.session_id WHERE p.session_id = :id"
    )
    return _standing(connection.execute(statement, {"id": session_id, "want_plan": want_plan}).first())


def guessed(connection: Connection, session_id: UUID, no: int, at: datetime, sure: bool) -> Standing | None:
    """As `standing`, without the plan, after recording a delivery of question `no` (from 0).

    Only if it is `sure`, or no later question was delivered. What another writes at the same time is not seen.
    """
    statement = sql(
        "WITH told AS (UPDATE session_plans SET delivered_at[:n] = :at WHERE session_id = :id "
        "AND (delivered_at[:n] IS NULL OR delivered_at[:n] > :at) "
        "AND (:sure OR cardinality(array_remove(delivered_at[:n + 1:], NULL)) = 0) RETURNING delivered_at) "
        "SELECT NULL AS plan, COALESCE((SELECT delivered_at FROM told), p.delivered_at) AS delivered_at, "
        "s.base_points, s.ended_at FROM session_plans p JOIN sessions s ON s.id = p.session_id WHERE p.session_id = :id"
    )
    return _standing(connection.execute(statement, {"id": session_id, "n": no + 1, "at": at, "sure": sure}).first())


def _standing(row: Row[Any] | None) -> Standing | None:
    if row is None:
        return None
    answered = [points is not None for points in row.base_points]
    return Standing(row.plan, row.delivered_at, answered, row.ended_at is not None)


def deliver(connection: Connection, session_id: UUID, no: int, at: datetime) -> datetime | None:
    """Record a delivery of question `no` (from 0); the earliest known is answered, None if there is no such session."""
    statement = sql(
        "UPDATE session_plans SET delivered_at[:n] = LEAST(delivered_at[:n], :at) "
        "WHERE session_id = :id RETURNING delivered_at[:n]"
    )
    time: datetime | None = connection.execute(statement, {"id": session_id, "n": no + 1, "at": at}).scalar()
    return time
