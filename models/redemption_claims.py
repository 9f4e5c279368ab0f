"""Who works on which redemption: leases, committed before the partner is called, and fenced by a number that grows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from models import cases, partner_state, redemption_steps
from models.base import encode_rows, sql
from models.redemption_steps import Changed
from models.redemptions import Redemption
from rules import redemption
from rules.partnering import Answer, Money, Order, PartnerName
from rules.redemption import MISSES, SAME_PHONE, Work
from rules.sanctions import NO_REDEMPTION


@dataclass(frozen=True)
class Claim:
    """Something to do with a redemption, which is nobody else's until the lease ends. `since`: when it was made."""

    id: UUID
    player: UUID
    fence: int
    work: Work
    order: Order
    partner_id: str | None
    since: datetime
    at: datetime
    """When the lease began, by the database's clock: the call is later."""


def claim(
    connection: Connection, partner: PartnerName, most: int, lease_s: float, off: Collection[UUID], may_submit: bool
) -> list[Claim]:
    """Take up to `most` that are due: look-ups first, then what is to be submitted, if that may be.

    `off`: products that are not submitted; nor is that of players who may not redeem now. The lease of each begins with
    this transaction.
    """
    room = partner_state.room(connection, partner, most)
    if not room.calls:
        return []
    values: dict[str, Any] = {"partner": partner, "misses": MISSES, "same_phone": SAME_PHONE}
    values |= {"off": list(off), "kept": list(NO_REDEMPTION)}
    rows = list(connection.execute(_ASK, {**values, "most": room.calls}))
    left = min(room.calls - len(rows), room.submissions if may_submit else 0)
    if left > 0:
        rows += _submittable(connection, {**values, "most": left})
    claims = _lease(connection, rows, lease_s)
    if claims:
        partner_state.take(connection, partner, len(claims))
    if room.why_not and any(one.work == "submit" for one in claims):
        partner_state.rest(connection, partner, lease_s, room.why_not.partition(": ")[2])
    return claims


def _submittable(connection: Connection, values: dict[str, Any]) -> list[Any]:
    """Those to submit; whose phone was recharged a moment ago waits, and of two for one phone the second does."""
    found, phones = [], set()
    for row in connection.execute(_SUBMIT, values).all():
        if row.free_at is not None or row.recipient_hash in phones:
            connection.execute(_WAIT, {"id": row.id, "until": row.free_at, "wait": SAME_PHONE})
            continue
        if row.recipient_hash is not None:
            phones.add(row.recipient_hash)
        found.append(row)
    return found


def _lease(connection: Connection, rows: Sequence[Any], lease_s: float) -> list[Claim]:
    if not rows:
        return []
    wanted = [{"i": row.id, "w": row.work} for row in rows]
    done = connection.execute(_LEASE, {"rows": encode_rows(wanted), "lease_s": lease_s}).all()
    return [
        Claim(row.id, row.player_id, row.fence, row.work, _order(row), row.partner_id, row.created_at, row.began_at)
        for row in done
    ]


def _order(row: Any) -> Order:
    value = Money(row.value_amount, row.value_currency)
    return Order(str(row.id), row.partner_product, row.country, value, row.recipient)


def holds(connection: Connection, claimed: Claim) -> Redemption | None:
    """The redemption, locked, if the lease is still the newest; None: it is another's, or nobody's."""
    one = redemption_steps.lock(connection, claimed.id)
    return one if one and one.lease_until is not None and one.fence == claimed.fence else None


def settle(
    connection: Connection, claimed: Claim, answer: Answer, asked_at: datetime, hold_s: float, chance: float
) -> Changed | None:
    """Have the redemption make the step of an answer; None: the lease is another's, and the answer is only noted."""
    one = holds(connection, claimed)
    note(connection, claimed, answer, late=one is None)
    if one is None:
        return None
    now = connection.execute(sql("SELECT clock_timestamp()")).scalar_one()
    standing = redemption_steps.standing(one)
    step = redemption.answered(standing, claimed.work, answer, asked_at, now, hold_s, chance)
    detail = "contradicts what was said before" if step.conflict else answer.code
    return redemption_steps.take(connection, one, step, claimed.work, detail, answer)


def note(connection: Connection, claimed: Claim, answer: Answer, *, late: bool) -> None:
    """Write down what came of an attempt."""
    values = {
        **{"id": claimed.id, "fence": claimed.fence, "verdict": answer.verdict, "code": answer.code[:200] or None},
        **{"status": answer.http_status, "partner_id": answer.partner_id, "retry": answer.retry_after_s, "late": late},
        "cost": answer.cost.amount if answer.cost else None,
        "currency": answer.cost.currency if answer.cost else None,
    }
    connection.execute(_NOTE, values)


