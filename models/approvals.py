"""Approvals: what one member of staff wants to be done, and another must agree to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, DateTime, Index, String, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_json, sql

DAYS = 3
STATES = ("open", "approved", "rejected", "expired")


class Approval(Base):
    """A request. It is decided once, and never approved by who made it."""

    __tablename__ = "approvals"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'approved', 'rejected', 'expired')", "state"),
        CheckConstraint("state <> 'approved' OR decided_by <> requested_by", "two"),
        Index(
            "approvals_open_key",
            *("action", "subject_kind", "subject_id"),
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[str] = mapped_column(String(200))
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    reason: Mapped[str] = mapped_column(String(500))
    requested_by: Mapped[UUID]
    requested_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    state: Mapped[str] = mapped_column(String(8), server_default=text("'open'"))
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    note: Mapped[str | None] = mapped_column(String(500))
    """What the other one had to say."""


@dataclass(frozen=True)
class Request:
    """What is wanted, with the addresses of who asked and who decided."""

    id: UUID
    action: str
    subject_kind: str
    subject_id: str
    payload: dict[str, Any]
    reason: str
    requested_by: UUID
    requested_at: datetime
    expires_at: datetime
    state: str
    decided_by: UUID | None
    decided_at: datetime | None
    note: str | None
    requester: str
    decider: str | None


_SELECT = (
    "SELECT a.id, a.action, a.subject_kind, a.subject_id, a.payload, a.reason, a.requested_by, a.requested_at, "
    "a.expires_at, CASE WHEN a.state = 'open' AND a.expires_at <= now() THEN 'expired' ELSE a.state END AS state, "
    "a.decided_by, a.decided_at, a.note, asked.email AS requester, other.email AS decider "
    "FROM approvals a JOIN staff asked ON asked.id = a.requested_by LEFT JOIN staff other ON other.id = a.decided_by "
)


def ask(
    connection: Connection,
    approval: UUID,
    subject: tuple[str, str, str],
    payload: dict[str, Any],
    reason: str,
    requested_by: UUID,
) -> bool:
    """Record a request for an action on a kind of subject and its id; False: the same is asked for already."""
    names = dict(zip(("action", "kind", "subject"), subject, strict=True))
    connection.execute(
        sql(
            "UPDATE approvals SET state = 'expired' WHERE state = 'open' AND expires_at <= now() "
            "AND action = :action AND subject_kind = :kind AND subject_id = :subject"
        ),
        names,
    )
    statement = sql(
        "INSERT INTO approvals (id, action, subject_kind, subject_id, payload, reason, requested_by, expires_at) "
        "VALUES (:id, :action, :kind, :subject, CAST(:payload AS jsonb), :reason, :by, "
        "now() + make_interval(days => :days)) "
        "ON CONFLICT (action, subject_kind, subject_id) WHERE state = 'open' DO NOTHING"
    )
    values = {"id": approval, "payload": encode_json(payload), "reason": reason, "by": requested_by, "days": DAYS}
    return connection.execute(statement, names | values).rowcount == 1


def by_id(connection: Connection, approval: UUID) -> Request | None:
    """A request."""
    row = connection.execute(sql(f"{_SELECT} WHERE a.id = :id"), {"id": approval}).first()
    return None if row is None else Request(**row._mapping)


def lock(connection: Connection, approval: UUID) -> Request | None:
    """A request, held until the transaction ends: of two who decide one comes second."""
    row = connection.execute(sql(f"{_SELECT} WHERE a.id = :id FOR UPDATE OF a"), {"id": approval}).first()
    return None if row is None else Request(**row._mapping)


def page(connection: Connection, state: str | None, before: UUID | None, limit: int) -> list[Request]:
    """Requests, in that state if one is named, latest first."""
    statement = sql(
        f"SELECT * FROM ({_SELECT}) a WHERE (CAST(:state AS text) IS NULL OR a.state = :state) "
        "AND (CAST(:before AS uuid) IS NULL OR a.id < :before) ORDER BY a.id DESC LIMIT :limit"
    )
    rows = connection.execute(statement, {"state": state, "before": before, "limit": limit})
    return [Request(**row._mapping) for row in rows]


def decide(connection: Connection, approval: UUID, state: str, decided_by: UUID, note: str | None) -> None:
    """It is decided."""
    statement = sql(
        "UPDATE approvals SET state = :state, decided_by = :by, decided_at = now(), note = :note WHERE id = :id"
    )
    connection.execute(statement, {"id": approval, "state": state, "by": decided_by, "note": note})
