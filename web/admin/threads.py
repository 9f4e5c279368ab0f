"""Support, for staff: what players write, by how long it waits."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import notices, threads
from models import staff as members
from models.threads import Row
from rules.notices import Notice
from rules.permissions import allows
from web.admin.acting import acting, looking, reading
from web.admin.guard import staff, staff_required
from web.admin.holding import CLAIMED, be_done, must_be_free
from web.admin.repeats import REUSED, once
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.pages import PageSchema, TimePageSchema, paged, paged_in_time, read_cursor, read_place
from web.threads import NewWordSchema, WordSchema

blueprint = Blueprint("admin_threads", __name__, url_prefix="/v1/admin/threads", description="Staff: support.")


class StaffThreadListSchema(TimePageSchema):
    """Which threads: those that wait, the longest first; or all, the latest first."""

    waiting = ma.fields.Boolean(load_default=False, metadata={"description": "those that wait for the staff alone"})
    state = ma.fields.String(load_default=None, validate=ma.validate.OneOf(threads.STATES))
    mine = ma.fields.Boolean(load_default=False, metadata={"description": "those that are assigned to me alone"})
    player_id = ma.fields.UUID(load_default=None)


class StaffThreadSchema(ma.Schema):
    """A thread."""

    id = ma.fields.UUID(required=True)
    player_id = ma.fields.UUID(required=True)
    player = ma.fields.String(required=True, metadata={"description": "their name"})
    subject = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(threads.STATES))
    assigned_to = ma.fields.UUID(required=True, allow_none=True)
    assignee = ma.fields.String(required=True, allow_none=True, metadata={"description": "their name"})
    waiting_since = ma.fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "the player's first word that nobody answered"}
    )
    unread = ma.fields.Integer(required=True, metadata={"description": "by the player"})
    messages = ma.fields.Integer(required=True)
    created_at = ma.fields.AwareDateTime(required=True)
    updated_at = ma.fields.AwareDateTime(required=True)
    closed_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class StaffThreadsSchema(ma.Schema):
    """A page of threads, and how many wait in all."""

    items = ma.fields.List(ma.fields.Nested(StaffThreadSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)
    waiting = ma.fields.Integer(required=True)


class StaffWordSchema(WordSchema):
    """What was written, and by whom of the staff."""

    author = ma.fields.String(required=True, allow_none=True)


class StaffWordsSchema(ma.Schema):
    """A page of what was written, latest first, and the thread."""

    thread = ma.fields.Nested(StaffThreadSchema, required=True)
    items = ma.fields.List(ma.fields.Nested(StaffWordSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class AssignmentSchema(ma.Schema):
    """Whose it is to be."""

    staff_id = ma.fields.UUID(required=True, allow_none=True, metadata={"description": "null: nobody's"})


_UNKNOWN = "`thread_unknown`"


@blueprint.route("")
@staff_required("players.message", sensitive=True)
@blueprint.arguments(StaffThreadListSchema, location="query")
@blueprint.response(200, StaffThreadsSchema)
@document_problems(422, 503)
def list_staff_threads(query: dict[str, Any]) -> dict[str, Any]:
    """What players wrote: those that wait, or all"""
    wanted = {**query, "assigned": staff().id if query["mine"] else None}
    with looking("threads", query) as connection:
        found = threads.page(connection, wanted, read_place(query["cursor"]), query["limit"] + 1)
        waiting = threads.waiting(connection)
    items, after = paged_in_time(found, query["limit"], "waiting_since" if query["waiting"] else "updated_at")
    return {"items": items, "next": after, "waiting": waiting}


@blueprint.route("/<uuid:thread_id>/messages")
@staff_required("players.message", sensitive=True)
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, StaffWordsSchema)
@document_problems(404, 422, 503, s404=_UNKNOWN)
def list_staff_words(page: dict[str, Any], thread_id: UUID) -> dict[str, Any]:
    """A thread, and what was written in it, latest first"""
    with reading("threads.messages", "thread", thread_id) as connection:
        thread = _thread(connection, thread_id)
        found = threads.words(connection, thread_id, read_cursor(page["cursor"]), page["limit"] + 1)
    return paged(found, page["limit"]) | {"thread": thread}


@blueprint.route("/<uuid:thread_id>")
@staff_required("players.message", sensitive=True)
@blueprint.response(200, StaffThreadSchema)
@document_problems(404, 503, s404=_UNKNOWN)
def show_staff_thread(thread_id: UUID) -> Row:
    """One thread"""
    with acting("threads.read", "thread", thread_id) as act:
        return _thread(act.connection, thread_id)


@blueprint.route("/<uuid:thread_id>/messages", methods=["POST"])
@staff_required("players.message")
@blueprint.arguments(NewWordSchema)
@blueprint.response(201, StaffThreadSchema)
@document_problems(
    *(400, 404, 409, 413, 415, 422, 503),
    s404=_UNKNOWN,
    s409=f"`thread_closed`: its player opens it again by writing; {CLAIMED}",
    s422=f"`invalid`: `errors` name the fields{REUSED}",
)
@once(lambda connection, id_: (_thread(connection, UUID(id_)), 201))
def answer_thread(given: dict[str, Any], thread_id: UUID) -> tuple[Row, int]:
    """Answer a player, who is told at once; a thread that was nobody's is yours then"""
    id_ = uuid7()
    with acting("threads.answer", "thread", thread_id) as act:
        thread = _open(act.connection, thread_id)
        _be_done(act.connection, thread, "answer")
        threads.write(act.connection, id_, thread, given["text"], staff().id)
        _tell(act.connection, id_, thread, "thread_answered")
        act.after = {"message": str(id_)}
        return _thread(act.connection, thread_id), 201


