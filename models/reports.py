"""What players say is wrong with questions: one open report a player and question."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, DateTime, Index, SmallInteger, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql

Kind = Literal["wrong", "unclear", "offensive"]


class QuestionReport(Base):
    """A player's report about a question; open until somebody has looked at it."""

    __tablename__ = "question_reports"
    __table_args__ = (
        Index(
            "question_reports_open_key",
            "player_id",
            "question_id",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("question_reports_open_ix", "updated_at", postgresql_where=text("closed_at IS NULL")),
        Index("question_reports_question_id_ix", "question_id", postgresql_where=text("closed_at IS NULL")),
        Index(None, "closed_at", postgresql_where=text("closed_at IS NOT NULL")),
        CheckConstraint("kind IN ('wrong', 'unclear', 'offensive')", "kind"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    question_id: Mapped[UUID]
    player_id: Mapped[UUID]
    revision: Mapped[int] = mapped_column(SmallInteger)
    """The question's when it was reported last."""
    kind: Mapped[str] = mapped_column(String(9))
    text: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


@dataclass(frozen=True)
class Report:
    """A report on its way in."""

    id: UUID
    question_id: UUID
    player_id: UUID
    kind: Kind
    text: str | None


def put(connection: Connection, report: Report) -> QuestionReport | None:
    """Record a report, in the place of the player's open one if there is one; None: they were never asked that."""
    statement = sql(
        "INSERT INTO question_reports AS r (id, question_id, player_id, revision, kind, text) "
        "SELECT :id, q.id, s.player_id, q.revision, :kind, :text FROM seen s JOIN questions q ON q.id = s.question_id "
        "WHERE s.player_id = :player AND s.question_id = :question "
        "ON CONFLICT (player_id, question_id) WHERE closed_at IS NULL DO UPDATE SET revision = EXCLUDED.revision, "
        "kind = EXCLUDED.kind, text = EXCLUDED.text, updated_at = now() RETURNING r.*"
    )
    values = {
        "id": report.id,
        "question": report.question_id,
        "player": report.player_id,
        "kind": report.kind,
        "text": report.text,
    }
    row = connection.execute(statement, values).first()
    return None if row is None else QuestionReport(**row._mapping)


def waiting(connection: Connection, question: UUID | None, most: int) -> list[Mapping[str, Any]]:
    """Open reports, of one question or all, latest first, with the original's stem."""
    statement = sql(
        "SELECT r.id, r.question_id, c.content #>> '{wordings,0,stem}' AS stem, r.kind, r.text, r.player_id, "
        "r.revision, r.created_at, r.updated_at FROM question_reports r LEFT JOIN question_revisions c "
        "ON c.question_id = r.question_id AND c.revision = r.revision WHERE r.closed_at IS NULL "
        "AND (CAST(:question AS uuid) IS NULL OR r.question_id = :question) "
        "ORDER BY r.updated_at DESC, r.id LIMIT :most"
    )
    return [dict(row._mapping) for row in connection.execute(statement, {"question": question, "most": most})]


def counts(connection: Connection, questions: Collection[UUID]) -> dict[UUID, int]:
    """How many open reports each of these questions has; those without one are missing."""
    statement = sql(
        "SELECT question_id, count(*) FROM question_reports "
        "WHERE closed_at IS NULL AND question_id = ANY(:ids) GROUP BY 1"
    )
    return {row[0]: row[1] for row in connection.execute(statement, {"ids": list(questions)})}
