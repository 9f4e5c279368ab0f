"""The audit log: who of the staff did what, when, from where and why. Rows are added and read, never changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, String, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_json, sql


class AuditEntry(Base):
    """One action. `actor` is a member's email, or `flask` for a command; what was read has neither before nor after."""

    __tablename__ = "audit_log"
    __table_args__ = (
        Index(None, "staff_id", "id"),
        Index(None, "subject_kind", "subject_id", "id"),
        Index(None, "action", "id"),
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
