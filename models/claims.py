"""Who of the staff has a thread or a break, and until when; cases have that in their own rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Literal, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, DateTime, String, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql
from models.cases import CLAIMED

Queue = Literal["threads", "breaks"]
QUEUES: Mapping[str, Queue] = MappingProxyType({name: name for name in get_args(Queue)})
"""By their names, whatever else a name may be of."""

WAITS: dict[Queue, tuple[str, str]] = {
    "threads": ("waiting_since", "w.assigned_to IS NOT NULL AND w.assigned_to <> :member"),
    "breaks": ("opened_at", "false"),
}
"""SQL of since when a queue's work `w` waits, and of what is another's by more than a claim: one is given it last."""
OPEN: dict[Queue, str] = {
    "threads": "w.waiting_since IS NOT NULL",
    "breaks": "w.resolved_at IS NULL AND NOT EXISTS (SELECT FROM approvals a WHERE a.action = 'breaks.resolve' "
    "AND a.subject_kind = 'break' AND a.subject_id = CAST(w.id AS text) AND a.state = 'open')",
}
"""SQL of what waits; a break that somebody wants to resolve waits for their second, among approvals."""


class Claim(Base):
    """One claim; and, of what nobody has, who left it to others."""

    __tablename__ = "claims"
    __table_args__ = (
        CheckConstraint("queue IN ('threads', 'breaks')", "queue"),
        CheckConstraint("(staff_id IS NULL) = (until IS NULL)", "whole"),
    )

    subject: Mapped[UUID] = mapped_column(primary_key=True)
    """The thread or the break."""
    queue: Mapped[str] = mapped_column(String(20))
    staff_id: Mapped[UUID | None]
    until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    passed: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default=text("'{}'"))


@dataclass(frozen=True)
class Held:
    """Whose something is now."""

    by: UUID
    name: str
    since: datetime
    until: datetime


def holder(connection: Connection, subject: UUID) -> Held | None:
    """Who has it now; None: nobody."""
    statement = sql(
        "SELECT c.staff_id, s.name, c.until - CAST(:claimed AS interval), c.until FROM claims c "
        "JOIN staff s ON s.id = c.staff_id WHERE c.subject = :subject AND c.until > clock_timestamp()"
    )
    row = connection.execute(statement, {"subject": subject, "claimed": CLAIMED}).first()
    return None if row is None else Held(*row)


def lock(connection: Connection, queue: Queue, subject: UUID) -> bool:
    """Whether that waits; nobody else does anything with it until the transaction ends."""
    statement = sql(f"SELECT 1 FROM {queue} w WHERE w.id = :subject AND {OPEN[queue]} FOR NO KEY UPDATE OF w")
    return connection.execute(statement, {"subject": subject}).scalar() is not None


def claim_next(connection: Connection, queue: Queue, member: UUID) -> UUID | None:
    """What has waited longest becomes a member's; what they hold already comes first. None: nothing is free.

    Any number may claim at once, and each gets another.
    """
    since, others = WAITS[queue]
    statement = sql(
        f"SELECT w.id FROM {queue} w LEFT JOIN claims c ON c.subject = w.id WHERE {OPEN[queue]} "
        f"AND (c.staff_id = :member OR c.until IS NULL OR c.until <= clock_timestamp()) "
        f"ORDER BY COALESCE(c.staff_id = :member AND c.until > clock_timestamp(), false) DESC, "
        f"({others} OR COALESCE(:member = ANY(c.passed), false)), w.{since}, w.id LIMIT 1 "
        "FOR NO KEY UPDATE OF w SKIP LOCKED"
    )
    while found := connection.execute(statement, {"member": member}).scalar():
        if take(connection, queue, found, member):
            return UUID(str(found))
    return None


def take(connection: Connection, queue: Queue, subject: UUID, member: UUID) -> bool:
    """What is nobody's, or the member's already, is theirs for CLAIMED from now. False: it is another's."""
    return _take(connection, queue, subject, member, "c.staff_id = :member OR c.until <= clock_timestamp()")


def hand_over(connection: Connection, queue: Queue, subject: UUID, member: UUID) -> None:
    """It is that member's, for CLAIMED from now, whoever had it."""
    _take(connection, queue, subject, member, "true")


def _take(connection: Connection, queue: Queue, subject: UUID, member: UUID, where: str) -> bool:
    statement = sql(
        "INSERT INTO claims AS c (subject, queue, staff_id, until) "
        "VALUES (:subject, :queue, :member, clock_timestamp() + :claimed) ON CONFLICT (subject) DO UPDATE SET "
        f"staff_id = :member, until = clock_timestamp() + :claimed WHERE c.until IS NULL OR {where} RETURNING 1"
    )
    values = {"subject": subject, "queue": queue, "member": member, "claimed": CLAIMED}
    return connection.execute(statement, values).scalar() is not None


def release(connection: Connection, queue: Queue, subject: UUID, member: UUID) -> None:
    """It is nobody's; this member is given it last from now on."""
    statement = sql(
        "INSERT INTO claims AS c (subject, queue, passed) VALUES (:subject, :queue, ARRAY[CAST(:member AS uuid)]) "
        "ON CONFLICT (subject) DO UPDATE SET staff_id = NULL, until = NULL, "
        "passed = array_append(array_remove(c.passed, :member), :member)"
    )
    connection.execute(statement, {"subject": subject, "queue": queue, "member": member})


def forget(connection: Connection, subject: UUID) -> None:
    """It waits no more: nobody has it, and nobody has left it."""
    connection.execute(sql("DELETE FROM claims WHERE subject = :subject"), {"subject": subject})
