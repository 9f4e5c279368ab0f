"""Accepted events that were not applied, each with its reason: refused for ever, or dead until replayed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, Connection, DateTime, Index, LargeBinary, SmallInteger, String, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from events.identity import answers_begin, read_answer_event_id
from models.base import Base, encode_rows, sql


class Refused(Base):
    """An accepted event that was not applied, by a rule: `superseded`, `session_closed` ... Final."""

    __tablename__ = "refused"

    event_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    code: Mapped[str] = mapped_column(String(32))
    topic: Mapped[str] = mapped_column(String(80))
    kafka_partition: Mapped[int] = mapped_column(SmallInteger)
    kafka_offset: Mapped[int] = mapped_column(BigInteger)
    refused_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class DeadLetter(Base):
    """An event that cannot be applied, by its own fault, with its bytes. A replay may still apply it."""

    __tablename__ = "dead_letters"
    __table_args__ = (
        Index(None, "event_id"),
        Index(None, "buried_at", "id"),
        Index("dead_letters_place_key", "topic_id", "kafka_partition", "kafka_offset", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    event_id: Mapped[str] = mapped_column(String(64))
    topic: Mapped[str] = mapped_column(String(80))
    topic_id: Mapped[str] = mapped_column(String(40))
    kafka_partition: Mapped[int] = mapped_column(SmallInteger)
    kafka_offset: Mapped[int] = mapped_column(BigInteger)
    code: Mapped[str] = mapped_column(String(32))
    detail: Mapped[str] = mapped_column(Text)
    value: Mapped[bytes] = mapped_column(LargeBinary)
    buried_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    replayed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


def known(connection: Connection, event_ids: Sequence[str]) -> set[str]:
    """Those of the ids that were refused or dead-lettered before (and not replayed since)."""
    statement = sql(
        "WITH ids AS MATERIALIZED (SELECT ARRAY(SELECT json_array_elements_text(:ids)) AS a) "
        "SELECT event_id FROM refused, ids WHERE event_id = ANY(a) UNION ALL "
        "SELECT event_id FROM dead_letters, ids WHERE event_id = ANY(a) AND replayed_at IS NULL"
    )
    return set(connection.execute(statement, {"ids": encode_rows(event_ids)}).scalars())


class Unapplied(NamedTuple):
    """An answer that was accepted and counts for nothing."""

    no: int
    """The question's number, from 0."""
    code: str
    at: datetime


def answers_of(connection: Connection, session: UUID) -> list[Unapplied]:
    """The answers of a session that were refused or are dead letters, in the order of questions."""
    statement = sql(
        "SELECT event_id, code, refused_at AS at FROM refused WHERE event_id ^@ :begin UNION ALL "
        "SELECT event_id, code, buried_at FROM dead_letters WHERE event_id ^@ :begin AND replayed_at IS NULL"
    )
    rows = connection.execute(statement, {"begin": answers_begin(session)}).all()
    read = [(read_answer_event_id(row.event_id), row) for row in rows]
    return sorted(
        Unapplied(parts.question_no, row.code, row.at) for parts, row in read if parts and parts.session_id == session
    )


def refuse(connection: Connection, code: str, topic: str, places: Sequence[tuple[str, int, int]]) -> int:
    """Record (event id, partition, offset) as refused; how many of them were not recorded before."""
    if not places:
        return 0
    statement = sql(
        "INSERT INTO refused (event_id, code, topic, kafka_partition, kafka_offset) "
        "SELECT e, :code, :topic, p, o FROM unnest(:events ::text[], :partitions ::int[], :offsets ::bigint[]) "
        "AS r(e, p, o) ON CONFLICT DO NOTHING"
    )
    events, partitions, offsets = (list(column) for column in zip(*places, strict=True))
    values = {"code": code, "topic": topic, "events": events, "partitions": partitions, "offsets": offsets}
    return connection.execute(statement, values).rowcount


def bury(
    connection: Connection,
    place: Mapping[str, Any],
    offset: int,
    event_id: str,
    fault: tuple[str, str],
    value: bytes,
) -> None:
    """Record one event as a dead letter, with its bytes and the (code, detail) of its fault."""
    connection.execute(
        sql(
            "INSERT INTO dead_letters (event_id, topic, topic_id, kafka_partition, kafka_offset, code, detail, value) "
            "VALUES (:event_id, :topic, :topic_id, :partition, :offset, :code, :detail, :value) ON CONFLICT DO NOTHING"
        ),
        {
            "event_id": event_id[:64],
            "topic": place["topic"],
            "topic_id": place["topic_id"],
            "partition": place["partition"],
            "offset": offset,
            "code": fault[0],
            "detail": fault[1].replace("\x00", "\\0")[:2000],
            "value": value,
        },
    )


def failures(connection: Connection, place: Mapping[str, Any], window: int) -> int:
    """The most dead letters among any `window` consecutive events that end in this slice, without accepted ones."""
    statement = sql(
        "SELECT COALESCE(max(n), 0) FROM (SELECT d.kafka_offset AS at, count(*) OVER (ORDER BY d.kafka_offset "
        "RANGE BETWEEN CAST(:window AS bigint) - 1 PRECEDING AND CURRENT ROW) AS n "
        "FROM dead_letters d JOIN carried c ON c.topic_id = d.topic_id AND c.partition = d.kafka_partition "
        "WHERE c.topic_id = :topic_id AND c.partition = :partition "
        "AND d.kafka_offset >= GREATEST(:lo - :window, COALESCE(c.lenient_until, 0))) w WHERE at >= :lo"
    )
    return int(connection.execute(statement, {**place, "window": window}).scalar_one())
