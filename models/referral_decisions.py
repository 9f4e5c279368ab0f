"""What people decide of a referral: let it pass, refuse it, take it back."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from sqlalchemy import Connection

from models import cases, referral_rewards, referral_steps, referrals, thresholds
from models.base import sql
from models.ledger import Posted
from models.referral_steps import Changed, Said
from models.referrals import Row
from rules.referral_states import OPEN, STAFF, day, may

Decision = Literal["pass", "refuse", "claw_back"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)
Done = tuple[Changed, list[Posted]]


class Unfit(Exception):
    """That is not decided of a referral in its state; the text says why."""


def open_to(one: Row, now: datetime, clawback_days: int) -> list[Decision]:
    """What can be decided of it."""
    found: list[Decision] = []
    if may(one.state, "held") and one.state != "joined":
        found.append("pass")
    if one.state in OPEN:
        found.append("refuse")
    if one.paid_at and one.state == "paid" and (now - one.paid_at).days < clawback_days:
        found.append("claw_back")
    return found


def decide(connection: Connection, referral: UUID, decision: Decision, said: Said) -> Done:
    """Do what a member of staff decided, who says why. Raises LookupError, Unfit."""
    now: datetime = connection.execute(sql("SELECT clock_timestamp()")).scalar_one()
    limits = thresholds.read(connection)
    if referrals.by_id(connection, referral) is None:
        raise LookupError(referral)
    referral_steps.hold(connection, [referral])
    one = referrals.by_id(connection, referral)
    assert one is not None
    if decision not in open_to(one, now, limits.referral_clawback_days):
        raise Unfit(f"it is {one.state}")
    cases.settle(connection, referral_steps.QUEUE, referral, decision, f"{said.who}: {said.words}")
    return _DO[decision](connection, one, said, now)


def _pass(connection: Connection, one: Row, said: Said, now: datetime) -> Done:
    """It is held for what is left of its time, and the reasons so far count no more."""
    limits = thresholds.read(connection)
    due = max(now, (one.played_at or one.claimed_at) + day(limits, limits.referral_hold_days))
    referral_steps.clear(connection, one, one.codes)
    anew = one.state == "clawed_back"
    return referral_steps.take(connection, one, "held", "staff", reasons=[], said=said, due=due, anew=anew), []


def _refuse(connection: Connection, one: Row, said: Said, _now: datetime) -> Done:
    reasons = [*one.reasons, [STAFF, 0]]
    return referral_steps.take(connection, one, "ineligible", "staff", reasons=reasons, said=said), []


def _claw_back(connection: Connection, one: Row, said: Said, _now: datetime) -> Done:
    return referral_rewards.claw_back(connection, one, "staff", [*one.reasons, [STAFF, 0]], said)


_DO: Mapping[Decision, Callable[[Connection, Row, Said, datetime], Done]] = {
    "pass": _pass,
    "refuse": _refuse,
    "claw_back": _claw_back,
}