def lapse(connection: Connection, most: int, chance: float) -> list[Changed]:
    """What has lost its worker: whatever may have been sent is unknown now, what was only asked is asked again."""
    changed = []
    rows = sorted(connection.execute(_LAPSED, {"most": most}).all(), key=lambda row: row.id)
    cases.lock_subjects(connection, redemption_steps.QUEUE, [row.id for row in rows])
    for row in rows:
        one = redemption_steps.lock(connection, row.id)
        if one is None or one.lease_until is None or one.lease_until > row.now:
            continue
        standing = redemption_steps.standing(one)
        if one.state == "submitting":
            step = redemption.lapsed(standing, row.now, chance)
        else:
            step = redemption.Step(standing, one.next_attempt_at)
        changed.append(redemption_steps.take(connection, one, step, "lapse"))
    return changed


def wake(connection: Connection, redemptions: Collection[UUID]) -> tuple[set[UUID], set[UUID]]:
    """The events of these were applied: those that are there, and of them those for the first time."""
    values = {"ids": sorted(redemptions)}
    there = set(connection.execute(sql("SELECT id FROM redemptions WHERE id = ANY(:ids)"), values).scalars())
    statement = sql("UPDATE redemptions SET woken_at = now() WHERE id = ANY(:ids) AND woken_at IS NULL RETURNING id")
    return there, set(connection.execute(statement, values).scalars())


_IS_DUE = "r.partner = :partner AND r.next_attempt_at <= clock_timestamp() AND r.lease_until IS NULL"
_TO_ASK = "(r.state IN ('in_progress', 'manual_review', 'succeeded') OR (r.state = 'unknown' AND r.misses < :misses))"
_TO_SUBMIT = "(r.state = 'held' OR (r.state = 'unknown' AND r.misses >= :misses))"
_ASK = sql(
    f"SELECT r.id, 'look_up' AS work FROM redemptions r WHERE {_IS_DUE} AND {_TO_ASK} "
    "ORDER BY r.next_attempt_at LIMIT :most FOR NO KEY UPDATE SKIP LOCKED"
)
_SUBMIT = sql(
    "SELECT r.id, 'submit' AS work, r.recipient_hash, (SELECT max(o.sent_at) + :same_phone FROM redemptions o "
    "WHERE o.recipient_hash = r.recipient_hash AND o.id <> r.id AND o.sent_at > clock_timestamp() - :same_phone) "
    f"AS free_at FROM redemptions r WHERE {_IS_DUE} AND {_TO_SUBMIT} "
    "AND r.product_id <> ALL(CAST(:off AS uuid[])) AND NOT EXISTS (SELECT FROM sanctions s "
    "WHERE s.player_id = r.player_id AND s.hiding AND s.kind = ANY(:kept) "
    "AND (s.until IS NULL OR s.until > clock_timestamp())) ORDER BY r.next_attempt_at LIMIT :most "
    "FOR NO KEY UPDATE OF r SKIP LOCKED"
)
_WAIT = sql(
    "UPDATE redemptions SET next_attempt_at = COALESCE(CAST(:until AS timestamptz), clock_timestamp() + :wait) "
    "WHERE id = :id"
)
_LEASE = sql(
    "WITH wanted AS (SELECT * FROM json_to_recordset(:rows) AS w(i uuid, w text)), "
    "leased AS (UPDATE redemptions r SET fence = fence + 1, "
    "lease_until = clock_timestamp() + make_interval(secs => :lease_s), "
    "state = CASE w.w WHEN 'submit' THEN 'submitting' ELSE r.state END, "
    "changed_at = CASE w.w WHEN 'submit' THEN clock_timestamp() ELSE changed_at END, "
    "sent_at = CASE w.w WHEN 'submit' THEN clock_timestamp() ELSE sent_at END, "
    "sent_until = CASE w.w WHEN 'submit' THEN clock_timestamp() + make_interval(secs => :lease_s) ELSE sent_until END, "
    "next_attempt_at = CASE w.w WHEN 'submit' THEN NULL ELSE next_attempt_at END, "
    "version = version + CAST(w.w = 'submit' AS integer) FROM wanted w WHERE r.id = w.i "
    "RETURNING r.*, old.state AS before, w.w AS work, statement_timestamp() AS began_at), "
    "attempts AS (INSERT INTO redemption_attempts (redemption_id, fence, work, lease_until) "
    "SELECT id, fence, work, lease_until FROM leased), "
    "moved AS (INSERT INTO redemption_transitions (redemption_id, version, before, after, cause) "
    "SELECT id, version, before, state, 'claim' FROM leased WHERE work = 'submit') "
    "SELECT * FROM leased ORDER BY work, id"
)
_NOTE = sql(
    "UPDATE redemption_attempts SET ended_at = clock_timestamp(), verdict = :verdict, code = :code, "
    "http_status = :status, partner_id = :partner_id, cost_amount = :cost, cost_currency = :currency, "
    "retry_after_s = :retry, late = :late WHERE redemption_id = :id AND fence = :fence"
)
_LAPSED = sql(
    "SELECT id, clock_timestamp() AS now FROM redemptions WHERE lease_until <= clock_timestamp() "
    "ORDER BY lease_until LIMIT :most"
)
