"""The queue `appeals`: what players say against decisions, one case an appeal; never for who decided first."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from events.identity import caused_event_id
from models import (
    appeals,
    cases,
    notices,
    player_reports,
    players,
    referral_appeals,
    referrals,
    sanctions,
)
from models.appeals import QUEUE as NAME
from models.appeals import Appeal
from models.referral_decisions import Unfit
from models.referral_steps import Said
from rules.notices import Notice
from rules.reporting import Outcome
from web.admin import referrals as referring
from web.admin import sanctioning, submissions
from web.admin.casework import Decision, Effect, Queue
from web.admin.guard import staff
from web.admin.moderation import report
from web.errors import Problem
from web.wires import wires

_MOST = 20


def _show(connection: Connection, id_: UUID) -> dict[str, Any] | None:
    found = appeals.one(connection, id_)
    player = players.by_id(connection, found.player_id) if found else None
    if found is None or player is None:
        return None
    names = ("id", "kind", "subject", "text", "created_at", "decided_at", "outcome")
    sanction = sanctions.one(connection, found.subject) if found.kind == "sanction" else None
    entry = sanction.entry_id if sanction else found.subject if found.kind == "entry" else None
    return {
        **{name: getattr(found, name) for name in names},
        "player_id": player.id,
        "player": player.name,
        "sanction": sanction,
        "entry": submissions.show(connection, entry) if entry else None,
        "first": _first(connection, found),
        "past": [report(one) for one in player_reports.against(connection, player.id, False, _MOST)],
    }


def _first(connection: Connection, appeal: Appeal) -> dict[str, Any]:
    """Who decided first, when and why."""
    if appeal.kind == "sanction" and (imposed := sanctions.one(connection, appeal.subject)):
        return {"by": imposed.imposed_by, "at": imposed.since, "reason": imposed.reason}
    for case in cases.of_subject(connection, appeal.subject):
        if case.decided_at:
            return {"by": case.decided_name, "at": case.decided_at, "reason": case.reason}
    return {"by": None, "at": appeal.created_at, "reason": None}


def _lift(connection: Connection, appeal: Appeal, reason: str) -> None:
    """What has ended meanwhile needs no lifting."""
    sanctioning.lift_by_case(connection, appeal.player_id, appeal.subject, reason)


def _approve(connection: Connection, appeal: Appeal, _reason: str) -> None:
    submissions.restore(connection, appeal.subject)


def _pass(connection: Connection, appeal: Appeal, reason: str) -> None:
    """It is held, and then paid. Raises Problem 409."""
    try:
        referral_appeals.uphold(connection, appeal.subject, Said(staff().email, reason))
    except (LookupError, Unfit):
        raise Problem(409, "outcome_unfit", "The referral is not refused any more: uphold.") from None


_OVERTURN: Mapping[str, Callable[[Connection, Appeal, str], None]] = {
    "sanction": _lift,
    "entry": _approve,
    "referral": _pass,
}
"""What takes each kind of decision back."""


def _by(outcome: Outcome) -> Callable[[Connection, UUID, Mapping[str, Any]], Effect]:
    def do(connection: Connection, id_: UUID, given: Mapping[str, Any]) -> Effect:
        found = appeals.one(connection, id_)
        if found is None:
            raise Problem(404, "appeal_unknown", "There is no such appeal any more.")
        if outcome == "overturn":
            _OVERTURN[found.kind](connection, found, given["reason"])
        appeals.decide(connection, id_, outcome)
        told = UUID(caused_event_id("appeal", id_))
        notices.tell(connection, [Notice(told, found.player_id, "appeal_decided", {"outcome": outcome})])
        return {"kind": found.kind, "subject": found.subject, "outcome": outcome}

    return do


def _whose(connection: Connection, id_: UUID) -> UUID | None:
    """Of a referral both sides are held: none of them is locked."""
    found = appeals.one(connection, id_)
    return found.player_id if found and found.kind != "referral" else None


def _hold(connection: Connection, id_: UUID) -> None:
    found = appeals.one(connection, id_)
    if found and found.kind == "referral":
        referrals.hold_sides(connection, [found.subject])


def tell_of(id_: UUID) -> None:
    """Tell both sides of a referral how it stands."""
    with wires().postgres.connect() as connection:
        found = appeals.one(connection, id_)
    if found and found.kind == "referral":
        referring.tell_of(found.subject)


QUEUE = Queue(
    name=NAME,
    permission="cases.appeals",
    subject="appeal",
    decisions=(Decision("uphold", _by("uphold")), Decision("overturn", _by("overturn"))),
    show=_show,
    player=_whose,
    hold=_hold,
)
