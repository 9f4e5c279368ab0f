"""The outbox: events that commit with what caused them, or that Kafka did not acknowledge in time."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Connection, DateTime, Identity, LargeBinary, String, func
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql


class OutboxRow(Base):
    """One event on its way to Kafka; the relay deletes it once Kafka has acknowledged it."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    topic: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(80))
    value: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


def put(connection: Connection, topic: str, key: str, value: bytes) -> None:
    """Add one event to the caller's transaction."""
    statement = sql("INSERT INTO outbox (topic, key, value) VALUES (:topic, :key, :value)")
    connection.execute(statement, {"topic": topic, "key": key, "value": value})


def put_all(connection: Connection, rows: Sequence[tuple[str, str, bytes]]) -> None:
    """Add events of (topic, key, value) to the caller's transaction, in one statement."""
    statement = sql(
        "INSERT INTO outbox (topic, key, value) "
        "SELECT * FROM unnest(:topics ::text[], :keys ::text[], :values ::bytea[])"
    )
    topics, keys, values = (list(column) for column in zip(*rows, strict=True))
    connection.execute(statement, {"topics": topics, "keys": keys, "values": values})


def waiting(connection: Connection) -> tuple[int, datetime | None]:
    """How many rows wait (counted up to 10,000), and since when the oldest does."""
    statement = sql(
        "SELECT (SELECT count(*) FROM (SELECT FROM outbox LIMIT 10000) counted), "
        "(SELECT created_at FROM outbox ORDER BY id LIMIT 1)"
    )
    count, since = connection.execute(statement).one()
    return int(count), since


def holds(connection: Connection, topic: str, before: datetime) -> bool:
    """Whether an event of a topic that was put here by that time still waits."""
    statement = sql("SELECT EXISTS (SELECT FROM outbox WHERE topic = :topic AND created_at <= :before)")
    return bool(connection.execute(statement, {"topic": topic, "before": before}).scalar_one())


def of_keys(connection: Connection, topic: str, keys: Collection[str]) -> list[bytes]:
    """Events of a topic, by their keys, that wait here, oldest first."""
    statement = sql("SELECT value FROM outbox WHERE topic = :topic AND key = ANY(:keys) ORDER BY id")
    return list(connection.execute(statement, {"topic": topic, "keys": list(keys)}).scalars())


def lease(connection: Connection, most: int) -> Sequence[OutboxRow]:
    """Lock up to `most` rows that no other relay holds, oldest first."""
    statement = sql("SELECT id, topic, key, value FROM outbox ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED")
    return [OutboxRow(**row._mapping) for row in connection.execute(statement, {"most": most})]


def remove(connection: Connection, ids: Iterable[int]) -> None:
    """Delete rows that Kafka has acknowledged."""
    connection.execute(sql("DELETE FROM outbox WHERE id = ANY(:ids)"), {"ids": list(ids)})
