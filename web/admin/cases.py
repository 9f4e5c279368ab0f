"""Cases: seen, claimed, decided and undone. Nobody decides what another has claimed."""

from datetime import datetime
from typing import Any
from uuid import UUID

import marshmallow as ma
import msgspec
from sqlalchemy import Connection

from models import cases, players, workdone
from models.cases import CLAIMED, UNDO, CaseRow
from rules.permissions import allows
from rules.sanctions import GROUNDS
from web import cursors
from web.admin import appealing, referrals, rewarding, sanctioning
from web.admin.acting import Act, acting, looking
from web.admin.caseforms import TERMS, CaseLineSchema, CaseSchema, line, whole
from web.admin.casework import Decision, Queue, Stale
from web.admin.fields import ReasonSchema, Said
from web.admin.guard import staff, staff_required
from web.admin.holding import UNFIT, colleague
from web.admin.impartial import OUTRANKED, OWN_CASE, must_be_impartial_in, must_not_be_own
from web.admin.registry import QUEUES
from web.bodies import Blueprint
from web.cursors import KeyPageSchema
from web.errors import Problem, document_problems
from web.wires import wires

blueprint = Blueprint("admin_cases", __name__, url_prefix="/v1/admin/cases", description="Staff: review work.")

_GONE = "`case_unknown`: there is no such case"
_TAKEN = (
    "`case_claimed`: it is another's; `case_decided`: it is decided; `case_barred`: it is about what I decided myself"
)


class CasesQuerySchema(KeyPageSchema):
    """Which cases."""

    queue = ma.fields.String(load_default=None, validate=ma.validate.OneOf(list(QUEUES)))
    state = ma.fields.String(load_default="open", validate=ma.validate.OneOf(["open", "decided"]))


