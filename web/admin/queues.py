"""The queues of review work: what waits in each, and the next case of one."""

from typing import Any

import marshmallow as ma
from flask import Response

from models import cases, concerned
from rules.permissions import PERMISSIONS, Permission
from web.admin.acting import acting
from web.admin.caseforms import CaseSchema, DecisionOptionSchema, MemberNameSchema, ways, whole
from web.admin.cases import own_queues
from web.admin.casework import SUBJECTS, Queue
from web.admin.guard import must_be_allowed, staff, staff_required
from web.admin.registry import QUEUES, WORK
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.wires import wires

blueprint = Blueprint("admin_queues", __name__, url_prefix="/v1/admin/queues", description="Staff: what waits.")

_GONE = "`queue_unknown`: there is no such queue"


class QueueSchema(ma.Schema):
    """A queue, and what waits in it."""

    queue = ma.fields.String(required=True, metadata={"example": "integrity"})
    subject_kind = ma.fields.String(required=True, validate=ma.validate.OneOf(SUBJECTS))
    open = ma.fields.Integer(required=True, metadata={"description": "all that are not decided", "example": 12})
    waiting = ma.fields.Integer(required=True, metadata={"description": "those that nobody has claimed", "example": 9})
    mine = ma.fields.Integer(required=True, metadata={"example": 1})
    oldest_at = ma.fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "since when the oldest is open"}
    )
    decisions = ma.fields.List(ma.fields.Nested(DecisionOptionSchema), required=True)


class QueuesSchema(ma.Schema):
    """The queues that I may work on."""

    items = ma.fields.List(ma.fields.Nested(QueueSchema), required=True)


class MemberNamesSchema(ma.Schema):
    """Who may work on a queue, by name."""

    items = ma.fields.List(ma.fields.Nested(MemberNameSchema), required=True)


@blueprint.route("")
@staff_required(None)
@blueprint.response(200, QueuesSchema)
@document_problems(503)
def list_queues() -> dict[str, Any]:
    """The queues I may work on, with what waits in each

    Cheap enough to ask every few seconds.
    """
    queues = own_queues()
    with wires().postgres.connect() as connection:
        counted = cases.counts(connection, [queue.name for queue in queues], staff().id)
    nothing = {"open": 0, "waiting": 0, "mine": 0, "oldest_at": None}
    return {
        "items": [
            {**nothing, **counted.get(queue.name, {}), "queue": queue.name, "subject_kind": queue.subject}
            | {"decisions": ways(queue)}
            for queue in queues
        ]
    }


@blueprint.route("/<queue>/claim", methods=["POST"])
@staff_required(None)
@blueprint.response(200, CaseSchema)
@blueprint.alt_response(204, description="Nothing waits.", success=True)
@document_problems(404, 503, s404=_GONE)
def claim_next(queue: str) -> dict[str, Any] | Response:
    """Give me the next case, for fifteen minutes

    One that I hold already comes first, then whatever has waited longest. Any number may ask at once, and each gets
    another.
    """
    found = _cases(queue)
    with acting("cases.claim", "queue", found.name) as act:
        but = concerned.own_subjects(act.connection, staff())
        case = cases.claim_next(act.connection, found.name, staff().id, but)
        if case is None:
            return Response(status=204)
        act.subject_kind, act.subject_id = "case", str(case)
        return whole(act.connection, case)


@blueprint.route("/<queue>/members")
@staff_required(None)
@blueprint.response(200, MemberNamesSchema)
@document_problems(404, 503, s404=_GONE)
def list_members(queue: str) -> dict[str, Any]:
    """Who may work on a queue, or on `threads` or `breaks`, to hand something over to"""
    permission = own(queue)
    with wires().postgres.connect() as connection:
        return {"items": cases.workers(connection, PERMISSIONS[permission])}


def own(name: str) -> Permission:
    """What work of that name takes, which whoever is asking may do. Raises Problem 403, 404."""
    if name not in WORK:
        raise Problem(404, "queue_unknown", f"There is no such queue; there are: {', '.join(WORK)}.")
    must_be_allowed(WORK[name])
    return WORK[name]


def _cases(name: str) -> Queue:
    """The queue of cases of that name. Raises Problem 403, 404."""
    if name not in QUEUES:
        raise Problem(404, "queue_unknown", f"There is no such queue; there are: {', '.join(QUEUES)}.")
    own(name)
    return QUEUES[name]
