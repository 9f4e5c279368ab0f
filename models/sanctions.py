"""Sanctions: what players are warned of or kept from, since when and why; the one table that blocks follow from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, DateTime, Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from events.catalog import ChangedTotals, StandingsChanged
from events.codec import encode
from events.identity import caused_event_id
from models import boards, notices, outbox, players, sanction_effects
from models.base import Base, sql
from rules.notices import KINDS, Notice
from rules.sanctions import NO_REDEMPTION, OFF_BOARDS, TOLD, told


class Sanction(Base):
    """One sanction, kept for ever. It ends at `until` or when it is lifted, whichever comes first.

    `ban` denies everything, `ban_ranked` all but practice, `ban_redemption` to redeem, `hide_entry` has nobody shown an
    entry, `hide` keeps off the boards alone, `warn` is told.
    """

    __tablename__ = "sanctions"
    __table_args__ = (
        Index(None, "player_id", "since"),
        Index("sanctions_hiding_ix", "until", postgresql_where=text("hiding")),
        CheckConstraint("kind IN ('warn', 'hide_entry', 'ban_redemption', 'ban_ranked', 'ban', 'hide')", "kind"),
        CheckConstraint("(kind = 'hide_entry') = (entry_id IS NOT NULL)", "entry"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Of a warning its notification's id too."""
    player_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(14))
    ground: Mapped[str] = mapped_column(String(10))
    """What the player is told of the reason (rules.sanctions)."""
    reason: Mapped[str] = mapped_column(String(500))
    """For the staff; emptied when the player is erased, as is the message."""
    message: Mapped[str | None] = mapped_column(String(400))
    """Of a warning: its text, in place of the general words."""
    imposed_by: Mapped[UUID | None]
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    lifted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    lifted_by: Mapped[UUID | None]
    lift_reason: Mapped[str | None] = mapped_column(String(500))
    hiding: Mapped[bool]
    """Whether what follows of it stands, as its player being off the boards; of one that has ended until `settle`."""
    entry_id: Mapped[UUID | None]
    """Of `hide_entry`: which."""


@dataclass(frozen=True)
class Wish:
    """A sanction on its way to a player; `by` is a member of the staff, None: a command."""

    kind: str
    reason: str
    ground: str = "rules"
    until: datetime | None = None
    message: str | None = None
    by: UUID | None = None
    entry: UUID | None = None
    """Of `hide_entry`."""


@dataclass(frozen=True)
class Imposed:
    """A sanction as it is shown to the staff."""

    id: UUID
    kind: str
    ground: str
    reason: str
    message: str | None
    imposed_by: str | None
    """A name."""
    since: datetime
    until: datetime | None
    lifted_at: datetime | None
    lifted_by: str | None
    lift_reason: str | None
    entry_id: UUID | None
    seen_at: datetime | None
    """When the player read a warning."""

    @property
    def active(self) -> bool:
        """Whether it holds now."""
        return self.kind != "warn" and self.lifted_at is None and (self.until is None or self.until > _now())


def _now() -> datetime:
    return datetime.now(UTC)


def impose(connection: Connection, player: UUID, wish: Wish) -> UUID:
    """Impose a sanction on a player who is locked; its id. What follows of it commits with it."""
    id_ = uuid7()
    statement = sql(
        "INSERT INTO sanctions (id, player_id, kind, ground, reason, message, imposed_by, until, hiding, entry_id) "
        "VALUES (:id, :player, :kind, :ground, :reason, :message, :by, :until, :hiding, :entry)"
    )
    connection.execute(statement, {"id": id_, "player": player, "hiding": wish.kind != "warn", **vars(wish)})
    if wish.kind != "warn":
        settle(connection, player)
    if wish.kind in TOLD:
        notices.tell(connection, [_notice(player, id_, wish)])
    return id_


def _notice(player: UUID, id_: UUID, wish: Wish) -> Notice:
    if wish.kind != "warn":
        return Notice(id_, player, "sanctioned", {"what": wish.kind, "ground": wish.ground})
    if wish.message:
        return Notice(id_, player, "warning_words", {"message": wish.message})
    return Notice(id_, player, "warning", {"ground": wish.ground})


def lift(connection: Connection, player: UUID, sanction: UUID, by: UUID | None, reason: str) -> bool:
    """End a sanction of a locked player's before its time; False: none such holds, or it is a warning."""
    statement = sql(
        "UPDATE sanctions SET lifted_at = clock_timestamp(), lifted_by = :by, lift_reason = :reason "
        "WHERE id = :id AND player_id = :player AND kind <> 'warn' AND lifted_at IS NULL "
        "AND (until IS NULL OR until > clock_timestamp())"
    )
    values = {"id": sanction, "player": player, "by": by, "reason": reason}
    if connection.execute(statement, values).rowcount == 0:
        return False
    settle(connection, player)
    return True


