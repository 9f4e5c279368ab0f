"""App keys: what lets a back end hand in answers of many players at once. Only a hash is kept."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, DateTime, LargeBinary, String, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class AppKey(Base):
    """One app's key, valid until revoked. `key_hash` is SHA-256 of a random 256-bit secret."""

    __tablename__ = "app_keys"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


@dataclass(frozen=True)
class App:
    """An app key as operators see it."""

    id: UUID
    name: str
    created_at: datetime
    revoked_at: datetime | None


def create(connection: Connection, key_id: UUID, name: str, key_hash: bytes) -> None:
    """Record a key by its hash."""
    connection.execute(insert(AppKey).values(id=key_id, name=name, key_hash=key_hash))


def valid(connection: Connection, key_hash: bytes) -> UUID | None:
    """The id of the key with that hash, if it is not revoked."""
    statement = select(AppKey.id).where(AppKey.key_hash == key_hash, AppKey.revoked_at.is_(None))
    return connection.execute(statement).scalar()


def every(connection: Connection) -> list[App]:
    """All keys, oldest first."""
    rows = connection.execute(select(AppKey.id, AppKey.name, AppKey.created_at, AppKey.revoked_at).order_by(AppKey.id))
    return [App(*row) for row in rows]


def revoke(connection: Connection, key_id: UUID) -> bool:
    """Revoke a key; False if there is none, or it is revoked already."""
    statement = update(AppKey).where(AppKey.id == key_id, AppKey.revoked_at.is_(None)).values(revoked_at=func.now())
    return connection.execute(statement).rowcount == 1