class CasesSchema(ma.Schema):
    """Open cases, those that have waited longest first; or decided ones, the latest first."""

    items = ma.fields.List(ma.fields.Nested(CaseLineSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class DecisionSchema(ReasonSchema):
    """A decision; `GET /v1/admin/cases/{case_id}` says which there are, and what each takes beside the reason."""

    decision = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(sorted({one.name for queue in QUEUES.values() for one in queue.decisions})),
    )
    until = ma.fields.AwareDateTime(allow_none=True, metadata={"description": "of a ban: its end; for ever without it"})
    ground = ma.fields.String(
        validate=ma.validate.OneOf(GROUNDS), metadata={"description": "of a sanction: what its player is told of why"}
    )
    message = Said(
        sanctioning.MESSAGE_MOST, allow_none=True, metadata={"description": "of a warning: its text, or general words"}
    )


class HandOverSchema(ReasonSchema):
    """To whom."""

    staff_id = ma.fields.UUID(required=True)


class _After(msgspec.Struct, array_like=True):
    at: datetime
    id: UUID


_read_cursor = cursors.reader(_After)


@blueprint.route("")
@staff_required(None, sensitive=True)
@blueprint.arguments(CasesQuerySchema, location="query")
@blueprint.response(200, CasesSchema)
@document_problems(422, 503)
def list_cases(query: dict[str, Any]) -> dict[str, Any]:
    """Cases of the queues I may work on"""
    mine = [queue.name for queue in own_queues() if query["queue"] in (None, queue.name)]
    after = _read_cursor(query["cursor"])
    is_open = query["state"] == "open"
    with looking("cases", query) as connection:
        place = (after.at, after.id) if after else None
        found = cases.page(connection, mine, is_open, place, query["limit"] + 1)
    items = found[: query["limit"]]
    last = items[-1] if len(found) > len(items) else None
    at = last and (last.opened_at if is_open else last.decided_at)
    return {"items": list(map(line, items)), "next": cursors.write(_After(at, last.id)) if last and at else None}


@blueprint.route("/<uuid:case_id>")
@staff_required(None, sensitive=True)
@blueprint.response(200, CaseSchema)
@document_problems(404, 503, s404=_GONE)
def show_case(case_id: UUID) -> dict[str, Any]:
    """A case, with all that has to be seen to decide it"""
    with acting("cases.read", "case", case_id) as act:
        _found(cases.by_id(act.connection, case_id))
        return whole(act.connection, case_id)


@blueprint.route("/<uuid:case_id>/claim", methods=["POST"])
@staff_required(None)
@blueprint.response(200, CaseSchema)
@document_problems(403, 404, 409, 503, s403=f"`forbidden`; {OWN_CASE}", s404=_GONE, s409=_TAKEN)
def claim_case(case_id: UUID) -> dict[str, Any]:
    """Make a case mine for fifteen minutes; again, to have it longer"""
    with acting("cases.claim", "case", case_id) as act:
        case, _ = _mine(act, case_id)
        must_not_be_own(act.connection, case)
        cases.hold(act.connection, case_id, staff().id)
        return whole(act.connection, case_id)


@blueprint.route("/<uuid:case_id>/release", methods=["POST"])
@staff_required(None)
@blueprint.response(200, CaseSchema)
@document_problems(404, 409, 503, s404=_GONE, s409=_TAKEN)
def release_case(case_id: UUID) -> dict[str, Any]:
    """Leave a case to others; I am given it last"""
    with acting("cases.release", "case", case_id) as act:
        _mine(act, case_id)
        cases.release(act.connection, case_id, staff().id)
        return whole(act.connection, case_id)


@blueprint.route("/<uuid:case_id>/hand-over", methods=["POST"])
@staff_required(None)
@blueprint.arguments(HandOverSchema)
@blueprint.response(200, CaseSchema)
@document_problems(
    *(400, 404, 409, 413, 415, 422, 503),
    s404=_GONE,
    s409=_TAKEN,
    s422=f"{UNFIT}; `invalid`: `errors` name the fields",
)
def hand_over_case(given: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Make a case another's, for fifteen minutes from now"""
    with acting("cases.hand_over", "case", case_id, given["reason"]) as act:
        case, queue = _mine(act, case_id)
        other = colleague(act.connection, given["staff_id"], queue.name, case)
        cases.hold(act.connection, case.id, other.id)
        act.after = {"to": other.email}
        return whole(act.connection, case_id)


@blueprint.route("/<uuid:case_id>/decision", methods=["POST"])
@staff_required(None)
@blueprint.arguments(DecisionSchema)
@blueprint.response(200, CaseSchema)
@document_problems(
    *(400, 403, 404, 409, 413, 415, 422, 503),
    s403=f"`forbidden`; {OUTRANKED}",
    s404=f"{_GONE}; `player_unknown`, `question_unknown`, `entry_unknown`, `redemption_unknown`, `appeal_unknown`: "
    "what it is about is no more",
    s409=f"{_TAKEN}; `sanctioned_already`, `state_reached`, `state_forbidden`, `entry_decided`, `outcome_unfit`: the "
    "decision would change nothing, or cannot be; `takes_two`: another member has to agree",
    s422="`decision_unfit`: none of this queue, or a field it does not take; `sanction_unfit`: an end that is over",
)
def decide_case(given: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Decide a case that is mine, or nobody's; what the decision does is done with it"""
    with acting("cases.decide", "case", case_id, given["reason"]) as act:
        _lock_players(act.connection, case_id)
        case, queue = _mine(act, case_id)
        must_be_impartial_in(act.connection, case)
        decision = _fit(queue, given)
        terms = {name: value for name, value in given.items() if name != "decision"}
        effect = decision.do(act.connection, case.subject, terms)
        cases.decide(
            act.connection, case_id, staff().id, decision.name, given["reason"], effect if decision.undo else None
        )
        _count(act.connection, case, decision.name)
        act.after = {"queue": queue.name, "subject": case.subject, "decision": decision.name, "effect": effect}
        shown, player = whole(act.connection, case_id), _player(act.connection, case)
    _tell(queue, case, player)
    return shown


@blueprint.route("/<uuid:case_id>/undo", methods=["POST"])
@staff_required(None)
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, CaseSchema)
@document_problems(
    *(400, 403, 404, 409, 413, 415, 422, 503),
    s403=f"`forbidden`; {OUTRANKED}",
    s404=_GONE,
    s409="`case_open`: nothing is decided; `undo_too_late`; `irreversible`: a warning was told; `changed_since`: "
    "somebody has changed what the decision did",
)
def undo_case(given: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Undo a decision within ten minutes; the case is mine then"""
    with acting("cases.undo", "case", case_id, given["reason"]) as act:
        _lock_players(act.connection, case_id)
        case, queue = _found(cases.lock(act.connection, case_id))
        must_be_impartial_in(act.connection, case)
        act.before = {"decision": case.decision, "effect": case.effect}
        _undo(act.connection, case, queue)
        cases.reopen(act.connection, case_id, staff().id)
        workdone.undo(act.connection, case_id)
        shown, player = whole(act.connection, case_id), _player(act.connection, case)
    _tell(queue, case, player)
    return shown


def _undo(connection: Connection, case: CaseRow, queue: Queue) -> None:
    decision = queue.decision(case.decision or "")
    if case.decided_at is None or decision is None:
        raise Problem(409, "case_open", "Nothing is decided that could be undone.")
    if decision.undo is None or case.effect is None:
        raise Problem(409, "irreversible", f"{decision.name} cannot be undone.")
    if case.now > case.decided_at + UNDO:
        raise Problem(409, "undo_too_late", f"A decision can be undone for {UNDO.seconds // 60} minutes.")
    try:
        decision.undo(connection, case.subject, case.effect)
    except Stale as stale:
        raise Problem(409, "changed_since", str(stale)) from None


def _count(connection: Connection, case: CaseRow, decision: str) -> None:
    claimed = case.claimed_until - CLAIMED if case.claimed_until and case.holder == staff().id else None
    workdone.add(connection, case.queue, case.id, staff().id, decision, case.opened_at, claimed)


def own_queues() -> list[Queue]:
    """The queues that whoever is asking may work on."""
    return [queue for queue in QUEUES.values() if allows(staff().roles, queue.permission)]


def _lock_players(connection: Connection, case_id: UUID) -> None:
    """Lock a case's players before the case, in the order of erasures and of what opens cases."""
    case = cases.by_id(connection, case_id)
    if case is None:
        return
    if player := _player(connection, case):
        players.lock(connection, player)
    if hold := QUEUES[case.queue].hold:
        hold(connection, case.subject)


def _player(connection: Connection, case: CaseRow) -> UUID | None:
    """The player whom a case's decision touches."""
    whose = QUEUES[case.queue].player
    return whose(connection, case.subject) if whose else None


def _found(case: CaseRow | None) -> tuple[CaseRow, Queue]:
    """The case with its queue, which whoever is asking may work on. Raises Problem 403, 404."""
    if case is None:
        raise Problem(404, "case_unknown", "There is no such case.")
    queue = QUEUES[case.queue]
    if queue not in own_queues():
        raise Problem(403, "forbidden", f"That takes the permission {queue.permission}, which you do not have.")
    return case, queue


def _mine(act: Act, case_id: UUID) -> tuple[CaseRow, Queue]:
    """The case, locked, which is open and nobody else's. Raises Problem 403, 404, 409."""
    case, queue = _found(cases.lock(act.connection, case_id))
    if case.barred == staff().id:
        raise Problem(409, "case_barred", "It is about what you decided: another member looks at it.")
    if case.decided_at is not None:
        raise Problem(409, "case_decided", f"{case.decided_name} has decided it: {case.decision}.")
    if case.holder not in (None, staff().id):
        until = case.claimed_until
        raise Problem(409, "case_claimed", f"{case.claimed_name} has it until {until:%H:%M} UTC.", until=until)
    return case, queue


def _fit(queue: Queue, given: dict[str, Any]) -> Decision:
    """The queue's decision that was given, with fields that it takes. Raises Problem 422."""
    decision = queue.decision(given["decision"])
    if decision is None:
        raise _unfit("decision", f"The queue {queue.name} has no such decision.")
    for name in TERMS:
        if given.get(name) is not None and name not in decision.takes:
            raise _unfit(name, f"`{decision.name}` does not take it.")
    return decision


def _unfit(field: str, detail: str) -> Problem:
    return Problem(422, "decision_unfit", detail, errors=[{"pointer": f"/{field}", "detail": detail}])


def _tell(queue: Queue, case: CaseRow, player: UUID | None) -> None:
    """What a decision may have changed of a player, to every process, after the commit."""
    if player is not None:
        sanctioning.tell(player)
        wires().scoreboard.tell_changed(player)
    elif queue.subject == "redemption":
        rewarding.tell_of(case.subject)
    elif queue.subject == "referral":
        referrals.tell_of(case.subject)
    elif queue.subject == "appeal":
        appealing.tell_of(case.subject)
