"""Cases: what somebody of the staff has to look at and decide on, in queues; one a queue and subject.

A case is opened by what points at its subject, and `weight` says how much does. More of it joins an open case, and
opens a decided one again only above what was seen when it was decided, or where it was not there before.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, String, UniqueConstraint, Uuid, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from models.base import Base, encode_json, encode_rows, sql, take_turns

CLAIMED = timedelta(minutes=15)
"""How long a claim holds; whatever its holder does with the case begins it anew."""
UNDO = timedelta(minutes=10)
"""How long a decision can be undone."""
_OPEN = text("decided_at IS NULL")


class Case(Base):
    """One case: open until `decided_at`, somebody's until `claimed_until`."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("queue", "subject", name="cases_subject_key"),
        Index("cases_open_ix", "queue", "opened_at", "id", postgresql_where=_OPEN),
        Index("cases_subject_ix", "subject"),
        Index("cases_decided_ix", "queue", "decided_at", "id", postgresql_where=text("decided_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    queue: Mapped[str] = mapped_column(String(20))
    subject: Mapped[UUID]
    weight: Mapped[int]
    opened_by: Mapped[str] = mapped_column(String(20))
    """What opened it, or opened it again: `score`, `report`, `flag`."""
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    claimed_by: Mapped[UUID | None]
    claimed_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    passed: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default=text("'{}'"))
    """Who has released it: they are given it last."""
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decided_by: Mapped[UUID | None]
    decision: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(500))
    effect: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """What the decision did, for its undoing; NULL: it cannot be undone."""
    barred: Mapped[UUID | None]
    """Who of the staff may have nothing to do with it: it is about what they decided."""


@dataclass(frozen=True)
class CaseRow:
    """A case, with the names of the staff it names."""

    id: UUID
    queue: str
    subject: UUID
    weight: int
    opened_by: str
    opened_at: datetime
    updated_at: datetime
    claimed_by: UUID | None
    claimed_name: str | None
    claimed_until: datetime | None
    decided_at: datetime | None
    decided_by: UUID | None
    decided_name: str | None
    decision: str | None
    reason: str | None
    effect: Mapping[str, Any] | None
    barred: UUID | None
    now: datetime
    """By the database's clock, that claims end by."""

    @property
    def holder(self) -> UUID | None:
        """Whose it is now."""
        return self.claimed_by if self.claimed_until and self.claimed_until > self.now else None


def signal(
    connection: Connection, queue: str, opened_by: str, weights: Mapping[UUID, int], *, anew: bool = False
) -> None:
    """Something points at these subjects: open cases of them, or have it join those that are open.

    `anew`: it was not there before, so it opens a decided case again, whatever has gone since.
    """
    statement = sql(
        "INSERT INTO cases AS c (id, queue, subject, weight, opened_by) "
        "SELECT i, :queue, s, w, :opened_by FROM json_to_recordset(:rows) AS r(i uuid, s uuid, w integer) ORDER BY s "
        "ON CONFLICT (queue, subject) DO UPDATE SET weight = EXCLUDED.weight, updated_at = now(), "
        "opened_at = CASE WHEN c.decided_at IS NULL THEN c.opened_at ELSE now() END, "
        "opened_by = CASE WHEN c.decided_at IS NULL THEN c.opened_by ELSE EXCLUDED.opened_by END, "
        "passed = CASE WHEN c.decided_at IS NULL THEN c.passed ELSE '{}' END, "
        "decided_at = NULL, decided_by = NULL, decision = NULL, reason = NULL, effect = NULL "
        "WHERE :anew OR EXCLUDED.weight > c.weight"
    )
    rows = [{"i": uuid7(), "s": subject, "w": weight} for subject, weight in weights.items()]
    if rows:
        values = {"queue": queue, "opened_by": opened_by, "rows": encode_rows(rows), "anew": anew}
        connection.execute(statement, values)


def bar(connection: Connection, queue: str, subject: UUID, member: UUID | None) -> None:
    """Have a subject's case be anybody's but a member's."""
    statement = sql("UPDATE cases SET barred = :member WHERE queue = :queue AND subject = :subject")
    connection.execute(statement, {"queue": queue, "subject": subject, "member": member})


