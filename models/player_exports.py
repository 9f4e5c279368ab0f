"""Exports as jobs: a player asks, a tick makes the file, which is kept for a while and for nobody else."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, DateTime, Index, LargeBinary, SmallInteger, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql


class PlayerExport(Base):
    """One file on its way: `waiting`, then `ready` or `failed`."""

    __tablename__ = "player_exports"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'ready', 'failed')", "state"),
        Index(None, "player_id", "id"),
        Index("player_exports_due_ix", "due_at", postgresql_where=text("state = 'waiting'")),
        Index("player_exports_waiting_key", "player_id", unique=True, postgresql_where=text("state = 'waiting'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    player_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(String(7), server_default=text("'waiting'"))
    tried: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    """When it may be started; while somebody is at it, when they are taken to be dead."""
    data: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When it is deleted; set once it is settled."""


@dataclass(frozen=True)
class Job:
    """An export without its file."""

    id: UUID
    state: str
    size: int | None
    created_at: datetime
    settled_at: datetime | None
    expires_at: datetime | None


_JOB = "id, state, octet_length(data) AS size, created_at, settled_at, expires_at"
_KEPT = "(expires_at IS NULL OR expires_at > now())"


def begin(connection: Connection, export: UUID, player: UUID) -> UUID:
    """Ask for one; the id of the one that is waiting already, if there is one."""
    statement = sql(
        "INSERT INTO player_exports (id, player_id) VALUES (:id, :player) "
        "ON CONFLICT (player_id) WHERE state = 'waiting' DO UPDATE SET due_at = player_exports.due_at RETURNING id"
    )
    found: UUID = connection.execute(statement, {"id": export, "player": player}).scalar_one()
    return found


def seconds_to_next(connection: Connection, player: UUID, most: int, hours: int) -> int:
    """How long until fewer than `most` were asked for within so many hours; 0: now."""
    statement = sql(
        "SELECT GREATEST(1, ceil(extract(epoch FROM created_at + make_interval(hours => :hours) - now())))::int "
        "FROM player_exports WHERE player_id = :player AND created_at > now() - make_interval(hours => :hours) "
        "ORDER BY created_at DESC OFFSET (CAST(:most AS integer) - 1) LIMIT 1"
    )
    values = {"player": player, "hours": hours, "most": most}
    return int(connection.execute(statement, values).scalar() or 0)


def one(connection: Connection, player: UUID, export: UUID) -> Job | None:
    """A player's export of that id."""
    statement = sql(f"SELECT {_JOB} FROM player_exports WHERE id = :id AND player_id = :player AND {_KEPT}")
    row = connection.execute(statement, {"id": export, "player": player}).first()
    return None if row is None else Job(*row)


def page(connection: Connection, player: UUID, before: UUID | None, most: int) -> list[Job]:
    """A player's exports, latest first, from after the one with the id `before`."""
    statement = sql(
        f"SELECT {_JOB} FROM player_exports WHERE player_id = :player AND {_KEPT} "
        "AND (CAST(:before AS uuid) IS NULL OR id < :before) ORDER BY id DESC LIMIT :most"
    )
    rows = connection.execute(statement, {"player": player, "before": before, "most": most})
    return [Job(*row) for row in rows]


def file(connection: Connection, player: UUID, export: UUID) -> bytes | None:
    """The file of a player's export."""
    statement = sql(f"SELECT data FROM player_exports WHERE id = :id AND player_id = :player AND {_KEPT}")
    found: bytes | None = connection.execute(statement, {"id": export, "player": player}).scalar()
    return found


def lease(connection: Connection, seconds: int) -> tuple[UUID, UUID, int] | None:
    """The export to make now, for so long nobody else's: its id, the player, the starts so far. Commit before it."""
    statement = sql(
        "UPDATE player_exports SET tried = tried + 1, due_at = now() + make_interval(secs => :seconds) WHERE id = "
        "(SELECT id FROM player_exports WHERE state = 'waiting' AND due_at <= now() ORDER BY due_at LIMIT 1 "
        "FOR NO KEY UPDATE SKIP LOCKED) RETURNING id, player_id, tried"
    )
    row = connection.execute(statement, {"seconds": seconds}).first()
    return None if row is None else (row.id, row.player_id, row.tried)


def settle(connection: Connection, export: UUID, data: bytes | None, kept_s: int) -> None:
    """It is made, or without data given up. One that was deleted meanwhile, with its player, stays so."""
    statement = sql(
        "UPDATE player_exports SET state = CASE WHEN CAST(:data AS bytea) IS NULL THEN 'failed' ELSE 'ready' END, "
        "data = :data, settled_at = now(), expires_at = now() + make_interval(secs => :kept) "
        "WHERE id = :id AND state = 'waiting'"
    )
    connection.execute(statement, {"id": export, "data": data, "kept": kept_s})


def postpone(connection: Connection, export: UUID, seconds: float) -> None:
    """A start failed; the next one is due after so long."""
    statement = sql(
        "UPDATE player_exports SET due_at = now() + make_interval(secs => :seconds) "
        "WHERE id = :id AND state = 'waiting'"
    )
    connection.execute(statement, {"id": export, "seconds": seconds})
