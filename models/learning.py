"""Ended sessions on their way to being learned from: in the order their ends could be told, each once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, DateTime, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_json, encode_rows, sql
from models.marks import Marks
from rules.lessons import First, Given, Lesson
from rules.lifelines import helped


class Learning(Base):
    """One row: everything received before `horizon` is applied. With `marks`, `marked_at` becomes it once they are."""

    __tablename__ = "learning"
    __table_args__ = (CheckConstraint("id = 1", "one"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, server_default=text("1"))
    horizon: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("'-infinity'"))
    marked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    marks: Mapped[list[list[Any]] | None] = mapped_column(JSONB)


_TOLD = "GREATEST(s.ended_at, s.end_sent_at, s.reveals_at)"
"""When a session's end was received and its verdicts may be told: a rating that moves tells one."""


@dataclass(frozen=True)
class State:
    """Where the logs must be applied to before the horizon moves on; None: nothing is marked."""

    marks: Marks | None


def lock(connection: Connection) -> State | None:
    """The state, locked against every other tick; None: another is at it."""
    row = connection.execute(sql("SELECT marks FROM learning FOR UPDATE SKIP LOCKED")).first()
    return None if row is None else State(*row)


def mark(connection: Connection, at: datetime, marks: Marks) -> None:
    """Remember that what was received before a time lies before these marks."""
    statement = sql("UPDATE learning SET marked_at = :at, marks = CAST(:marks AS jsonb)")
    connection.execute(statement, {"at": at, "marks": encode_json(marks)})


def reach(connection: Connection) -> None:
    """Move the horizon to where it was marked: all of that is applied."""
    connection.execute(
        sql("UPDATE learning SET horizon = GREATEST(horizon, marked_at), marked_at = NULL, marks = NULL")
    )


def is_anything_left(connection: Connection) -> bool:
    """Whether a session ended whose verdicts may be told, or a quiz closed, that nothing was learned from."""
    statement = sql(
        "SELECT EXISTS (SELECT FROM sessions s WHERE s.ended_at IS NOT NULL AND s.learned_at IS NULL "
        f"AND {_TOLD} < now()) "
        "OR EXISTS (SELECT FROM quizzes WHERE compared_at IS NULL AND closes_at < now())"
    )
    return bool(connection.execute(statement).scalar_one())


def lessons(connection: Connection, most: int) -> list[Lesson]:
    """The next sessions to learn from, up to `most`, with their answers.

    An end was received when its event was: of an expired session not when its time was over, but when that was told.
    An attempt at a shared quiz takes its place at the reveal, and until then holds nobody up.
    """
    statement = sql(
        "SELECT s.id, s.player_id, s.mode, s.quiz_id, s.time_limit_ms, s.question_ids, s.revisions, s.seed, "
        "s.lifelines, ARRAY(SELECT json_build_array(question_no, response, "
        "base_points > 0, elapsed_ms, (extract(epoch FROM received_at) * 1000000)::bigint) FROM answers "
        "WHERE session_id = s.id ORDER BY received_at, question_no) AS given FROM sessions s "
        "WHERE s.ended_at IS NOT NULL AND s.learned_at IS NULL "
        f"AND {_TOLD} < (SELECT horizon FROM learning) ORDER BY {_TOLD}, s.id LIMIT :most"
    )
    return [_lesson(row) for row in connection.execute(statement, {"most": most})]


def _lesson(row: Any) -> Lesson:
    return Lesson(
        row.id,
        row.player_id,
        row.mode,
        row.quiz_id,
        row.time_limit_ms,
        row.question_ids,
        row.revisions or [1] * len(row.question_ids),
        row.seed,
        helped(row.lifelines),
        [Given(*given) for given in row.given],
    )


def learned(connection: Connection, sessions: Collection[UUID]) -> None:
    """Note that these were learned from; their rows are locked in the order that scoring locks them in."""
    statement = sql(
        "UPDATE sessions s SET learned_at = now() FROM (SELECT id FROM sessions WHERE id = ANY(:ids) "
        "ORDER BY id FOR UPDATE) locked WHERE s.id = locked.id"
    )
    connection.execute(statement, {"ids": list(sessions)})


def claim(connection: Connection, attempts: Iterable[First]) -> set[tuple[UUID, UUID]]:
    """Claim first attempts, at most one of a player and question; the (question, player) that had none before."""
    rows = [{"u": attempt.player_id, "q": attempt.question_id} for attempt in attempts]
    statement = sql(
        "INSERT INTO seen AS s (player_id, question_id, category_id, seen_at, learned) "
        "SELECT r.u, r.q, q.category_id, now(), true FROM json_to_recordset(:rows) AS r(u uuid, q uuid) "
        "JOIN questions q ON q.id = r.q ORDER BY 1, 2 ON CONFLICT (player_id, question_id) "
        "DO UPDATE SET learned = true WHERE NOT s.learned RETURNING question_id, player_id"
    )
    return {(row[0], row[1]) for row in connection.execute(statement, {"rows": encode_rows(rows)})}