def holding(
    connection: Connection, player: UUID, kind: str, entry: UUID | None = None
) -> list[tuple[UUID, datetime | None]]:
    """Sanctions of a kind, and of an entry if it has one, that hold now, with their ends."""
    statement = sql(
        "SELECT id, until FROM sanctions WHERE player_id = :player AND kind = :kind AND hiding "
        "AND entry_id IS NOT DISTINCT FROM CAST(:entry AS uuid) AND (until IS NULL OR until > clock_timestamp())"
    )
    values = {"player": player, "kind": kind, "entry": entry}
    return [(row[0], row[1]) for row in connection.execute(statement, values)]


def keeping_from_redemption(connection: Connection, player: UUID) -> tuple[datetime | None, str] | None:
    """Until when a player may not redeem, and on which ground; None: they may. They are held (models.players)."""
    statement = sql(
        "SELECT until, ground FROM sanctions WHERE player_id = :player AND kind = ANY(:kinds) AND hiding "
        "AND (until IS NULL OR until > clock_timestamp()) ORDER BY until DESC NULLS FIRST LIMIT 1"
    )
    row = connection.execute(statement, {"player": player, "kinds": list(NO_REDEMPTION)}).first()
    return None if row is None else (row.until, row.ground)


def settle(connection: Connection, player: UUID) -> None:
    """Have all follow a player's sanctions as they are now: boards, entries, and what is being redeemed."""
    row = connection.execute(_LOCK, {"player": player}).first()
    connection.execute(_RELEASE, {"player": player})
    sanction_effects.settle(connection, player)
    hidden = connection.execute(_HIDDEN, {"player": player, "kinds": list(OFF_BOARDS)}).scalar_one()
    if row is None or row.visible is not hidden:
        return
    players.show(connection, player, not hidden)
    source = f"sanctions {player} {uuid7()}"
    changes = [
        ChangedTotals(category_id, day, [player])
        for category_id, day in boards.changed_since(connection, player, _now().date())
    ]
    event = StandingsChanged(event_id=caused_event_id(source), source=source, changes=changes)
    outbox.put(connection, event.topic.name, event.key, encode(event))


_LOCK = sql("SELECT visible FROM players WHERE id = :player FOR NO KEY UPDATE")
_RELEASE = sql(
    "UPDATE sanctions SET hiding = false WHERE player_id = :player AND hiding "
    "AND (lifted_at IS NOT NULL OR until <= clock_timestamp())"
)
_HIDDEN = sql("SELECT EXISTS (SELECT FROM sanctions WHERE player_id = :player AND hiding AND kind = ANY(:kinds))")


def over(connection: Connection, most: int) -> Sequence[UUID]:
    """Players with a sanction whose time is over and that has not been settled yet, longest over first."""
    statement = sql(
        "SELECT player_id FROM sanctions WHERE hiding AND until <= clock_timestamp() ORDER BY until LIMIT :most"
    )
    return connection.execute(statement, {"most": most}).scalars().all()


_IMPOSED = (
    "SELECT s.id, s.kind, s.ground, s.reason, s.message, b.name AS imposed_by, s.since, s.until, s.lifted_at, "
    "l.name AS lifted_by, s.lift_reason, s.entry_id, n.read_at AS seen_at FROM sanctions s "
    "LEFT JOIN staff b ON b.id = s.imposed_by LEFT JOIN staff l ON l.id = s.lifted_by "
    "LEFT JOIN notifications n ON s.kind = 'warn' AND n.id = s.id AND n.player_id = s.player_id"
)


def of_player(connection: Connection, player: UUID, most: int) -> list[Imposed]:
    """A player's sanctions, latest first."""
    statement = sql(f"{_IMPOSED} WHERE s.player_id = :player ORDER BY s.since DESC, s.id DESC LIMIT :most")
    return [Imposed(**row._mapping) for row in connection.execute(statement, {"player": player, "most": most})]


def one(connection: Connection, sanction: UUID) -> Imposed | None:
    """A sanction by its id."""
    row = connection.execute(sql(f"{_IMPOSED} WHERE s.id = :id"), {"id": sanction}).first()
    return None if row is None else Imposed(**row._mapping)


def shown_to(connection: Connection, player: UUID) -> list[dict[str, Any]]:
    """What a player has to know now: warnings they have not read, and bans from what is ranked or from redemption."""
    statement = sql(
        "SELECT s.id, s.kind, s.ground, s.message, s.since, s.until FROM sanctions s WHERE s.player_id = :player "
        "AND ((s.kind IN ('ban_ranked', 'ban_redemption') AND s.hiding "
        "AND (s.until IS NULL OR s.until > clock_timestamp())) "
        "OR (s.kind = 'warn' AND s.since > clock_timestamp() - CAST(:kept AS interval) "
        "AND NOT EXISTS (SELECT FROM notifications n WHERE n.id = s.id AND n.read_at IS NOT NULL))) "
        "ORDER BY s.since DESC"
    )
    return [
        {**row._mapping, "text": row.message or told(row.kind, row.ground, row.until)}
        for row in connection.execute(statement, {"player": player, "kept": KINDS["warning"].kept})
    ]
