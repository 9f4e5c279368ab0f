"""Dead letters: looking at them, and sending one on its way again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from events.catalog import Event
from events.codec import CodecError, decode, encode
from models import outbox
from models.base import sql

_COLUMNS = (
    'id, event_id, topic, kafka_partition AS partition, kafka_offset AS "offset", code, detail, buried_at, replayed_at'
)


def latest(connection: Connection, most: int, with_replayed: bool) -> Sequence[Row[Any]]:
    """The latest dead letters, without their bytes."""
    wanted = {"topic": None, "code": None, "replayed": None if with_replayed else False}
    return page(connection, wanted, None, most)


def page(
    connection: Connection, wanted: Mapping[str, Any], before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Row[Any]]:
    """Those that are as wanted (topic, code, replayed), without their bytes, latest first, from before a place on."""
    conditions = [f"{name} = :{name}" for name in ("topic", "code") if wanted[name] is not None]
    if wanted["replayed"] is not None:
        conditions.append("(replayed_at IS NOT NULL) = :replayed")
    if before:
        conditions.append("(buried_at, id) < (CAST(:at AS timestamptz), CAST(:id AS uuid))")
    where = f"WHERE {' AND '.join(conditions)} " if conditions else ""
    at, id_ = before or (None, None)
    statement = sql(f"SELECT {_COLUMNS} FROM dead_letters {where}ORDER BY buried_at DESC, id DESC LIMIT :limit")
    return connection.execute(statement, {**wanted, "at": at, "id": id_, "limit": limit}).all()


def waiting(connection: Connection) -> int:
    """How many were not replayed."""
    return int(connection.execute(sql("SELECT count(*) FROM dead_letters WHERE replayed_at IS NULL")).scalar_one())


def one(connection: Connection, letter: UUID) -> Row[Any] | None:
    """One dead letter with its bytes, `value`."""
    return connection.execute(sql(f"SELECT {_COLUMNS}, value FROM dead_letters WHERE id = :id"), {"id": letter}).first()


def replay(connection: Connection, letter: UUID, mended: Event | None = None) -> bool:
    """Put a dead letter's bytes, or what they should have been, into the outbox, once; False: it was before."""
    query = (
        "UPDATE dead_letters SET replayed_at = now() WHERE id = :id AND replayed_at IS NULL "
        "RETURNING topic, event_id, value"
    )
    row = connection.execute(sql(query), {"id": letter}).first()
    if row is None:
        return False
    value = bytes(row.value) if mended is None else encode(mended)
    outbox.put(connection, row.topic, _key(value, row.event_id), value)
    return True


def _key(value: bytes, event_id: str) -> str:
    """Kafka's key; of what cannot be read its id: the next worker cannot either, unless that one is newer."""
    try:
        return decode(value).key
    except CodecError:
        return event_id
