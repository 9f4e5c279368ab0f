"""All that waits for staff, whatever its queue: open cases, threads that nobody answered, and open breaks."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from models import cases, claims
from models.base import encode_rows, sql, take_turns
from rules.inbox import Head

_WORK = (
    "SELECT c.queue, c.id, c.opened_at AS since, c.opened_by AS about, c.subject, c.claimed_by AS holder, "
    "c.claimed_until AS until, c.barred, :member = ANY(c.passed) AS passed FROM cases c "
    "WHERE c.decided_at IS NULL AND c.queue = ANY(:queues) "
    "UNION ALL SELECT 'threads', w.id, w.waiting_since, w.subject, w.id, c.staff_id, c.until, NULL, "
    f"({claims.WAITS['threads'][1]}) OR COALESCE(:member = ANY(c.passed), false) "
    f"FROM threads w LEFT JOIN claims c ON c.subject = w.id WHERE {claims.OPEN['threads']} "
    "AND 'threads' = ANY(:queues) "
    "UNION ALL SELECT 'breaks', w.id, w.opened_at, w.kind, w.id, c.staff_id, c.until, NULL, "
    "COALESCE(:member = ANY(c.passed), false) "
    f"FROM breaks w LEFT JOIN claims c ON c.subject = w.id WHERE {claims.OPEN['breaks']} AND 'breaks' = ANY(:queues)"
)
_DUE = (
    f"WITH work AS ({_WORK}), "
    "due AS (SELECT k.*, k.since + make_interval(hours => t.h) AS due_at, "
    "COALESCE(k.until > clock_timestamp(), false) AS held, "
    "COALESCE(k.holder = :member AND k.until > clock_timestamp(), false) AS mine "
    "FROM work k JOIN json_to_recordset(:targets) AS t(q text, h integer) ON t.q = k.queue) "
)


@dataclass(frozen=True)
class Item:
    """Something that waits: of a case its own id, and what it is about as `subject`. `about` says what opened it."""

    queue: str
    id: UUID
    subject: UUID
    about: str
    since: datetime
    due_at: datetime
    late: bool
    holder: UUID | None
    holder_name: str | None
    until: datetime | None
    mine: bool


def counts(connection: Connection, hours: Mapping[str, int], member: UUID) -> dict[str, dict[str, Any]]:
    """Of each of these queues, with their targets in hours, in which something waits: how much, and since when."""
    statement = sql(
        f"{_DUE} SELECT queue, count(*) AS open, "
        "count(*) FILTER (WHERE NOT held AND barred IS DISTINCT FROM :member) AS waiting, "
        "count(*) FILTER (WHERE mine) AS mine, count(*) FILTER (WHERE due_at <= clock_timestamp()) AS late, "
        "min(since) AS oldest_at, min(due_at) AS due_at FROM due GROUP BY queue"
    )
    rows = connection.execute(statement, _values(hours, member))
    return {row.queue: dict(row._mapping) for row in rows}


_ITEMS = (
    f"{_DUE} SELECT d.queue, d.id, d.subject, d.about, d.since, d.due_at, d.due_at <= clock_timestamp() AS late, "
    "CASE WHEN d.held THEN d.holder END AS holder, CASE WHEN d.held THEN s.name END AS holder_name, "
    "CASE WHEN d.held THEN d.until END AS until, d.mine FROM due d LEFT JOIN staff s ON s.id = d.holder "
)


def page(
    connection: Connection, hours: Mapping[str, int], member: UUID, after: tuple[datetime, UUID] | None, limit: int
) -> list[Item]:
    """What waits in these queues after a (due_at, id), what breaches its target first at first."""
    statement = sql(
        f"{_ITEMS} WHERE CAST(:at AS timestamptz) IS NULL OR (d.due_at, d.id) > (CAST(:at AS timestamptz), "
        "CAST(:id AS uuid)) ORDER BY d.due_at, d.id LIMIT :limit"
    )
    at, id_ = after or (None, None)
    rows = connection.execute(statement, _values(hours, member) | {"at": at, "id": id_, "limit": limit})
    return [Item(**row._mapping) for row in rows]


def one(connection: Connection, hours: Mapping[str, int], member: UUID, work: UUID) -> Item:
    """Something that waits in these queues."""
    rows = connection.execute(sql(f"{_ITEMS} WHERE d.id = :id"), _values(hours, member) | {"id": work})
    return Item(**rows.one()._mapping)


def heads(connection: Connection, hours: Mapping[str, int], member: UUID) -> list[Head]:
    """What the member would be given next of each queue that has something for them."""
    statement = sql(
        f"{_DUE} SELECT DISTINCT ON (queue) queue, mine, passed, since FROM due "
        "WHERE (mine OR NOT held) AND barred IS DISTINCT FROM :member "
        "ORDER BY queue, mine DESC, passed, since, id"
    )
    return [Head(*row) for row in connection.execute(statement, _values(hours, member))]


def begin_claim(connection: Connection, member: UUID) -> None:
    """One member's claims go one after the other, so that they do not hold more than they can see."""
    take_turns(connection, f"claim {member}")


def claim_next(connection: Connection, queue: str, member: UUID, but: Collection[UUID] = ()) -> UUID | None:
    """What has waited longest in a queue becomes the member's; no case of a subject in `but`."""
    own = claims.QUEUES.get(queue)
    return claims.claim_next(connection, own, member) if own else cases.claim_next(connection, queue, member, but)


def _values(hours: Mapping[str, int], member: UUID) -> dict[str, Any]:
    targets = encode_rows({"q": queue, "h": most} for queue, most in hours.items())
    return {"queues": list(hours), "targets": targets, "member": member}
