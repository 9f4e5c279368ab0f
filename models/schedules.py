"""States that questions and translations are to come into at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, DateTime, Index, String, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql
from rules.states import State


class ScheduledTransition(Base):
    """One for a question (`lang` is empty) and one for each of its translations at most; gone when it was done."""

    __tablename__ = "scheduled_transitions"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'review', 'published', 'retired')", "state"),
        Index("scheduled_transitions_due_ix", "at", postgresql_where=text("refused IS NULL")),
    )

    question_id: Mapped[UUID] = mapped_column(primary_key=True)
    lang: Mapped[str] = mapped_column(String(35), primary_key=True)
    state: Mapped[str] = mapped_column(String(9))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    staff_id: Mapped[UUID]
    refused: Mapped[str | None] = mapped_column(Text)
    """Why it could not be done when its time came."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


@dataclass(frozen=True)
class Schedule:
    """What is to become of a question, or of its words in a language."""

    question_id: UUID
    lang: str
    state: State
    at: datetime
    staff_id: UUID
    refused: str | None = None


_COLUMNS = "question_id, lang, state, at, staff_id, refused"


def put(connection: Connection, schedule: Schedule) -> None:
    """Have it done at its time, in place of what was scheduled for the same before."""
    statement = sql(
        "INSERT INTO scheduled_transitions (question_id, lang, state, at, staff_id) "
        "VALUES (:question_id, :lang, :state, :at, :staff_id) ON CONFLICT (question_id, lang) DO UPDATE "
        "SET state = EXCLUDED.state, at = EXCLUDED.at, staff_id = EXCLUDED.staff_id, refused = NULL, created_at = now()"
    )
    connection.execute(statement, vars(schedule))


def drop(connection: Connection, question: UUID, lang: str) -> bool:
    """Have nothing done; whether something was to be."""
    statement = sql("DELETE FROM scheduled_transitions WHERE question_id = :question AND lang = :lang")
    return connection.execute(statement, {"question": question, "lang": lang}).rowcount == 1


def of(connection: Connection, questions: Sequence[UUID]) -> dict[UUID, list[Schedule]]:
    """What is scheduled for questions, the soonest first."""
    statement = sql(f"SELECT {_COLUMNS} FROM scheduled_transitions WHERE question_id = ANY(:ids) ORDER BY at, lang")
    found: dict[UUID, list[Schedule]] = {}
    for row in connection.execute(statement, {"ids": list(questions)}):
        found.setdefault(row.question_id, []).append(Schedule(*row))
    return found


def due(connection: Connection, at: datetime, most: int) -> list[Schedule]:
    """What is to be done by now, the oldest first."""
    statement = sql(
        f"SELECT {_COLUMNS} FROM scheduled_transitions WHERE refused IS NULL AND at <= :at "
        "ORDER BY at, question_id LIMIT :most"
    )
    return [Schedule(*row) for row in connection.execute(statement, {"at": at, "most": most})]


def lock(connection: Connection, schedule: Schedule) -> bool:
    """Whether it stands as it was read, locked then. A question is locked before what is scheduled for it."""
    statement = sql(
        "SELECT FROM scheduled_transitions WHERE question_id = :question_id AND lang = :lang AND state = :state "
        "AND at = :at AND staff_id = :staff_id AND refused IS NULL FOR NO KEY UPDATE"
    )
    return connection.execute(statement, vars(schedule)).first() is not None


def refuse(connection: Connection, schedule: Schedule, why: str) -> None:
    """It could not be done: it stays until somebody has looked."""
    statement = sql("UPDATE scheduled_transitions SET refused = :why WHERE question_id = :question AND lang = :lang")
    connection.execute(statement, {"question": schedule.question_id, "lang": schedule.lang, "why": why})
