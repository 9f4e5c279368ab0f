"""What staff decided, in all queues: for how long it had waited, how long it took, and whether it was undone."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, Interval, String, func
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from models.base import Base, encode_rows, sql


class WorkDone(Base):
    """One decision of a member's, kept in its transaction."""

    __tablename__ = "work_done"
    __table_args__ = (Index(None, "at"), Index(None, "subject", "id"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    queue: Mapped[str] = mapped_column(String(20))
    subject: Mapped[UUID]
    """The case, the thread or the break."""
    staff_id: Mapped[UUID]
    decision: Mapped[str] = mapped_column(String(20))
    waited: Mapped[timedelta] = mapped_column(Interval)
    """Since it was opened, or the player wrote."""
    took: Mapped[timedelta | None] = mapped_column(Interval)
    """Since the member claimed it last; NULL: they had not."""
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


def add(
    connection: Connection,
    queue: str,
    subject: UUID,
    member: UUID,
    decision: str,
    since: datetime,
    claimed: datetime | None,
) -> None:
    """A member has decided what waited `since` then, and was theirs since `claimed`."""
    statement = sql(
        "INSERT INTO work_done (id, queue, subject, staff_id, decision, waited, took) VALUES (:id, :queue, :subject, "
        ":member, :decision, clock_timestamp() - CAST(:since AS timestamptz), "
        "clock_timestamp() - CAST(:claimed AS timestamptz))"
    )
    values = {"id": uuid7(), "queue": queue, "subject": subject, "member": member, "decision": decision}
    connection.execute(statement, {**values, "since": since, "claimed": claimed})


def undo(connection: Connection, subject: UUID) -> None:
    """The last decision about it does not hold any more."""
    statement = sql(
        "UPDATE work_done SET undone_at = clock_timestamp() WHERE id = (SELECT id FROM work_done "
        "WHERE subject = :subject AND undone_at IS NULL ORDER BY id DESC LIMIT 1)"
    )
    connection.execute(statement, {"subject": subject})


def figures(
    connection: Connection, queues: Collection[str], hours: dict[str, int], since: datetime
) -> list[dict[str, Any]]:
    """What was decided since then, by queue, and by queue and member; of a whole queue `staff_id` is None.

    `in_time`: of what was not undone, by each queue's target of so many hours. Medians are seconds, of the same.
    """
    statement = sql(
        "SELECT w.queue, w.staff_id, max(s.name) AS name, count(*) AS decided, count(w.undone_at) AS undone, "
        "count(*) FILTER (WHERE w.undone_at IS NULL AND w.waited <= make_interval(hours => t.h)) AS in_time, "
        "percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM w.waited)) "
        "FILTER (WHERE w.undone_at IS NULL) AS waited_s, "
        "percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM w.took)) "
        "FILTER (WHERE w.undone_at IS NULL) AS took_s "
        "FROM work_done w JOIN json_to_recordset(:targets) AS t(q text, h integer) ON t.q = w.queue "
        "LEFT JOIN staff s ON s.id = w.staff_id WHERE w.at >= :since AND w.queue = ANY(:queues) "
        "GROUP BY GROUPING SETS ((w.queue), (w.queue, w.staff_id)) "
        "ORDER BY w.queue, w.staff_id IS NOT NULL, decided DESC, name"
    )
    targets = encode_rows({"q": queue, "h": hours[queue]} for queue in queues)
    rows = connection.execute(statement, {"queues": list(queues), "targets": targets, "since": since})
    return [dict(row._mapping) | {"name": row.name if row.staff_id else None} for row in rows]
