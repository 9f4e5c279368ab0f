"""Campaigns: what is to be told to whom, when and how fast; how far that has come stands in their rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, DateTime, Index, Integer, String, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models import segments, templates
from models.base import Base, encode_json, sql
from rules.campaigns import Category, Halt, State
from rules.segments import Filter
from rules.templates import Content, Value

_ZERO = text("0")
RUNS = "state IN ('scheduled', 'planning', 'sending')"
"""SQL of campaigns that go on by themselves."""


class Campaign(Base):
    """One campaign. `content` and `audience` are what its template and segment said when it was scheduled."""

    __tablename__ = "campaigns"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'scheduled', 'planning', 'sending', 'paused', 'sent', 'cancelled')", "state"
        ),
        CheckConstraint("(segment_id IS NULL) <> (filter IS NULL)", "audience"),
        CheckConstraint(
            "state IN ('draft', 'cancelled') OR content IS NOT NULL AND audience IS NOT NULL AND category IS NOT NULL",
            "frozen",
        ),
        CheckConstraint("halted IS NULL OR state = 'paused'", "halted"),
        Index("campaigns_due_ix", "due_at", postgresql_where=text(RUNS)),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    template_id: Mapped[UUID]
    given: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Values of the template's variables."""
    segment_id: Mapped[UUID | None]
    filter: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """In place of a segment."""
    rate: Mapped[int]
    state: Mapped[str] = mapped_column(String(9), server_default=text("'draft'"))
    halted: Mapped[str | None] = mapped_column(String(20))
    """Why it was paused by itself."""
    approved_for: Mapped[int | None]
    """How many recipients two members agreed on."""
    category: Mapped[str | None] = mapped_column(String(8))
    content: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    audience: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    scheduled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    begun_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    planned_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When its next slice is to be worked on."""
    planned_to: Mapped[UUID | None]
    sent_to: Mapped[UUID | None]
    """The last player of the last slice: they come in the order of their ids."""
    planned: Mapped[int] = mapped_column(Integer, server_default=_ZERO)
    sent: Mapped[int] = mapped_column(Integer, server_default=_ZERO)
    skipped: Mapped[int] = mapped_column(Integer, server_default=_ZERO)
    """Of those planned: who was banned when their turn came."""
    delivered: Mapped[int] = mapped_column(Integer, server_default=_ZERO)
    read: Mapped[int] = mapped_column(Integer, server_default=_ZERO)
    counted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    edition: Mapped[int] = mapped_column(server_default=text("1"))
    created_by: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


@dataclass(frozen=True)
class Draft:
    """What staff decide of a campaign."""

    name: str
    template_id: UUID
    given: Mapping[str, Value]
    segment_id: UUID | None
    filter: Filter | None
    rate: int


@dataclass(frozen=True)
class Sheet:
    """A campaign as staff see it."""

    id: UUID
    draft: Draft
    state: State
    halted: Halt | None
    scheduled_at: datetime | None
    begun_at: datetime | None
    planned_at: datetime | None
    ended_at: datetime | None
    planned: int
    sent: int
    skipped: int
    delivered: int
    read: int
    counted_at: datetime | None
    edition: int
    author: str | None
    created_at: datetime
    updated_at: datetime


_DRAFT = ("name", "template_id", "given", "segment_id", "filter", "rate")
_SELECT = (
    "SELECT c.id, c.name, c.template_id, c.given, c.segment_id, c.filter, c.rate, c.state, c.halted, c.scheduled_at, "
    "c.begun_at, c.planned_at, c.ended_at, c.planned, c.sent, c.skipped, c.delivered, c.read, c.counted_at, c.edition, "
    "s.name AS author, c.created_at, c.updated_at FROM campaigns c LEFT JOIN staff s ON s.id = c.created_by"
)


def one(connection: Connection, id_: UUID, *, lock: bool = False) -> Sheet | None:
    """The campaign of that id; `lock`: for nobody else to change, and no slice, until the transaction ends."""
    statement = sql(f"{_SELECT} WHERE c.id = :id {'FOR UPDATE OF c' if lock else ''}")
    row = connection.execute(statement, {"id": id_}).first()
    return None if row is None else _sheet(row)


def page(connection: Connection, state: State | None, before: UUID | None, limit: int) -> list[Sheet]:
    """Campaigns in a state, or all, the latest first, from after the one with the id `before`."""
    statement = sql(
        f"{_SELECT} WHERE (CAST(:state AS varchar) IS NULL OR c.state = :state) "
        "AND (CAST(:before AS uuid) IS NULL OR c.id < :before) ORDER BY c.id DESC LIMIT :limit"
    )
    rows = connection.execute(statement, {"state": state, "before": before, "limit": limit})
    return [_sheet(row) for row in rows]


def _sheet(row: Any) -> Sheet:
    found = dict(row._mapping)
    draft = {name: found.pop(name) for name in _DRAFT}
    draft["filter"] = None if draft["filter"] is None else segments.load(draft["filter"])
    return Sheet(draft=Draft(**draft), **found)


def add(connection: Connection, id_: UUID, draft: Draft, member: UUID) -> None:
    """Make a draft."""
    statement = sql(
        "INSERT INTO campaigns (id, name, template_id, given, segment_id, filter, rate, created_by) "
        "VALUES (:id, :name, :template_id, CAST(:given AS jsonb), :segment_id, CAST(:filter AS jsonb), :rate, :member)"
    )
    connection.execute(statement, {**_values(draft), "id": id_, "member": member})


def change(connection: Connection, campaign: UUID, draft: Draft) -> None:
    """Change a locked draft."""
    statement = sql(
        "UPDATE campaigns SET name = :name, template_id = :template_id, given = CAST(:given AS jsonb), "
        "segment_id = :segment_id, filter = CAST(:filter AS jsonb), rate = :rate, edition = edition + 1, "
        "updated_at = now() WHERE id = :id"
    )
    connection.execute(statement, {**_values(draft), "id": campaign})


def _values(draft: Draft) -> dict[str, Any]:
    wanted = None if draft.filter is None else encode_json(segments.dump(draft.filter))
    return {**vars(draft), "given": encode_json(draft.given), "filter": wanted}


def remade(connection: Connection, part: Literal["template_id", "segment_id"], id_: UUID) -> None:
    """What drafts are made of was changed: whoever has seen one of them, or asked for it, has seen another edition."""
    statement = sql(
        "UPDATE campaigns SET edition = edition + 1, updated_at = now() WHERE id IN "
        f"(SELECT id FROM campaigns WHERE {part} = :id AND state = 'draft' ORDER BY id FOR UPDATE)"
    )
    connection.execute(statement, {"id": id_})


def remove(connection: Connection, campaign: UUID) -> None:
    """Delete a locked draft."""
    connection.execute(sql("DELETE FROM campaigns WHERE id = :id"), {"id": campaign})


def schedule(
    connection: Connection,
    campaign: UUID,
    at: datetime,
    category: Category,
    content: Content,
    audience: Filter,
    approved: int | None = None,
) -> None:
    """A locked draft is to begin then, with these words for those who fit when it begins.

    `approved`: how many recipients two members agreed on.
    """
    statement = sql(
        "UPDATE campaigns SET state = 'scheduled', scheduled_at = :at, due_at = :at, category = :category, "
        "approved_for = :approved, content = CAST(:content AS jsonb), audience = CAST(:audience AS jsonb), "
        "edition = edition + 1, updated_at = now() WHERE id = :id"
    )
    values = {"content": encode_json(templates.dump(content)), "audience": encode_json(segments.dump(audience))}
    connection.execute(statement, {"id": campaign, "at": at, "category": category, "approved": approved, **values})


def approve(connection: Connection, campaign: UUID, recipients: int) -> None:
    """Two members agreed that a locked campaign tells so many."""
    statement = sql("UPDATE campaigns SET approved_for = :recipients WHERE id = :id")
    connection.execute(statement, {"id": campaign, "recipients": recipients})


def move(connection: Connection, campaign: UUID, state: State) -> None:
    """A locked campaign comes into another state by a member's word."""
    statement = sql(
        "UPDATE campaigns SET state = CAST(:state AS varchar), halted = NULL, edition = edition + 1, "
        "updated_at = now(), "
        "due_at = CASE WHEN CAST(:state AS varchar) = 'scheduled' THEN scheduled_at ELSE now() END, "
        "ended_at = CASE WHEN CAST(:state AS varchar) = 'cancelled' THEN now() END WHERE id = :id"
    )
    connection.execute(statement, {"id": campaign, "state": state})
