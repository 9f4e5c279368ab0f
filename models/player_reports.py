"""What players say of one another, and machines of players: one open report a reporter and subject."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, DateTime, Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models import cases
from models.base import Base, sql
from rules.reporting import OPEN_MOST, ReportKind

QUEUE = "moderation"
"""Of the cases that reports open: one a player."""


class PlayerReport(Base):
    """A report about a player; open until somebody has looked at it."""

    __tablename__ = "player_reports"
    __table_args__ = (
        Index(
            "player_reports_open_key",
            *("player_id", "kind", "about"),
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
        Index(None, "player_id", "id"),
        Index(None, "accused_id", "id"),
        Index(None, "closed_at", postgresql_where=text("closed_at IS NOT NULL")),
        CheckConstraint("kind IN ('name', 'entry', 'behaviour')", "kind"),
        CheckConstraint("(closed_at IS NULL) = (acted IS NULL)", "closed"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    player_id: Mapped[UUID | None]
    """Who says so; NULL: a machine."""
    kind: Mapped[str] = mapped_column(String(9))
    about: Mapped[UUID]
    """The player, or the entry."""
    accused_id: Mapped[UUID]
    """The player, or whose entry it is."""
    ground: Mapped[str] = mapped_column(String(13))
    text: Mapped[str | None] = mapped_column(String(500))
    shown: Mapped[str | None] = mapped_column(String(4000))
    """The name, or the entry's text, as the reporter saw it."""
    battle_id: Mapped[UUID | None]
    """In which they met, or that the entry is of."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    acted: Mapped[bool | None]
    """Of one that is closed: whether anything was done about it."""


@dataclass(frozen=True)
class New:
    """A report on its way in; see PlayerReport."""

    id: UUID
    player: UUID | None
    kind: ReportKind
    about: UUID
    accused: UUID
    ground: str
    text: str | None
    shown: str | None
    battle: UUID | None = None


class TooMany(Exception):
    """So many reports of theirs wait that it is no use to take one more."""


def put(connection: Connection, new: New) -> PlayerReport:
    """Record a report, in the place of the open one about the same, and have somebody look. Raises TooMany.

    Both players are held (models.players), as no report is kept of who is erased.
    """
    cases.lock_subjects(connection, QUEUE, [new.accused])
    if new.player is not None and len(_others(connection, new)) >= OPEN_MOST:
        raise TooMany
    report = PlayerReport(**connection.execute(_PUT, vars(new)).one()._mapping)
    if report.id == new.id:
        count = connection.execute(_WEIGHT, {"accused": new.accused}).scalar_one()
        cases.signal(connection, QUEUE, "report" if new.player else "flag", {new.accused: count}, anew=True)
    return report


def _others(connection: Connection, new: New) -> list[UUID]:
    return list(connection.execute(_OPEN, {**vars(new), "most": OPEN_MOST}).scalars())


_PUT = sql(
    "INSERT INTO player_reports AS r (id, player_id, kind, about, accused_id, ground, text, shown, battle_id) "
    "VALUES (:id, :player, :kind, :about, :accused, :ground, :text, :shown, :battle) "
    "ON CONFLICT (player_id, kind, about) WHERE closed_at IS NULL DO UPDATE SET ground = EXCLUDED.ground, "
    "text = EXCLUDED.text, shown = EXCLUDED.shown, battle_id = COALESCE(EXCLUDED.battle_id, r.battle_id), "
    "updated_at = now() RETURNING r.*"
)
_OPEN = sql(
    "SELECT id FROM player_reports WHERE player_id = :player AND closed_at IS NULL "
    "AND (kind, about) <> (:kind, CAST(:about AS uuid)) LIMIT :most"
)
_WEIGHT = sql("SELECT count(*) FROM player_reports WHERE accused_id = :accused AND closed_at IS NULL")


def own(connection: Connection, player: UUID, before: UUID | None, limit: int) -> list[PlayerReport]:
    """A player's reports, latest first."""
    statement = sql(
        "SELECT * FROM player_reports WHERE player_id = :player AND (CAST(:before AS uuid) IS NULL OR id < :before) "
        "ORDER BY id DESC LIMIT :limit"
    )
    rows = connection.execute(statement, {"player": player, "before": before, "limit": limit})
    return [PlayerReport(**row._mapping) for row in rows]


def against(connection: Connection, accused: UUID, is_open: bool, most: int) -> list[Mapping[str, Any]]:
    """Reports about a player, open or closed, latest first, with how many of each reporter's others led to anything."""
    statement = sql(
        "SELECT r.*, p.name AS reporter, o.closed AS reporter_closed, o.acted AS reporter_acted FROM player_reports r "
        "LEFT JOIN players p ON p.id = r.player_id LEFT JOIN LATERAL (SELECT count(*) AS closed, "
        "count(*) FILTER (WHERE acted) AS acted FROM player_reports x WHERE x.player_id = r.player_id "
        "AND x.closed_at IS NOT NULL) o ON true WHERE r.accused_id = :accused "
        f"AND r.closed_at IS {'' if is_open else 'NOT '}NULL ORDER BY r.id DESC LIMIT :most"
    )
    return [dict(row._mapping) for row in connection.execute(statement, {"accused": accused, "most": most})]


def close(connection: Connection, accused: UUID, *, acted: bool) -> list[UUID]:
    """Somebody has looked at all open reports about a player, whose case is locked; which."""
    statement = sql(
        "UPDATE player_reports SET closed_at = now(), acted = :acted WHERE accused_id = :accused "
        "AND closed_at IS NULL RETURNING id"
    )
    return list(connection.execute(statement, {"accused": accused, "acted": acted}).scalars())


def reopen(connection: Connection, reports: Collection[UUID]) -> None:
    """Nobody has looked at these after all; where their reporters have said something new since, that stands."""
    statement = sql(
        "UPDATE player_reports r SET closed_at = NULL, acted = NULL WHERE id = ANY(CAST(:ids AS uuid[])) "
        "AND NOT EXISTS (SELECT FROM player_reports o WHERE o.player_id IS NOT DISTINCT FROM r.player_id "
        "AND o.kind = r.kind AND o.about = r.about AND o.closed_at IS NULL)"
    )
    connection.execute(statement, {"ids": [str(report) for report in reports]})
