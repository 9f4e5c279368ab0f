"""What a reviewer of a question sees, and what becomes of the reports about it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from models import bank
from models.base import sql
from rules.content import Content
from rules.states import State


@dataclass(frozen=True)
class Glance:
    """A question as it is now."""

    id: UUID
    state: State
    revision: int
    category: str
    kind: str
    content: Content


def glance(connection: Connection, question: UUID) -> Glance | None:
    """The question of that id."""
    statement = sql(
        "SELECT q.id, q.state, q.revision, c.slug AS category, q.kind, r.content FROM questions q "
        "JOIN categories c ON c.id = q.category_id JOIN question_revisions r ON r.question_id = q.id "
        "AND r.revision = q.revision WHERE q.id = :id"
    )
    row = connection.execute(statement, {"id": question}).first()
    return None if row is None else Glance(**{**row._mapping, "content": bank.from_json(row.content)})


def weights(connection: Connection, questions: Collection[UUID]) -> dict[UUID, int]:
    """How much points at questions, if anything does: every report there ever was, and the flags they have now."""
    statement = sql(
        "SELECT q, (SELECT count(*) FROM question_reports r WHERE r.question_id = q) "
        "+ (SELECT count(*) FROM question_flags f WHERE f.question_id = q) AS weight "
        "FROM unnest(CAST(:questions AS uuid[])) AS u(q)"
    )
    rows = connection.execute(statement, {"questions": list(questions)})
    return {row[0]: row[1] for row in rows if row[1]}


def reports(connection: Connection, question: UUID, most: int) -> Sequence[Mapping[str, Any]]:
    """Open reports about a question, latest first; who made them is not the reviewer's matter."""
    statement = sql(
        "SELECT id, kind, text, revision, updated_at FROM question_reports WHERE question_id = :question "
        "AND closed_at IS NULL ORDER BY updated_at DESC, id LIMIT :most"
    )
    return [dict(row._mapping) for row in connection.execute(statement, {"question": question, "most": most})]


def close(connection: Connection, question: UUID) -> list[UUID]:
    """Close the open reports about a question; which ones."""
    statement = sql(
        "UPDATE question_reports SET closed_at = now() WHERE question_id = :question AND closed_at IS NULL RETURNING id"
    )
    return list(connection.execute(statement, {"question": question}).scalars())


def reopen(connection: Connection, reports: Collection[UUID]) -> None:
    """Have reports open again, but for those whose player has made another since."""
    statement = sql(
        "UPDATE question_reports r SET closed_at = NULL WHERE id = ANY(CAST(:ids AS uuid[])) AND NOT EXISTS ("
        "SELECT FROM question_reports o WHERE o.player_id = r.player_id AND o.question_id = r.question_id "
        "AND o.closed_at IS NULL)"
    )
    connection.execute(statement, {"ids": list(reports)})
