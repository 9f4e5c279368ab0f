"""The inbox: all that waits for staff, whatever its queue, what breaches its target first at first."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response
from sqlalchemy import Connection

from models import claims, concerned, inbox, thresholds, workdone
from models.inbox import Item
from rules.inbox import PERIODS, begin, order, targets
from web.admin.acting import Act, acting, looking
from web.admin.caseforms import MemberNameSchema
from web.admin.cases import HandOverSchema
from web.admin.casework import SUBJECTS
from web.admin.guard import staff, staff_required
from web.admin.holding import CLAIMED, UNFIT, colleague, must_be_free
from web.admin.queues import own
from web.admin.registry import QUEUES, WORK, own_work
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.pages import TimePageSchema, paged_in_time, read_place
from web.wires import wires

blueprint = Blueprint("admin_inbox", __name__, url_prefix="/v1/admin/inbox", description="Staff: all that waits.")

_NAMES = list(WORK)
_KINDS = {"threads": "thread", "breaks": "break"}
_GONE = "`queue_unknown`: there is no such queue; `work_unknown`: nothing of it waits there"


class WorkQuerySchema(TimePageSchema):
    """Which work."""

    queue = ma.fields.String(load_default=None, validate=ma.validate.OneOf(_NAMES))


class WorkSchema(ma.Schema):
    """Something that waits."""

    queue = ma.fields.String(required=True, validate=ma.validate.OneOf(_NAMES))
    subject_kind = ma.fields.String(required=True, validate=ma.validate.OneOf([*SUBJECTS, *_KINDS.values()]))
    id = ma.fields.UUID(required=True, metadata={"description": "of the case, the thread or the break"})
    about = ma.fields.String(
        required=True, metadata={"description": "a thread's subject, a break's kind, or what opened a case"}
    )
    since = ma.fields.AwareDateTime(required=True)
    due_at = ma.fields.AwareDateTime(required=True, metadata={"description": "when it breaches its queue's target"})
    late = ma.fields.Boolean(required=True)
    claimed_by = ma.fields.Nested(MemberNameSchema, required=True, allow_none=True)
    claimed_until = ma.fields.AwareDateTime(required=True, allow_none=True)
    mine = ma.fields.Boolean(required=True)


class WorkQueueSchema(ma.Schema):
    """What waits in one queue."""

    queue = ma.fields.String(required=True, validate=ma.validate.OneOf(_NAMES))
    open = ma.fields.Integer(required=True)
    waiting = ma.fields.Integer(required=True, metadata={"description": "those that nobody has claimed"})
    mine = ma.fields.Integer(required=True)
    late = ma.fields.Integer(required=True, metadata={"description": "those that breach the target"})
    oldest_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    due_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    target_hours = ma.fields.Integer(required=True)


class WorkInboxSchema(ma.Schema):
    """The queues that I may work on, and a page of what waits in them: what breaches its target first at first."""

    queues = ma.fields.List(ma.fields.Nested(WorkQueueSchema), required=True)
    items = ma.fields.List(ma.fields.Nested(WorkSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class WorkFiguresQuerySchema(ma.Schema):
    """Of which time."""

    period = ma.fields.String(
        load_default="today",
        validate=ma.validate.OneOf(PERIODS),
        metadata={"description": "since midnight, or since that of Monday, in UTC"},
    )


class WorkFigureSchema(ma.Schema):
    """What was decided of a queue, by one member or by all."""

    queue = ma.fields.String(required=True, validate=ma.validate.OneOf(_NAMES))
    member = ma.fields.Nested(MemberNameSchema, required=True, allow_none=True, metadata={"description": "null: all"})
    decided = ma.fields.Integer(required=True)
    undone = ma.fields.Integer(required=True, metadata={"description": "of those"})
    in_time = ma.fields.Integer(required=True, metadata={"description": "of those that hold: within the target"})
    waited_s = ma.fields.Float(
        required=True, allow_none=True, metadata={"description": "median seconds from its beginning to the decision"}
    )
    took_s = ma.fields.Float(
        required=True, allow_none=True, metadata={"description": "median seconds from the claim to the decision"}
    )


class WorkFiguresSchema(ma.Schema):
    """What was decided."""

    since = ma.fields.AwareDateTime(required=True)
    items = ma.fields.List(ma.fields.Nested(WorkFigureSchema), required=True)


@blueprint.route("")
@staff_required(None, sensitive=True)
@blueprint.arguments(WorkQuerySchema, location="query")
@blueprint.response(200, WorkInboxSchema)
@document_problems(422, 503)
def list_inbox(query: dict[str, Any]) -> dict[str, Any]:
    """All that waits and that I may work on, what breaches its target first at first

    Targets are thresholds, `target_<queue>_hours`.
    """
    names, limit = own_work(), query["limit"]
    with looking("inbox", query) as connection:
        hours = targets(thresholds.read(connection), names)
        wanted = {name: most for name, most in hours.items() if query["queue"] in (None, name)}
        counted = inbox.counts(connection, hours, staff().id)
        found = inbox.page(connection, wanted, staff().id, read_place(query["cursor"]), limit + 1)
    items, after = paged_in_time(found, limit, "due_at")
    return {"queues": _queues(hours, counted), "items": list(map(_line, items)), "next": after}


@blueprint.route("/claim", methods=["POST"])
@staff_required(None)
@blueprint.response(200, WorkSchema)
@blueprint.alt_response(204, description="Nothing waits.", success=True)
@document_problems(503)
def claim_next_work() -> dict[str, Any] | Response:
    """Give me what is due first, whatever its queue, for fifteen minutes

    What I hold already comes first, and last what I have left to others. Any number may ask at once, and each gets
    another.
    """
    with acting("inbox.claim", "inbox", "next") as act:
        inbox.begin_claim(act.connection, staff().id)
        hours = targets(thresholds.read(act.connection), own_work())
        but = concerned.own_subjects(act.connection, staff())
        for queue in order(inbox.heads(act.connection, hours, staff().id), hours):
            found = inbox.claim_next(act.connection, queue, staff().id, but)
            if found is not None:
                act.subject_kind, act.subject_id = _KINDS.get(queue, "case"), str(found)
                return _one(act.connection, queue, found)
        return Response(status=204)


@blueprint.route("/figures")
@staff_required(None)
@blueprint.arguments(WorkFiguresQuerySchema, location="query")
@blueprint.response(200, WorkFiguresSchema)
@document_problems(422, 503)
def show_figures(query: dict[str, Any]) -> dict[str, Any]:
    """What was decided in the queues that I may work on, by queue and by member: today, or this week"""
    since, names = begin(query["period"], datetime.now(UTC)), own_work()
    with wires().postgres.connect() as connection:
        hours = targets(thresholds.read(connection), names)
        found = workdone.figures(connection, names, hours, since)
    rows = [{**row, "member": row["staff_id"] and {"id": row["staff_id"], "name": row["name"]}} for row in found]
    return {"since": since, "items": rows}


@blueprint.route("/<queue>/<uuid:work_id>/claim", methods=["POST"])
@staff_required(None)
@blueprint.response(200, WorkSchema)
@document_problems(404, 409, 503, s404=_GONE, s409=CLAIMED)
def claim_work(queue: str, work_id: UUID) -> dict[str, Any]:
    """Make a thread or a break mine for fifteen minutes; again, to have it longer. Cases have that of their own"""
    kind = _of(queue)
    with acting("inbox.claim", _KINDS[kind], work_id) as act:
        _lock(act, kind, work_id)
        claims.take(act.connection, kind, work_id, staff().id)
        return _one(act.connection, kind, work_id)


@blueprint.route("/<queue>/<uuid:work_id>/release", methods=["POST"])
@staff_required(None)
@blueprint.response(200, WorkSchema)
@document_problems(404, 409, 503, s404=_GONE, s409=CLAIMED)
def release_work(queue: str, work_id: UUID) -> dict[str, Any]:
    """Leave a thread or a break to others; I am given it last"""
    kind = _of(queue)
    with acting("inbox.release", _KINDS[kind], work_id) as act:
        _lock(act, kind, work_id)
        claims.release(act.connection, kind, work_id, staff().id)
        return _one(act.connection, kind, work_id)


@blueprint.route("/<queue>/<uuid:work_id>/hand-over", methods=["POST"])
@staff_required(None)
@blueprint.arguments(HandOverSchema)
@blueprint.response(200, WorkSchema)
@document_problems(
    *(400, 404, 409, 413, 415, 422, 503),
    s404=_GONE,
    s409=CLAIMED,
    s422=f"{UNFIT}; `invalid`: `errors` name the fields",
)
def hand_over_work(given: dict[str, Any], queue: str, work_id: UUID) -> dict[str, Any]:
    """Make a thread or a break a colleague's, for fifteen minutes from now"""
    kind = _of(queue)
    with acting("inbox.hand_over", _KINDS[kind], work_id, given["reason"]) as act:
        _lock(act, kind, work_id)
        other = colleague(act.connection, given["staff_id"], kind)
        claims.hand_over(act.connection, kind, work_id, other.id)
        act.after = {"to": other.email}
        return _one(act.connection, kind, work_id)