@blueprint.route("/<uuid:thread_id>/assign", methods=["POST"])
@staff_required("players.message")
@blueprint.arguments(AssignmentSchema)
@blueprint.response(200, StaffThreadSchema)
@document_problems(
    *(400, 404, 413, 415, 422, 503),
    s404=_UNKNOWN,
    s422="`assignee_unfit`: no such member, or one who may not answer players; `invalid`: `errors` name the fields",
)
def assign_thread(given: dict[str, Any], thread_id: UUID) -> Row:
    """Give a thread to a member, or to nobody"""
    with acting("threads.assign", "thread", thread_id) as act:
        thread = _thread(act.connection, thread_id, lock=True)
        _must_be_able(act.connection, given["staff_id"])
        threads.assign(act.connection, thread_id, given["staff_id"])
        act.before = {"assigned_to": thread.assigned_to and str(thread.assigned_to)}
        act.after = {"assigned_to": given["staff_id"] and str(given["staff_id"])}
        return _thread(act.connection, thread_id)


def _must_be_able(connection: Connection, member_id: UUID | None) -> None:
    member = members.by_id(connection, member_id) if member_id else None
    if member_id and (member is None or not allows(member.roles, "players.message")):
        detail = "There is no such member, or they may not answer players."
        raise Problem(422, "assignee_unfit", detail, errors=[{"pointer": "/staff_id", "detail": detail}])


@blueprint.route("/<uuid:thread_id>/close", methods=["POST"])
@staff_required("players.message")
@blueprint.response(200, StaffThreadSchema)
@document_problems(404, 409, 503, s404=_UNKNOWN, s409=f"`thread_closed`: it is already; {CLAIMED}")
def close_thread(thread_id: UUID) -> Row:
    """Be done with a thread; its player is told, and opens it again by writing"""
    with acting("threads.close", "thread", thread_id) as act:
        thread = _open(act.connection, thread_id)
        _be_done(act.connection, thread, "close")
        threads.close(act.connection, thread_id)
        _tell(act.connection, uuid7(), thread, "thread_closed")
        act.before, act.after = {"state": thread.state}, {"state": "closed"}
        return _thread(act.connection, thread_id)


def _be_done(connection: Connection, thread: Row, decision: str) -> None:
    """Nobody else has it, and if it waited for the staff it does no more. Raises Problem 409."""
    must_be_free(connection, thread.id)
    if thread.waiting_since is not None:
        be_done(connection, "threads", thread.id, staff().id, decision, thread.waiting_since)


def _tell(connection: Connection, cause: UUID, thread: Row, kind: str) -> None:
    values = {"thread": str(thread.id), "subject": thread.subject}
    notices.tell(connection, [Notice(cause, thread.player_id, kind, values)])


def _open(connection: Connection, thread_id: UUID) -> Row:
    thread = _thread(connection, thread_id, lock=True)
    if thread.state == "closed":
        raise Problem(409, "thread_closed", "It is closed; its player opens it again by writing.")
    return thread


def _thread(connection: Connection, thread_id: UUID, *, lock: bool = False) -> Row:
    thread = threads.one(connection, thread_id, lock=lock)
    if thread is None:
        raise Problem(404, "thread_unknown", "There is no such thread; GET /v1/admin/threads lists them.")
    return thread
