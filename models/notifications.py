"""Players' inboxes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import BigInteger, Connection, DateTime, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_rows, sql


class Notification(Base):
    """One message. Its id derives from its cause, so that it is there once."""

    __tablename__ = "notifications"
    __table_args__ = (
        Index(None, "player_id", "created_at", "id"),
        Index(None, "created_at"),
        Index("notifications_unread_ix", "player_id", postgresql_where=text("read_at IS NULL")),
        Index(None, "expires_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    player_id: Mapped[UUID]
    category: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(String(2000))
    link: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    read_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    lang: Mapped[str] = mapped_column(String(2))
    """What it is written in."""
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """After this it is not shown, and a tick removes it."""


class InboxRemoval(Base):
    """How many messages that were applied are in no inbox any more, by why: so the audit still adds up."""

    __tablename__ = "inbox_removals"

    reason: Mapped[str] = mapped_column(String(8), primary_key=True)
    removed: Mapped[int] = mapped_column(BigInteger)


def insert(connection: Connection, rows: Collection[Mapping[str, Any]]) -> set[UUID]:
    """Put messages into inboxes; the ids of those that were not there yet. A row's keys are the columns' names."""
    statement = sql(
        "INSERT INTO notifications (id, player_id, category, lang, title, body, link, created_at, expires_at) "
        "SELECT * FROM json_to_recordset(:rows) AS r(id uuid, player_id uuid, category varchar, lang varchar, "
        "title varchar, body varchar, link varchar, created_at timestamptz, expires_at timestamptz) "
        "ON CONFLICT DO NOTHING RETURNING id"
    )
    return set(connection.execute(statement, {"rows": encode_rows(rows)}).scalars())


def unread(connection: Connection, players: Collection[UUID]) -> dict[UUID, int]:
    """How many messages wait to be read, by player; who has none is left out."""
    statement = sql(
        "SELECT player_id, count(*) FROM notifications WHERE read_at IS NULL AND expires_at > now() "
        "AND player_id = ANY(:players) GROUP BY 1"
    )
    return {row[0]: row[1] for row in connection.execute(statement, {"players": list(players)})}


def page(
    connection: Connection, player: UUID, category: str | None, after: UUID | None, limit: int
) -> list[Notification]:
    """A player's messages, of one category or all, latest first, from after the one with the id `after`."""
    statement = sql(
        "SELECT id, player_id, category, lang, title, body, link, created_at, read_at, expires_at FROM notifications "
        "WHERE player_id = :player AND expires_at > now() "
        "AND (CAST(:category AS text) IS NULL OR category = :category) "
        "AND (CAST(:after AS uuid) IS NULL OR (created_at, id) < "
        "(SELECT created_at, id FROM notifications WHERE id = :after AND player_id = :player)) "
        "ORDER BY created_at DESC, id DESC LIMIT :limit"
    )
    rows = connection.execute(statement, {"player": player, "category": category, "after": after, "limit": limit})
    return [Notification(**row._mapping) for row in rows]


def read(connection: Connection, player: UUID, ids: Sequence[UUID], before: datetime | None) -> None:
    """Mark as read those of the player's messages that have these ids, or were made at `before` or earlier."""
    statement = sql(
        "UPDATE notifications SET read_at = now() WHERE player_id = :player AND read_at IS NULL "
        "AND (id = ANY(:ids) OR created_at <= CAST(:before AS timestamptz))"
    )
    connection.execute(statement, {"player": player, "ids": list(ids), "before": before})


def count_removed(connection: Connection, reason: Literal["erased", "expired"], count: int) -> None:
    """Messages that were applied are in no inbox; last of a transaction's locks."""
    statement = sql(
        "INSERT INTO inbox_removals AS r (reason, removed) VALUES (:reason, :count) "
        "ON CONFLICT (reason) DO UPDATE SET removed = r.removed + excluded.removed"
    )
    if count:
        connection.execute(statement, {"reason": reason, "count": count})
