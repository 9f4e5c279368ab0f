"""The second member's word on what takes two: never who asked, and only who could do it themselves."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response, jsonify
from sqlalchemy import Connection

from models import approvals, staff
from models.approvals import STATES, Request
from rules.permissions import allows
from web.admin.acting import Act, acting, looking, write_down
from web.admin.guard import staff as asking
from web.admin.guard import staff_required
from web.admin.pairs import Pair, pair
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import LINE
from web.pages import PageSchema, paged, read_cursor

blueprint = Blueprint(
    "admin_approvals", __name__, url_prefix="/v1/admin/approvals", description="Staff: what takes two."
)

_WHY_403 = "`forbidden`, `csrf`, `step_up_required`; `own_request`: somebody else has to approve it"
_WHY_409 = (
    "`decided_already`; `requester_gone`: who asked could not do it any more, and so it cannot be approved; or what "
    "the action says, such as `break_changed`, `threshold_changed`, `rate_overtaken`, `product_changed`: it is another "
    "by now"
)


class RequestsSchema(PageSchema):
    """Which requests."""

    state = ma.fields.String(load_default=None, validate=ma.validate.OneOf(STATES))


class ApprovalSchema(ma.Schema):
    """What somebody wants to be done."""

    id = ma.fields.UUID(required=True)
    action = ma.fields.String(required=True, metadata={"example": "players.erase"})
    subject_kind = ma.fields.String(required=True, metadata={"example": "player"})
    subject_id = ma.fields.String(required=True)
    payload = ma.fields.Dict(required=True, metadata={"description": "what the action needs to know"})
    reason = ma.fields.String(required=True)
    requested_by = ma.fields.UUID(required=True)
    requester = ma.fields.String(required=True, metadata={"description": "their address"})
    requested_at = ma.fields.AwareDateTime(required=True)
    expires_at = ma.fields.AwareDateTime(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(STATES))
    decided_by = ma.fields.UUID(required=True, allow_none=True)
    decider = ma.fields.String(required=True, allow_none=True)
    decided_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    note = ma.fields.String(required=True, allow_none=True)
    may_decide = ma.fields.Boolean(required=True, metadata={"description": "whether it is yours to approve"})


class ApprovalsSchema(ma.Schema):
    """A page of requests, latest first."""

    items = ma.fields.List(ma.fields.Nested(ApprovalSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class ApprovalNoteSchema(ma.Schema):
    """What the second member has to say."""

    note = ma.fields.String(load_default=None, validate=[ma.validate.Length(1, 500), LINE])


@blueprint.route("")
@staff_required("approvals.read", sensitive=True)
@blueprint.arguments(RequestsSchema, location="query")
@blueprint.response(200, ApprovalsSchema)
@document_problems(422, 503)
def list_approvals(page: dict[str, Any]) -> dict[str, Any]:
    """What waits for a second member, and what was decided"""
    with looking("approvals", page) as connection:
        items = approvals.page(connection, page["state"], read_cursor(page["cursor"]), page["limit"] + 1)
    found = paged(items, page["limit"])
    return found | {"items": list(map(shown, found["items"]))}


def shown(request: Request) -> dict[str, Any]:
    """A request as ApprovalSchema shows it to who is asking."""
    found, who = pair(request.action), asking()
    able = found is not None and allows(who.roles, found.permission)
    return {**vars(request), "may_decide": able and request.state == "open" and request.requested_by != who.id}


def asked_for(request: Request) -> tuple[Response, int]:
    """The answer of a view whose action another member has to approve: 202, and the request."""
    return jsonify(ApprovalSchema().dump(shown(request))), 202


@blueprint.route("/<uuid:approval_id>/approve", methods=["POST"])
@staff_required("approvals.read", step_up=True)
@blueprint.arguments(ApprovalNoteSchema, required=False)
@blueprint.response(200, ApprovalSchema)
@document_problems(400, 403, 404, 409, 413, 415, 422, 503, s403=_WHY_403, s409=_WHY_409)
def approve(given: dict[str, Any], approval_id: UUID) -> dict[str, Any]:
    """Agree to a request of somebody else's: it is done at once, and once"""
    with acting("approvals.approve", "approval", approval_id, given.get("note")) as act:
        request, found = _decidable(act.connection, approval_id)
        _must_not_be_own(request)
        _must_still_be_able(act.connection, request, found)
        approvals.decide(act.connection, approval_id, "approved", asking().id, given.get("note"))
        after_commit = _carry_out(act, request, found)
        decided = _read(act.connection, approval_id)
    if after_commit:
        after_commit()
    return shown(decided)


def _carry_out(act: Act, request: Request, found: Pair) -> Callable[[], None] | None:
    deed = Act(act.connection, request.action, request.subject_kind, request.subject_id, reason=request.reason)
    after_commit = found.deed(deed, request.payload)
    approved = {"approval": str(request.id), "requested_by": request.requester}
    deed.after = approved if deed.after is None else {"approved": approved, "now": deed.after}
    write_down(deed, asking())
    return after_commit


@blueprint.route("/<uuid:approval_id>/reject", methods=["POST"])
@staff_required("approvals.read", step_up=True)
@blueprint.arguments(ApprovalNoteSchema, required=False)
@blueprint.response(200, ApprovalSchema)
@document_problems(400, 404, 409, 413, 415, 422, 503, s409="`decided_already`")
def reject(given: dict[str, Any], approval_id: UUID) -> dict[str, Any]:
    """Refuse a request, or take an own one back"""
    with acting("approvals.reject", "approval", approval_id, given.get("note")) as act:
        _decidable(act.connection, approval_id)
        approvals.decide(act.connection, approval_id, "rejected", asking().id, given.get("note"))
        decided = _read(act.connection, approval_id)
    return shown(decided)


def _decidable(connection: Connection, approval_id: UUID) -> tuple[Request, Pair]:
    """An open request and what it asks for. Raises Problem 403, 404, 409."""
    request = approvals.lock(connection, approval_id)
    if request is None:
        raise Problem(404, "approval_unknown", "There is no such request; GET /v1/admin/approvals lists them.")
    found = pair(request.action)
    if request.state != "open" or found is None:
        raise Problem(409, "decided_already", f"It is {request.state if found else 'nothing that can be done'} by now.")
    if not allows(asking().roles, found.permission):
        raise Problem(403, "forbidden", f"That takes the permission {found.permission}, which you do not have.")
    return request, found


def _must_not_be_own(request: Request) -> None:
    if request.requested_by == asking().id:
        raise Problem(403, "own_request", "You asked for it yourself; somebody else has to approve it.")


def _must_still_be_able(connection: Connection, request: Request, found: Pair) -> None:
    requester = staff.by_id(connection, request.requested_by)
    if requester is None or not allows(requester.roles, found.permission):
        raise Problem(409, "requester_gone", "Who asked for it could not do it any more; reject it.")


def _read(connection: Connection, approval_id: UUID) -> Request:
    found = approvals.by_id(connection, approval_id)
    assert found is not None
    return found
