"""Applied answers, range-partitioned by day through the time in their session's UUIDv7."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Connection, DateTime, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_rows, sql
from rules.totals import Mark


class Answer(Base):
    """The first answer to a question of a session, with where in Kafka it stands. The key makes a second impossible.

    No event id: the id holds session and question, and its digest is of `response` (events.identity).
    """

    __tablename__ = "answers"
    __table_args__ = ({"postgresql_partition_by": "RANGE (session_id)"},)

    session_id: Mapped[UUID] = mapped_column(primary_key=True)
    question_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    response: Mapped[str] = mapped_column(String(200))
    base_points: Mapped[int] = mapped_column(SmallInteger)
    elapsed_ms: Mapped[int] = mapped_column(Integer)
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    kafka_partition: Mapped[int] = mapped_column(SmallInteger)
    kafka_offset: Mapped[int] = mapped_column(BigInteger)


def insert(connection: Connection, rows: Iterable[Mapping[str, object]]) -> list[tuple[UUID, int]]:
    """Insert answers; the (session, question) of those that were not the first. A row's keys are the columns' names."""
    statement = sql(
        "WITH r AS MATERIALIZED (SELECT * FROM json_to_recordset(:rows) AS r(session_id uuid, question_no smallint, "
        "response varchar, base_points smallint, elapsed_ms integer, received_at timestamptz, "
        "kafka_partition smallint, kafka_offset bigint)), "
        "first AS (INSERT INTO answers SELECT * FROM r ON CONFLICT DO NOTHING RETURNING session_id, question_no) "
        "SELECT r.session_id, r.question_no FROM r LEFT JOIN first USING (session_id, question_no) "
        "WHERE first.session_id IS NULL"
    )
    return [(row[0], row[1]) for row in connection.execute(statement, {"rows": encode_rows(rows)}).all()]


def responses(connection: Connection, keys: Sequence[tuple[UUID, int]]) -> dict[tuple[UUID, int], str]:
    """What was answered first, by (session, question)."""
    if not keys:
        return {}
    statement = sql(
        "SELECT a.session_id, a.question_no, a.response FROM answers a "
        "JOIN unnest(:sessions ::uuid[], :questions ::smallint[]) AS k(s, q) ON a.session_id = s AND a.question_no = q"
    )
    sessions, questions = (list(column) for column in zip(*keys, strict=True))
    rows = connection.execute(statement, {"sessions": sessions, "questions": questions})
    return {(row[0], row[1]): row[2] for row in rows}


def marks(connection: Connection, sessions: Sequence[UUID]) -> defaultdict[UUID, list[Mark]]:
    """The applied answers of sessions, as they were judged."""
    statement = sql(
        "SELECT session_id, question_no, base_points, elapsed_ms, received_at FROM answers "
        "WHERE session_id = ANY(:sessions) ORDER BY session_id, question_no"
    )
    found: defaultdict[UUID, list[Mark]] = defaultdict(list)
    for session_id, *mark in connection.execute(statement, {"sessions": list(sessions)}):
        found[session_id].append(Mark(*mark))
    return found
