"""What staff wrote to single players. A message's id is that of what is in the inbox."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, String, func
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql


class PlayerMessage(Base):
    """One message, in clean markup; it is never changed."""

    __tablename__ = "player_messages"
    __table_args__ = (Index(None, "player_id", "id"), Index(None, "created_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    player_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    lang: Mapped[str] = mapped_column(String(2))
    title: Mapped[str] = mapped_column(String(120))
    markup: Mapped[str] = mapped_column(String(1500))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


@dataclass(frozen=True)
class Message:
    """A message, with who wrote it, and what has become of it."""

    id: UUID
    player_id: UUID
    player: str
    author: str | None
    lang: str
    title: str
    markup: str
    created_at: datetime
    delivered: bool
    read_at: datetime | None


def add(connection: Connection, message: UUID, player: UUID, member: UUID, lang: str, title: str, markup: str) -> None:
    """Write down what a player is told."""
    statement = sql(
        "INSERT INTO player_messages (id, player_id, staff_id, lang, title, markup) "
        "VALUES (:id, :player, :member, :lang, :title, :markup)"
    )
    values = {"id": message, "player": player, "member": member, "lang": lang, "title": title, "markup": markup}
    connection.execute(statement, values)


_SELECT = (
    "SELECT m.id, m.player_id, p.name AS player, s.name AS author, m.lang, m.title, m.markup, m.created_at, "
    "n.id IS NOT NULL AS delivered, n.read_at FROM player_messages m JOIN players p ON p.id = m.player_id "
    "LEFT JOIN staff s ON s.id = m.staff_id LEFT JOIN notifications n ON n.id = m.id"
)


def one(connection: Connection, message: UUID) -> Message | None:
    """A message."""
    row = connection.execute(sql(f"{_SELECT} WHERE m.id = :id"), {"id": message}).first()
    return None if row is None else Message(*row)


def page(connection: Connection, player: UUID | None, before: UUID | None, limit: int) -> list[Message]:
    """Messages, to one player or all, the latest first, from after the one with the id `before`."""
    statement = sql(
        f"{_SELECT} WHERE (CAST(:player AS uuid) IS NULL OR m.player_id = :player) "
        "AND (CAST(:before AS uuid) IS NULL OR m.id < :before) ORDER BY m.id DESC LIMIT :limit"
    )
    rows = connection.execute(statement, {"player": player, "before": before, "limit": limit})
    return [Message(*row) for row in rows]