def lock_subjects(connection: Connection, queue: str, subjects: Collection[UUID]) -> None:
    """Whatever cases there are of these stay as they are until the transaction ends.

    Whoever signals what they have just written takes this before they write, as who decides a case has it first.
    """
    statement = sql(
        "SELECT FROM cases WHERE queue = :queue AND subject = ANY(CAST(:subjects AS uuid[])) "
        "ORDER BY subject FOR NO KEY UPDATE"
    )
    connection.execute(statement, {"queue": queue, "subjects": list(subjects)})


_SELECT = (
    "SELECT c.id, c.queue, c.subject, c.weight, c.opened_by, c.opened_at, c.updated_at, c.claimed_by, "
    "m.name AS claimed_name, c.claimed_until, c.decided_at, c.decided_by, d.name AS decided_name, c.decision, "
    "c.reason, c.effect, c.barred, clock_timestamp() AS now FROM cases c LEFT JOIN staff m ON m.id = c.claimed_by "
    "LEFT JOIN staff d ON d.id = c.decided_by "
)


def by_id(connection: Connection, case: UUID) -> CaseRow | None:
    """A case."""
    row = connection.execute(sql(f"{_SELECT} WHERE c.id = :id"), {"id": case}).first()
    return None if row is None else CaseRow(**row._mapping)


def lock(connection: Connection, case: UUID) -> CaseRow | None:
    """The same, locked until the transaction ends."""
    row = connection.execute(sql(f"{_SELECT} WHERE c.id = :id FOR NO KEY UPDATE OF c"), {"id": case}).first()
    return None if row is None else CaseRow(**row._mapping)


def claim_next(connection: Connection, queue: str, member: UUID, but: Collection[UUID] = ()) -> UUID | None:
    """The case that has waited longest becomes a member's; one that they hold already comes first.

    `but`: subjects that they have nothing to do with.

    Any number may claim at once, and each gets another case. None: nothing waits that is not somebody's.
    """
    # One member's claims go one after the other, so that they do not hold more than they can see.
    take_turns(connection, f"claim {queue} {member}")
    statement = sql(
        "UPDATE cases SET claimed_by = :member, claimed_until = clock_timestamp() + :claimed WHERE id = ("
        "SELECT id FROM cases WHERE queue = :queue AND decided_at IS NULL AND barred IS DISTINCT FROM :member "
        "AND subject <> ALL(CAST(:but AS uuid[])) "
        "AND (claimed_by = :member OR claimed_until IS NULL OR claimed_until <= clock_timestamp()) "
        "ORDER BY COALESCE(claimed_by = :member AND claimed_until > clock_timestamp(), false) DESC, "
        "(:member = ANY(passed)), opened_at, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) RETURNING id"
    )
    values = {"queue": queue, "member": member, "claimed": CLAIMED, "but": list(but)}
    found: UUID | None = connection.execute(statement, values).scalar()
    return found


def hold(connection: Connection, case: UUID, member: UUID) -> None:
    """A locked case is a member's, for CLAIMED from now."""
    statement = sql(
        "UPDATE cases SET claimed_by = :member, claimed_until = clock_timestamp() + :claimed WHERE id = :id"
    )
    connection.execute(statement, {"id": case, "member": member, "claimed": CLAIMED})


def release(connection: Connection, case: UUID, member: UUID) -> None:
    """A locked case is nobody's; this member is given it last from now on."""
    statement = sql(
        "UPDATE cases SET claimed_by = NULL, claimed_until = NULL, "
        "passed = array_append(array_remove(passed, :member), :member) WHERE id = :id"
    )
    connection.execute(statement, {"id": case, "member": member})


def decide(
    connection: Connection, case: UUID, member: UUID, decision: str, reason: str, effect: Mapping[str, Any] | None
) -> None:
    """A locked case is decided."""
    statement = sql(
        "UPDATE cases SET decided_at = clock_timestamp(), decided_by = :member, decision = :decision, "
        "reason = :reason, effect = CAST(:effect AS jsonb), claimed_by = NULL, claimed_until = NULL WHERE id = :id"
    )
    values = {"id": case, "member": member, "decision": decision, "reason": reason}
    connection.execute(statement, values | {"effect": None if effect is None else encode_json(effect)})


