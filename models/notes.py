"""Notes of the staff about players; a player never sees them, and they go when the player is erased."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, String, func
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql


class PlayerNote(Base):
    """One note; it is never changed."""

    __tablename__ = "player_notes"
    __table_args__ = (Index(None, "player_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    player_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(String(2000))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


@dataclass(frozen=True)
class Note:
    """A note with the name of who wrote it."""

    id: UUID
    author: str | None
    text: str
    created_at: datetime


def add(connection: Connection, note: UUID, player: UUID, member: UUID, text: str) -> None:
    """Write a note."""
    statement = sql("INSERT INTO player_notes (id, player_id, staff_id, text) VALUES (:id, :player, :member, :text)")
    connection.execute(statement, {"id": note, "player": player, "member": member, "text": text})


_SELECT = (
    "SELECT n.id, s.name AS author, n.text, n.created_at FROM player_notes n LEFT JOIN staff s ON s.id = n.staff_id"
)


def one(connection: Connection, note: UUID) -> Note | None:
    """A note by its id."""
    row = connection.execute(sql(f"{_SELECT} WHERE n.id = :id"), {"id": note}).first()
    return None if row is None else Note(*row)


def page(connection: Connection, player: UUID, before: UUID | None, limit: int) -> list[Note]:
    """Notes about a player, latest first, from after the one with the id `before`."""
    statement = sql(
        f"{_SELECT} WHERE n.player_id = :player "
        "AND (CAST(:before AS uuid) IS NULL OR n.id < :before) ORDER BY n.id DESC LIMIT :limit"
    )
    rows = connection.execute(statement, {"player": player, "before": before, "limit": limit})
    return [Note(*row) for row in rows]