def _of(queue: str) -> claims.Queue:
    """A queue whose work is no case, which whoever is asking may work on. Raises Problem 403, 404."""
    found = claims.QUEUES.get(queue)
    if found is None:
        detail = f"Here are {' and '.join(_KINDS)}; cases are claimed at /v1/admin/cases."
        raise Problem(404, "queue_unknown", detail)
    own(queue)
    return found


def _lock(act: Act, queue: claims.Queue, work_id: UUID) -> None:
    """Lock what waits there, if it is nobody else's. Raises Problem 404, 409."""
    if not claims.lock(act.connection, queue, work_id):
        raise Problem(404, "work_unknown", "Nothing waits there: it is decided, or never was.")
    must_be_free(act.connection, work_id)


def _one(connection: Connection, queue: str, work_id: UUID) -> dict[str, Any]:
    hours = targets(thresholds.read(connection), [queue])
    return _line(inbox.one(connection, hours, staff().id, work_id))


def _line(item: Item) -> dict[str, Any]:
    kind = _KINDS.get(item.queue) or QUEUES[item.queue].subject
    holder = {"id": item.holder, "name": item.holder_name} if item.holder else None
    return {**vars(item), "subject_kind": kind, "claimed_by": holder, "claimed_until": item.until}


def _queues(hours: dict[str, int], counted: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each queue what waits in it, those whose target is breached first at first."""
    nothing = {"open": 0, "waiting": 0, "mine": 0, "late": 0, "oldest_at": None, "due_at": None}
    rows = [
        {**nothing, **counted.get(queue, {}), "queue": queue, "target_hours": most} for queue, most in hours.items()
    ]
    return sorted(rows, key=lambda row: (row["due_at"] is None, row["due_at"] or 0))
