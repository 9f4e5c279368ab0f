"""What becomes of a referral that is locked: judged, held, paid with both its sides, or refused."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import Connection

from models import (
    budgets,
    denials,
    earned,
    erasure,
    grants,
    referral_facts,
    referral_rewarded,
    referral_rewards,
    referral_steps,
    referrals,
    switches,
)
from models.ledger import Posted
from models.referral_steps import Changed
from models.referrals import Row
from rules import referral_states
from rules.referral import Judgement, judge
from rules.referral_states import BUDGET, EXPIRED, LEFT, day
from rules.switches import withheld
from rules.thresholds import Thresholds
from tasks import runtime, tokens

log = structlog.get_logger()


def again(limits: Thresholds) -> timedelta:
    """After which one is looked at again that cannot be paid just now: an hour of a referral's day."""
    return day(limits) / 24


@dataclass
class Told:
    """What is to be told once it is committed."""

    changed: list[Changed] = field(default_factory=list)
    posted: list[Posted] = field(default_factory=list)


def judged(connection: Connection, one: Row, limits: Thresholds) -> Judgement:
    """The verdict on a referral as it is now, kept with it. What people have let pass is no reason any more."""
    found = judge(referral_facts.of(connection, one, limits, marks=runtime.marks()), limits)
    if found.codes <= set(one.cleared):
        found = Judgement("pass", found.score, found.reasons)
    referral_steps.judge(connection, one, found)
    return found


def qualify(referral: UUID, now: datetime, connection: Connection, limits: Thresholds) -> Told:
    """One that joined, played enough and proved who they are is judged; whoever has not proved it yet waits."""
    one = _lock(connection, referral)
    if one is None or one.state != "joined" or one.played_at is None or not grants.is_known(connection, one.referee_id):
        return Told()
    steps = [referral_steps.take(connection, one, "qualified", "rules")]
    one = referrals.by_id(connection, referral)
    assert one is not None
    return Told(steps + _follow(connection, one, judged(connection, one, limits), limits, now))


def _lock(connection: Connection, referral: UUID) -> Row | None:
    """A referral, locked: none of its players was erased, or is before the transaction ends."""
    referral_steps.hold(connection, [referral])
    one = referrals.by_id(connection, referral)
    return None if one is None or erasure.erased(connection, one.sides) else one


def _follow(connection: Connection, one: Row, verdict: Judgement, limits: Thresholds, now: datetime) -> list[Changed]:
    """Where its verdict leads one that is qualified or held."""
    after, reasons = referral_states.after(verdict.verdict), referral_states.told(verdict)
    if verdict.verdict == "review":
        referral_steps.look(connection, one, verdict)
    if after == one.state:
        return []
    due = now + day(limits, limits.referral_hold_days) if after == "held" else None
    return [referral_steps.take(connection, one, after, "rules", reasons=reasons, due=due)]


def expire(seen: Row, now: datetime, connection: Connection, _limits: Thresholds) -> Told:
    """One whose time to play is over."""
    one = _lock(connection, seen.id)
    if one is None or one.state != "joined" or one.due_at is None or one.due_at > now:
        return Told()
    return Told([referral_steps.take(connection, one, "ineligible", "time", reasons=[[EXPIRED, 0]])])


def settle(seen: Row, now: datetime, connection: Connection, limits: Thresholds) -> Told:
    """One whose hold is over: judged again, and paid; both sides or none.

    Locks: the payments of all referrals, players, the case, the referral, what was earned, budgets, the ledger.
    """
    of_day = referral_rewards.of_day(connection, now)
    referral_steps.hold(connection, [seen.id])
    gone = erasure.erased(connection, seen.sides)
    one = referrals.by_id(connection, seen.id)
    if one is None or one.state != "held" or one.due_at is None or one.due_at > now:
        return Told()
    if gone:
        return Told([referral_steps.take(connection, one, "ineligible", "time", reasons=[[LEFT, 0]])])
    tokens_due = one.referrer_tokens + one.referee_tokens
    if _must_wait(connection, one, of_day + tokens_due > limits.referral_breaker_tokens, now):
        referral_steps.postpone(connection, one.id, now + again(limits))
        return Told()
    verdict = judged(connection, one, limits)
    if verdict.verdict != "pass":
        return Told(_follow(connection, one, verdict, limits, now))
    return _pay(connection, one, now)


def _must_wait(connection: Connection, one: Row, is_above: bool, now: datetime) -> bool:
    """Whether nothing can be paid just now."""
    is_off = referral_rewards.SOURCE in withheld(switches.off(connection))
    blocked = denials.periods(connection, set(one.sides))
    waits = is_above or is_off or any(_holds(blocked, player, now) for player in one.sides)
    waits = waits or not all(grants.is_known(connection, player) for player in one.sides)
    if is_above:
        log.warning("referrals are not paid: the day's breaker is open", referral=str(one.id))
    return waits


def _holds(blocked: dict[UUID, list[denials.Period]], player: UUID, now: datetime) -> bool:
    return any(
        period.since <= now and (period.until is None or now < period.until) for period in blocked.get(player, ())
    )


def _pay(connection: Connection, one: Row, now: datetime) -> Told:
    due = referral_rewards.due(one, now)
    earned.lock(connection, {(grant.player_id, now.date()) for grant in due})
    sheets = budgets.lock(connection, {(referral_rewards.SOURCE, now)})
    total = sum(grant.tokens for grant in due)
    if any(sheet.left < total for sheet in sheets):
        return Told([referral_steps.take(connection, one, "ineligible", "rules", reasons=[[BUDGET, 0]])])
    grants.add(connection, due)
    posted = tokens.pay(connection, due)
    if len(posted) != len(due):
        raise RuntimeError(f"referral {one.id}: one side would be paid without the other")
    referral_rewarded.keep(connection, one.referee_id, runtime.marks())
    return Told([referral_steps.take(connection, one, "paid", "time", reasons=one.reasons)], posted)


def doubt(referral: UUID, now: datetime, connection: Connection, limits: Thresholds) -> Told:
    """A side redeems for the first time, and where that goes counts: what was paid is taken back, or looked at."""
    one = _lock(connection, referral)
    if one is None or one.state not in ("held", "paid"):
        return Told()
    verdict = judged(connection, one, limits)
    if one.state == "held":
        return Told(_follow(connection, one, verdict, limits, now)) if verdict.verdict != "pass" else Told()
    if verdict.verdict == "review":
        referral_steps.look(connection, one, verdict)
    if verdict.verdict != "reject" or one.paid_at is None:
        return Told()
    if now - one.paid_at >= timedelta(days=limits.referral_clawback_days):
        return Told()
    changed, posted = referral_rewards.claw_back(connection, one, "rules", referral_states.told(verdict))
    return Told([changed], posted)
