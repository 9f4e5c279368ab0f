"""The audit log: who of the staff did what, when, from where and why. Rows are added and read, never changed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, String, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_json, least_id, sql

_DAY = timedelta(hours=24)


class AuditEntry(Base):
    """One action. `actor` is a member's email, or `flask` for a command.

    What was read has no before, and of a list the filter as its after.
    """

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("audit_log_staff_id_ix", "staff_id", "id"),
        Index("audit_log_subject_kind_ix", "subject_kind", "subject_id", "id"),
        Index("audit_log_action_ix", "action", "id"),
        {"info": {"append_only": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """UUIDv7: in order of time."""
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    staff_id: Mapped[UUID | None]
    actor: Mapped[str] = mapped_column(String(254))
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[str] = mapped_column(String(200))
    before: Mapped[Any | None] = mapped_column(JSONB)
    after: Mapped[Any | None] = mapped_column(JSONB)
    reason: Mapped[str | None] = mapped_column(String(500))
    address: Mapped[str | None] = mapped_column(String(45))
    agent: Mapped[str | None] = mapped_column(String(200))
    request_id: Mapped[str | None] = mapped_column(String(64))


@dataclass(frozen=True)
class Entry:
    """An action on its way into the log."""

    id: UUID
    staff_id: UUID | None
    actor: str
    action: str
    subject_kind: str
    subject_id: str
    before: Any = None
    after: Any = None
    reason: str | None = None
    address: str | None = None
    agent: str | None = None
    request_id: str | None = None


def add(connection: Connection, entry: Entry) -> None:
    """Write an action down, in the transaction that does it."""
    statement = sql(
        "INSERT INTO audit_log (id, staff_id, actor, action, subject_kind, subject_id, before, after, reason, address, "
        "agent, request_id) VALUES (:id, :staff_id, :actor, :action, :subject_kind, :subject_id, "
        "CAST(:before AS jsonb), CAST(:after AS jsonb), :reason, :address, :agent, :request_id)"
    )
    found = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
    jsons = {name: None if found[name] is None else encode_json(found[name]) for name in ("before", "after")}
    connection.execute(statement, found | jsons)


def has_since(connection: Connection, entry: Entry, ago: timedelta) -> bool:
    """Whether a member's entry stands already, from so long ago or later, but for where it came from."""
    statement = sql(
        "SELECT EXISTS (SELECT FROM audit_log WHERE staff_id = :staff_id AND id >= :since AND action = :action "
        "AND subject_kind = :subject_kind AND subject_id = :subject_id "
        "AND after IS NOT DISTINCT FROM CAST(:after AS jsonb))"
    )
    since = least_id(datetime.now(UTC) - ago)
    after = None if entry.after is None else encode_json(entry.after)
    return bool(connection.execute(statement, {**vars(entry), "since": since, "after": after}).scalar_one())


def of_day(connection: Connection, member: UUID, actions: Collection[str], field: str) -> int:
    """What a member has moved by themselves in 24 hours: the sum of a field of what the log keeps; not by approvals.

    It is counted for one of their requests at a time.
    """
    connection.execute(sql("SELECT FROM staff WHERE id = :member FOR NO KEY UPDATE"), {"member": member})
    statement = sql(
        "SELECT COALESCE(sum(CAST(COALESCE(after ->> :field, after -> 'effect' ->> :field) AS bigint)), 0) "
        "FROM audit_log WHERE staff_id = :member AND id >= :since AND action = ANY(:actions)"
    )
    since = least_id(datetime.now(UTC) - _DAY)
    values = {"member": member, "since": since, "actions": list(actions), "field": field}
    return int(connection.execute(statement, values).scalar_one())


@dataclass(frozen=True)
class Filter:
    """Which entries; None: whichever. An `actor` and an `action` mean all that begin so."""

    staff_id: UUID | None = None
    actor: str | None = None
    action: str | None = None
    subject_kind: str | None = None
    subject_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


_CONDITIONS = {
    "staff_id": "staff_id = :staff_id",
    "actor": "starts_with(actor, lower(:actor))",
    "action": "starts_with(action, :action)",
    "subject_kind": "subject_kind = :subject_kind",
    "subject_id": "subject_id = :subject_id",
    "since": "at >= :since",
    "until": "at < :until",
}


def page(connection: Connection, wanted: Filter, before: UUID | None, limit: int) -> list[dict[str, Any]]:
    """Entries, latest first, from before an id on."""
    values = {name: value for name, value in vars(wanted).items() if value is not None}
    conditions = [_CONDITIONS[name] for name in values]
    if before is not None:
        conditions.append("id < :before")
    where = f"WHERE {' AND '.join(conditions)} " if conditions else ""
    statement = sql(f"SELECT * FROM audit_log {where}ORDER BY id DESC LIMIT :limit")
    rows = connection.execute(statement, values | {"before": before, "limit": limit})
    return [dict(row._mapping) for row in rows]