def settle(connection: Connection, queue: str, subject: UUID, decision: str, reason: str) -> None:
    """An open case of a subject needs nobody any more: what it waited for has come about without them."""
    statement = sql(
        "UPDATE cases SET decided_at = clock_timestamp(), decision = :decision, reason = :reason, claimed_by = NULL, "
        "claimed_until = NULL WHERE queue = :queue AND subject = :subject AND decided_at IS NULL"
    )
    values = {"queue": queue, "subject": subject, "decision": decision, "reason": reason[:500]}
    connection.execute(statement, values)


def reopen(connection: Connection, case: UUID, member: UUID) -> None:
    """A locked case's decision is undone; the case is the member's again."""
    statement = sql(
        "UPDATE cases SET decided_at = NULL, decided_by = NULL, decision = NULL, reason = NULL, effect = NULL "
        "WHERE id = :id"
    )
    connection.execute(statement, {"id": case})
    hold(connection, case, member)


def counts(connection: Connection, queues: Collection[str], member: UUID) -> dict[str, dict[str, Any]]:
    """Of each queue that has open cases: all, those nobody holds, the member's own, and since when the oldest waits."""
    statement = sql(
        "SELECT queue, count(*) AS open, count(*) FILTER (WHERE barred IS DISTINCT FROM :member AND (claimed_until "
        "IS NULL OR claimed_until <= clock_timestamp())) AS waiting, count(*) FILTER (WHERE claimed_by = :member "
        "AND claimed_until > clock_timestamp()) AS mine, min(opened_at) AS oldest_at FROM cases "
        "WHERE decided_at IS NULL AND queue = ANY(:queues) GROUP BY queue"
    )
    rows = connection.execute(statement, {"queues": list(queues), "member": member})
    return {row.queue: dict(row._mapping) for row in rows}


def page(
    connection: Connection, queues: Collection[str], is_open: bool, after: tuple[datetime, UUID] | None, limit: int
) -> list[CaseRow]:
    """Cases of these queues after a (time, id): open ones, the oldest first, or decided ones, the latest first."""
    at, order, compare = ("c.opened_at", "", ">") if is_open else ("c.decided_at", " DESC", "<")
    statement = sql(
        f"{_SELECT} WHERE c.queue = ANY(:queues) AND c.decided_at IS {'' if is_open else 'NOT '}NULL "
        f"AND (CAST(:at AS timestamptz) IS NULL OR ({at}, c.id) {compare} (CAST(:at AS timestamptz), "
        f"CAST(:id AS uuid))) ORDER BY {at}{order}, c.id{order} LIMIT :limit"
    )
    at_, id_ = after or (None, None)
    rows = connection.execute(statement, {"queues": list(queues), "at": at_, "id": id_, "limit": limit})
    return [CaseRow(**row._mapping) for row in rows]


def of_subject(connection: Connection, subject: UUID) -> list[CaseRow]:
    """All cases of a subject, the latest opened first."""
    rows = connection.execute(
        sql(f"{_SELECT} WHERE c.subject = :subject ORDER BY c.opened_at DESC"), {"subject": subject}
    )
    return [CaseRow(**row._mapping) for row in rows]


def history(connection: Connection, case: UUID, most: int) -> list[dict[str, Any]]:
    """What was done with a case, latest first."""
    statement = sql(
        "SELECT at, actor, action, after ->> 'decision' AS decision, reason FROM audit_log "
        "WHERE subject_kind = 'case' AND subject_id = :case AND action <> 'cases.read' ORDER BY id DESC LIMIT :most"
    )
    return [dict(row._mapping) for row in connection.execute(statement, {"case": str(case), "most": most})]


def workers(connection: Connection, roles: Collection[str]) -> list[dict[str, Any]]:
    """Members of the staff who have one of these roles."""
    statement = sql(
        "SELECT id, name FROM staff WHERE disabled_at IS NULL AND roles && CAST(:roles AS varchar[]) ORDER BY name, id"
    )
    return [dict(row._mapping) for row in connection.execute(statement, {"roles": list(roles)})]
