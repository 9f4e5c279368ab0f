"""Referrals for staff: the signs, all that happened, and the override; and the queue of those that people look at."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from redis import RedisError
from sqlalchemy import Connection

from bridges import told
from models import (
    referral_decisions,
    referral_lists,
    referral_plays,
    referral_steps,
    referrals,
    thresholds,
)
from models.referral_decisions import Decision as Word
from models.referral_decisions import Done, Unfit
from models.referral_steps import Said
from web.admin.acting import acting, looking
from web.admin.casework import Decision, Effect, Queue
from web.admin.guard import staff, staff_required
from web.admin.impartial import OUTRANKED, must_be_impartial
from web.admin.referral_schemas import (
    AdminReferralSchema,
    AdminReferralsQuerySchema,
    AdminReferralsSchema,
    OverrideSchema,
)
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.pages import read_cursor, write_cursor
from web.wires import wires

blueprint = Blueprint(
    "admin_referrals", __name__, url_prefix="/v1/admin/referrals", description="Staff: who brought whom."
)

GONE = "`referral_unknown`: there is no such referral"


@blueprint.route("")
@staff_required("referrals.read", sensitive=True)
@blueprint.arguments(AdminReferralsQuerySchema, location="query")
@blueprint.response(200, AdminReferralsSchema)
@document_problems(422, 503)
def list_admin_referrals(query: dict[str, Any]) -> dict[str, Any]:
    """Referrals, latest first"""
    wanted = {name: query[name] for name in ("state", "player_id", "reason")}
    with looking("referrals", query) as connection:
        found = referral_lists.page(connection, wanted, read_cursor(query["cursor"]), query["limit"] + 1)
    items = found[: query["limit"]]
    more = len(found) > len(items)
    return {"items": list(map(_line, items)), "next": write_cursor(items[-1]["id"]) if more else None}


@blueprint.route("/<uuid:referral_id>")
@staff_required("referrals.read", sensitive=True)
@blueprint.response(200, AdminReferralSchema)
@document_problems(404, 503, s404=GONE)
def show_admin_referral(referral_id: UUID) -> dict[str, Any]:
    """A referral, with its signs, its games and each change of state"""
    with acting("referrals.read", "referral", referral_id) as act:
        return _must_be(_show(act.connection, referral_id))


@blueprint.route("/<uuid:referral_id>/override", methods=["POST"])
@staff_required("referrals.override")
@blueprint.arguments(OverrideSchema)
@blueprint.response(200, AdminReferralSchema)
@document_problems(
    *(400, 403, 404, 409, 413, 415, 422, 503),
    s403=OUTRANKED,
    s404=GONE,
    s409="`outcome_unfit`: that is not decided of one in its state",
)
def override_referral(given: dict[str, Any], referral_id: UUID) -> dict[str, Any]:
    """Decide on it whatever the rules say

    pass: it is held for what is left of its time, and the signs so far count no more; one that was taken back is
    paid anew. refuse: nobody is paid. claw_back: what both were paid is taken, and what they have spent is owed.
    """
    with acting("referrals.override", "referral", referral_id, given["reason"]) as act:
        before = _must_be(_show(act.connection, referral_id))
        must_be_impartial(act.connection, before["referrer_id"], before["referee_id"])
        done = _decide(act.connection, referral_id, given["decision"], given["reason"])
        act.before, act.after = {"state": before["state"]}, {"state": done[0].state, "decision": given["decision"]}
        shown = _must_be(_show(act.connection, referral_id))
    _tell(done)
    return shown


def _decide(connection: Connection, referral: UUID, decision: Word, reason: str) -> Done:
    """What a member decides. Raises Problem 404, 409."""
    try:
        return referral_decisions.decide(connection, referral, decision, Said(staff().email, reason))
    except LookupError:
        raise _unknown() from None
    except Unfit as unfit:
        raise Problem(409, "outcome_unfit", f"{unfit}: that is not decided of it.".capitalize()) from None


def _tell(done: Done) -> None:
    """Tell both sides, after the commit: a hint, lost while Redis is away."""
    changed, posted = done
    with suppress(RedisError):
        told.tell(wires().redis, told.referrals([changed]) + told.wallets(posted))


def tell_of(referral: UUID) -> None:
    """Tell both sides how one stands that was decided on."""
    with wires().postgres.connect() as connection:
        one = referrals.by_id(connection, referral)
    if one:
        _tell((referral_steps.Changed(one.id, one.sides, one.state, one.version), []))


def _show(connection: Connection, referral: UUID) -> dict[str, Any] | None:
    found = referral_lists.one(connection, referral)
    one = referrals.by_id(connection, referral)
    if found is None or one is None:
        return None
    days = thresholds.read(connection).referral_clawback_days
    steps = referral_steps.steps(connection, referral)
    games = referral_plays.of(connection, [one.referee_id])[one.referee_id]
    return {
        **_line(found),
        "steps": [{**step, "reasons": _reasons(step["reasons"])} for step in steps],
        "games": [game._asdict() for game in games],
        "decisions": referral_decisions.open_to(one, datetime.now(UTC), days),
    }


def _line(found: Mapping[str, Any]) -> dict[str, Any]:
    return {**found, "reasons": _reasons(found["reasons"])}


def _reasons(stored: list[list[Any]]) -> list[dict[str, Any]]:
    return [{"code": code, "points": points} for code, points in stored]


def _must_be(found: dict[str, Any] | None) -> dict[str, Any]:
    if found is None:
        raise _unknown()
    return found


def _unknown() -> Problem:
    return Problem(404, "referral_unknown", "There is no such referral.")


def _by(decision: Word) -> Callable[[Connection, UUID, Mapping[str, Any]], Effect]:
    def do(connection: Connection, referral: UUID, given: Mapping[str, Any]) -> Effect:
        changed, _ = _decide(connection, referral, decision, given["reason"])
        return {"state": changed.state}

    return do


def _dismiss(connection: Connection, referral: UUID, _given: Mapping[str, Any]) -> Effect:
    """Of one that was paid and looks odd now: it stays as it is. Raises Problem 409: others wait for a decision."""
    one = referrals.by_id(connection, referral)
    if one is None:
        raise _unknown()
    if one.state != "paid":
        raise Problem(409, "outcome_unfit", f"It is {one.state}: only one that was paid stays as it is.")
    return {}


QUEUE = Queue(
    name=referral_steps.QUEUE,
    permission="cases.referrals",
    subject="referral",
    decisions=(*(Decision(one, _by(one)) for one in referral_decisions.DECISIONS), Decision("dismiss", _dismiss)),
    show=_show,
    hold=lambda connection, referral: referrals.hold_sides(connection, [referral]),
)
