"""Appeals: what players say against decisions about them, once a decision, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, DateTime, Index, String, UniqueConstraint, func
from sqlalchemy import text as literal
from sqlalchemy.orm import Mapped, mapped_column

from models import cases
from models.base import Base, sql
from rules.reporting import AppealKind, Outcome

QUEUE = "appeals"


class Appeal(Base):
    """One appeal; decided once."""

    __tablename__ = "appeals"
    __table_args__ = (
        UniqueConstraint("player_id", "kind", "subject", name="appeals_subject_key"),
        Index(None, "decided_at", postgresql_where=literal("text <> ''")),
        CheckConstraint("kind IN ('sanction', 'entry', 'referral')", "kind"),
        CheckConstraint("outcome IN ('uphold', 'overturn')", "outcome"),
        CheckConstraint("(decided_at IS NULL) = (outcome IS NULL)", "decided"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    player_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(8))
    subject: Mapped[UUID]
    """The sanction, the entry or the referral."""
    text: Mapped[str] = mapped_column(String(1000))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    outcome: Mapped[str | None] = mapped_column(String(10))


@dataclass(frozen=True)
class New:
    """An appeal on its way in. `against`: who of the staff decided first; None: nobody of them."""

    id: UUID
    player: UUID
    kind: AppealKind
    subject: UUID
    text: str
    against: UUID | None


def put(connection: Connection, new: New) -> bool:
    """Record an appeal of a locked player, for anybody but who decided first; False: there was one already."""
    statement = sql(
        "INSERT INTO appeals (id, player_id, kind, subject, text) VALUES (:id, :player, :kind, :subject, :text) "
        "ON CONFLICT (player_id, kind, subject) DO NOTHING"
    )
    names = ("id", "player", "kind", "subject", "text")
    if connection.execute(statement, {name: getattr(new, name) for name in names}).rowcount == 0:
        return False
    cases.signal(connection, QUEUE, "appeal", {new.id: 1})
    cases.bar(connection, QUEUE, new.id, new.against)
    return True


def one(connection: Connection, appeal: UUID) -> Appeal | None:
    """An appeal."""
    row = connection.execute(sql("SELECT * FROM appeals WHERE id = :id"), {"id": appeal}).first()
    return None if row is None else Appeal(**row._mapping)


def of_player(connection: Connection, player: UUID) -> dict[tuple[str, UUID], Appeal]:
    """A player's appeals, by what they are against."""
    rows = connection.execute(sql("SELECT * FROM appeals WHERE player_id = :player"), {"player": player})
    return {(row.kind, row.subject): Appeal(**row._mapping) for row in rows}


def decide(connection: Connection, appeal: UUID, outcome: Outcome) -> None:
    """An appeal, whose case is locked, is decided."""
    statement = sql("UPDATE appeals SET decided_at = clock_timestamp(), outcome = :outcome WHERE id = :id")
    connection.execute(statement, {"id": appeal, "outcome": outcome})


def refused_entries(connection: Connection, player: UUID, since: datetime) -> list[dict[str, Any]]:
    """A player's entries that somebody refused since a time: id, at and by whom; what is hidden is a sanction."""
    statement = sql(
        "SELECT e.id, e.battle_id, e.decided_at AS at, c.decided_by AS by FROM entries e "
        "JOIN cases c ON c.queue = 'entries' AND c.subject = e.id AND c.decision = 'reject' "
        "WHERE e.player_id = :player AND e.state = 'rejected' AND e.decided_at >= :since ORDER BY e.decided_at DESC"
    )
    rows = connection.execute(statement, {"player": player, "since": since})
    return [dict(row._mapping) for row in rows]
