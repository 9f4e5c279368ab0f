"""Breaks for staff: what partners' statements and our books do not agree on, and what became of it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection

from models import breaks, claims, partner_lines, workdone
from models.breaks import RESOLUTIONS, Shown
from models.cases import UNDO
from rules.partnering import PARTNERS
from rules.reconciliation import AGES, KINDS, age, says_the_same
from web.admin.acting import Act, acting
from web.admin.approvals import ApprovalSchema, asked_for
from web.admin.fields import ReasonSchema
from web.admin.guard import staff, staff_required
from web.admin.holding import CLAIMED, be_done, must_be_free
from web.admin.pairs import ask, takes_two
from web.admin.redemptions import exceeds_alone
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.pages import PageSchema, paged, read_cursor
from web.wires import wires

blueprint = Blueprint(
    "admin_breaks", __name__, url_prefix="/v1/admin/breaks", description="Staff: what statements do not agree on."
)

ACTION = "breaks.resolve"
_GONE = "`break_unknown`: there is no such break"


class BreaksQuerySchema(PageSchema):
    """Which breaks."""

    state = ma.fields.String(load_default="all", validate=ma.validate.OneOf(["open", "resolved", "all"]))
    partner = ma.fields.String(load_default=None, validate=ma.validate.OneOf(PARTNERS))
    kind = ma.fields.String(load_default=None, validate=ma.validate.OneOf(KINDS))


class BreakSchema(ma.Schema):
    """Something that a statement and our books do not agree on."""

    id = ma.fields.UUID(required=True)
    partner = ma.fields.String(required=True, metadata={"example": "tremendous"})
    kind = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(KINDS),
        metadata={
            "description": "missing_there: the partner took it, and its statement has it not · missing_here: we do not "
            "know it · status, amount: both have it otherwise · issued_twice · late_reversal: taken back after it was "
            "issued · balance_drift: what is left is not what orders left of what was paid in"
        },
    )
    subject = ma.fields.String(required=True, metadata={"description": "our reference, or their id, or the wallet"})
    redemption_id = ma.fields.UUID(required=True, allow_none=True)
    partner_id = ma.fields.String(required=True, allow_none=True)
    tokens = ma.fields.Integer(required=True, allow_none=True, metadata={"description": "null: nobody knows"})
    theirs = ma.fields.String(required=True, metadata={"description": "what the statement says"})
    ours = ma.fields.String(required=True)
    age = ma.fields.String(
        required=True, validate=ma.validate.OneOf(AGES), metadata={"description": "for how long at most it is open"}
    )
    opened_at = ma.fields.AwareDateTime(required=True)
    resolved_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    resolution = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "agreed: it agrees by now · settled: done as the statement says · or what people said"
        },
    )
    reason = ma.fields.String(required=True, allow_none=True)
    resolved_by = ma.fields.UUID(required=True, allow_none=True)


class BreaksSchema(ma.Schema):
    """A page of breaks, latest first."""

    items = ma.fields.List(ma.fields.Nested(BreakSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class ResolutionSchema(ReasonSchema):
    """What became of it."""

    resolution = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(RESOLUTIONS),
        metadata={
            "description": "explained: nothing is wrong · corrected: somebody has put it right, here or there · "
            "written_off: we bear it"
        },
    )


@blueprint.route("")
@staff_required("finance.read")
@blueprint.arguments(BreaksQuerySchema, location="query")
@blueprint.response(200, BreaksSchema)
@document_problems(422, 503)
def list_breaks(query: dict[str, Any]) -> dict[str, Any]:
    """What statements and our books do not agree on, latest first"""
    is_open = {"open": True, "resolved": False, "all": None}[query["state"]]
    before, limit = read_cursor(query["cursor"]), query["limit"]
    with wires().postgres.connect() as connection:
        rows = breaks.page(connection, is_open, query["partner"], query["kind"], before, limit + 1)
    found = paged(rows, limit)
    return found | {"items": list(map(line, found["items"]))}


@blueprint.route("/<uuid:break_id>")
@staff_required("finance.read")
@blueprint.response(200, BreakSchema)
@document_problems(404, 503, s404=_GONE)
def show_break(break_id: UUID) -> dict[str, Any]:
    """One break"""
    with wires().postgres.connect() as connection:
        return line(_known(breaks.one(connection, break_id)))


@blueprint.route("/<uuid:break_id>/resolve", methods=["POST"])
@staff_required("finance.write", step_up=True)
@blueprint.arguments(ResolutionSchema)
@blueprint.response(200, BreakSchema)
@blueprint.alt_response(202, schema=ApprovalSchema, success=True, description="Another member has to approve it.")
@document_problems(
    *(400, 404, 409, 413, 415, 422, 503),
    s404=_GONE,
    s409=f"`break_resolved`: it is resolved already; `approval_open`: somebody has asked for it already; {CLAIMED}",
)
def resolve_break(given: dict[str, Any], break_id: UUID) -> Any:
    """Say what became of a break

    It moves no tokens. Above a threshold, to which all counts that one decided on by themselves within 24 hours, and
    where nobody knows what it is worth, another member has to approve it. It is open again if the statement says
    something else later.
    """
    try:
        with acting(ACTION, "break", break_id, given["reason"]) as act:
            found = _open(act.connection, break_id)
            must_be_free(act.connection, break_id)
            if found.tokens is None or exceeds_alone(act.connection, found.tokens):
                raise _TakesTwoError(found)
            return line(_resolve(act, found, given["resolution"], given["reason"], staff().id))
    except _TakesTwoError as two:
        said = {"theirs": two.found.theirs, "ours": two.found.ours}
        payload = {"resolution": given["resolution"], "by": str(staff().id), **said}
        return asked_for(ask(ACTION, "break", break_id, given["reason"], payload))


@takes_two(ACTION, "finance.write")
def resolve_as_agreed(act: Act, payload: Mapping[str, Any]) -> None:
    """What two agreed on."""
    found = _open(act.connection, UUID(act.subject_id))
    if not says_the_same(found.kind, (payload["theirs"], payload["ours"]), (found.theirs, found.ours)):
        raise Problem(409, "break_changed", "It says something else than when it was asked for: reject this.")
    _resolve(act, found, payload["resolution"], act.reason or "", UUID(payload["by"]))


@blueprint.route("/<uuid:break_id>/undo", methods=["POST"])
@staff_required("finance.write", step_up=True)
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, BreakSchema)
@document_problems(
    *(400, 404, 409, 413, 415, 422, 503),
    s404=_GONE,
    s409="`break_open`: nobody has resolved it; `undo_too_late`; `irreversible`: of a drift, the balance is accepted",
)
def undo_break(given: dict[str, Any], break_id: UUID) -> Any:
    """Have a break open again, within ten minutes of its resolution; it is mine then"""
    with acting("breaks.undo", "break", break_id, given["reason"]) as act:
        found = _found(act.connection, break_id)
        _must_be_undone(found)
        act.before = {"resolution": found.resolution, "reason": found.reason}
        breaks.reopen(act.connection, break_id)
        workdone.undo(act.connection, break_id)
        claims.take(act.connection, "breaks", break_id, staff().id)
        return line(_found(act.connection, break_id))


def _must_be_undone(found: Shown) -> None:
    """Raises Problem 409."""
    if found.resolved_at is None or found.resolved_by is None:
        raise Problem(409, "break_open", "Nobody has resolved it.")
    if found.kind == "balance_drift":
        raise Problem(409, "irreversible", "What is left at the partner is accepted: the next statement goes by it.")
    if datetime.now(UTC) > found.resolved_at + UNDO:
        raise Problem(409, "undo_too_late", f"A resolution can be undone for {UNDO.seconds // 60} minutes.")


class _TakesTwoError(Exception):
    def __init__(self, found: Shown) -> None:
        self.found = found


def _open(connection: Connection, break_id: UUID) -> Shown:
    """Raises Problem 404, 409."""
    found = _found(connection, break_id)
    if found.resolved_at is not None:
        raise Problem(409, "break_resolved", "It is resolved already.")
    return found


def _found(connection: Connection, break_id: UUID) -> Shown:
    """The break, locked. Raises Problem 404."""
    return _known(breaks.one(connection, break_id, lock=True))


def _known(found: Shown | None) -> Shown:
    if found is None:
        raise Problem(404, "break_unknown", "There is no such break; GET /v1/admin/breaks lists them.")
    return found


def _resolve(act: Act, found: Shown, resolution: str, reason: str, by: UUID) -> Shown:
    """What is left at a partner is as it should be now, if that was what it was about."""
    breaks.resolve(act.connection, found.id, resolution, reason, by)
    be_done(act.connection, "breaks", found.id, by, resolution, found.opened_at)
    if found.kind == "balance_drift":
        partner_lines.accept_float(act.connection, found.subject)
    act.before = {"kind": found.kind, "subject": found.subject, "theirs": found.theirs, "ours": found.ours}
    act.after = {"resolution": resolution, "tokens": found.tokens}
    after = breaks.one(act.connection, found.id)
    assert after is not None
    return after


def line(one: Shown) -> dict[str, Any]:
    """A break as it is listed."""
    return {**vars(one), "age": age(one.opened_at, one.resolved_at or datetime.now(UTC))}
