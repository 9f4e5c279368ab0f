"""What an `Idempotency-Key` stood for, written in the transaction of its effect: both are there, or neither is."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, LargeBinary, String, func
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql


class IdempotencyKey(Base):
    """A request that was done. A key is its owner's alone: another's same one is another key."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index(None, "created_at"), {"info": {"never_changed": True}})

    owner_kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    route: Mapped[str] = mapped_column(String(200))
    """Method and path."""
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    """SHA-256 of the payload."""
    subject_id: Mapped[str] = mapped_column(String(200))
    """What it made."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


@dataclass(frozen=True)
class Use:
    """A request under a key."""

    owner_kind: str
    owner_id: UUID
    key: str
    route: str
    digest: bytes


@dataclass(frozen=True)
class First:
    """The request that was done under a key."""

    route: str
    digest: bytes
    subject_id: str


class InFlight(Exception):
    """Another transaction is at it just now."""


def first(connection: Connection, use: Use) -> First | None:
    """What was done under the key; until this transaction ends, nobody else does anything under it. Raises InFlight."""
    whose = {"owner_kind": use.owner_kind, "owner_id": use.owner_id, "key": use.key}
    lock = sql("SELECT pg_try_advisory_xact_lock(hashtextextended(:use, 2))")
    if not connection.execute(lock, {"use": f"{use.owner_kind} {use.owner_id} {use.key}"}).scalar_one():
        raise InFlight
    statement = sql(
        "SELECT route, digest, subject_id FROM idempotency_keys "
        "WHERE owner_kind = :owner_kind AND owner_id = :owner_id AND key = :key"
    )
    row = connection.execute(statement, whose).first()
    return None if row is None else First(row.route, bytes(row.digest), row.subject_id)


def keep(connection: Connection, use: Use, subject_id: str) -> None:
    """The request was done, in this transaction, which `first` was asked in."""
    statement = sql(
        "INSERT INTO idempotency_keys (owner_kind, owner_id, key, route, digest, subject_id) "
        "VALUES (:owner_kind, :owner_id, :key, :route, :digest, :subject_id)"
    )
    connection.execute(statement, {**vars(use), "subject_id": subject_id})
