"""What players submit to creative battles, one a side."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, DateTime, Index, SmallInteger, String, UniqueConstraint, func
from sqlalchemy import text as literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql
from rules.creative import EntryState, States

Kind = Literal["text", "image"]


class Entry(Base):
    """One entry. Of an erased player nothing is left but that there was one (`withdrawn`): votes name it."""

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("battle_id", "side"),
        CheckConstraint("side IN (0, 1)", "side"),
        CheckConstraint("state IN ('pending', 'approved', 'rejected', 'withdrawn')", "state"),
        CheckConstraint(
            "state = 'withdrawn' OR (kind = 'text' AND text IS NOT NULL AND upload_id IS NULL) "
            "OR (kind = 'image' AND text IS NULL AND upload_id IS NOT NULL)",
            "content",
        ),
        Index(None, "player_id"),
        Index("entries_upload_id_ix", "upload_id", postgresql_where=literal("upload_id IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    battle_id: Mapped[UUID]
    side: Mapped[int] = mapped_column(SmallInteger)
    player_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(5))
    text: Mapped[str | None] = mapped_column(String(4000))
    upload_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(String(9))
    faults: Mapped[list[str]] = mapped_column(ARRAY(String(20)), server_default=literal("'{}'"))
    """What a machine saw (rules.decency), or `picture`: nobody has looked at it yet."""
    submitted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When a case of it was decided."""
    hidden: Mapped[bool] = mapped_column(server_default=literal("false"))
    """Whether a sanction keeps it from being shown: it counts as rejected, whatever its state."""


@dataclass(frozen=True)
class Written:
    """An entry as it is kept, with the picture's medium."""

    id: UUID
    battle_id: UUID
    side: int
    player_id: UUID
    kind: Kind
    text: str | None
    upload_id: UUID | None
    medium_id: UUID | None
    width: int | None
    height: int | None
    state: EntryState
    faults: Sequence[str]
    submitted_at: datetime
    updated_at: datetime
    decided_at: datetime | None
    hidden: bool


@dataclass(frozen=True)
class Draft:
    """An entry on its way in."""

    id: UUID
    battle_id: UUID
    side: int
    player_id: UUID
    text: str | None
    upload_id: UUID | None
    faults: Sequence[str]

    @property
    def kind(self) -> Kind:
        """What it is."""
        return "text" if self.upload_id is None else "image"

    @property
    def state(self) -> EntryState:
        """Whether somebody has to look at it."""
        return "pending" if self.faults else "approved"


_SELECT = (
    "SELECT e.id, e.battle_id, e.side, e.player_id, e.kind, e.text, e.upload_id, u.medium_id, u.width, u.height, "
    "CASE WHEN e.hidden AND e.state <> 'withdrawn' THEN 'rejected' ELSE e.state END AS state, "
    "e.faults, e.submitted_at, e.updated_at, e.decided_at, e.hidden FROM entries e "
    "LEFT JOIN uploads u ON u.id = e.upload_id "
)


def put(connection: Connection, draft: Draft) -> Written:
    """Submit an entry, in the place of the one that its player had; the caller holds the battle."""
    statement = sql(
        "INSERT INTO entries AS e (id, battle_id, side, player_id, kind, text, upload_id, state, faults) "
        "VALUES (:id, :battle, :side, :player, :kind, :text, :upload, :state, :faults) "
        "ON CONFLICT (battle_id, side) DO UPDATE SET kind = EXCLUDED.kind, text = EXCLUDED.text, "
        "upload_id = EXCLUDED.upload_id, state = EXCLUDED.state, faults = EXCLUDED.faults, "
        "updated_at = clock_timestamp() WHERE e.player_id = EXCLUDED.player_id RETURNING id"
    )
    values = {
        "id": draft.id,
        "battle": draft.battle_id,
        "side": draft.side,
        "player": draft.player_id,
        "kind": draft.kind,
        "text": draft.text,
        "upload": draft.upload_id,
        "state": draft.state,
        "faults": list(draft.faults),
    }
    found = one(connection, connection.execute(statement, values).scalar_one())
    assert found is not None
    return found


def one(connection: Connection, id_: UUID, *, lock: bool = False) -> Written | None:
    """An entry."""
    statement = sql(f"{_SELECT} WHERE e.id = :id {'FOR NO KEY UPDATE OF e' if lock else ''}")
    row = connection.execute(statement, {"id": id_}).first()
    return None if row is None else Written(**row._mapping)


def of_battles(connection: Connection, battles: Collection[UUID]) -> dict[UUID, list[Written]]:
    """The entries of battles, by side; a battle without any is left out."""
    statement = sql(f"{_SELECT} WHERE e.battle_id = ANY(:battles) ORDER BY e.battle_id, e.side")
    found: dict[UUID, list[Written]] = {}
    for row in connection.execute(statement, {"battles": list(battles)}):
        found.setdefault(row.battle_id, []).append(Written(**row._mapping))
    return found


def states(found: Sequence[Written]) -> States:
    """Of side 0 and side 1."""
    by_side = {one.side: one.state for one in found}
    return by_side.get(0), by_side.get(1)


def settle_pictures(connection: Connection, battle: UUID) -> None:
    """Pictures that were looked at since they were submitted: approved ones are, refused ones are refused."""
    statement = sql(
        "UPDATE entries e SET state = u.state FROM uploads u WHERE e.battle_id = :battle AND e.state = 'pending' "
        "AND u.id = e.upload_id AND u.state IN ('approved', 'rejected')"
    )
    connection.execute(statement, {"battle": battle})


def decide(connection: Connection, entry: UUID, state: EntryState) -> None:
    """Somebody has looked at a locked entry; `pending`: their decision is undone."""
    statement = sql(
        "UPDATE entries SET state = CAST(:state AS varchar), "
        "decided_at = CASE WHEN :state = 'pending' THEN NULL ELSE clock_timestamp() END WHERE id = :id"
    )
    connection.execute(statement, {"id": entry, "state": state})


def hide(connection: Connection, entry: UUID, *, hidden: bool) -> None:
    """Have nobody shown an entry, or as before; the caller has locked the battle."""
    statement = sql("UPDATE entries SET hidden = :hidden WHERE id = :id")
    connection.execute(statement, {"id": entry, "hidden": hidden})
