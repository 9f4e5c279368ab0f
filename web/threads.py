"""Support: what a player writes to the staff, and what they answer."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import players, threads
from models.threads import Row
from web import repeats
from web.auth import living, player_id, player_required
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import Matches, Said
from web.pages import PageSchema, paged, read_cursor
from web.repeats import REUSED
from web.wires import wires

blueprint = Blueprint("threads", __name__, url_prefix="/v1/threads", description="Support.")

SUBJECT_MOST = 120
TEXT_MOST = 2_000
OPEN_MOST = 5
"""Threads of one player that are open at once."""
_SAYS_SOMETHING = Matches(
    r"[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*", error="Must be a line that says something."
)


def text_field() -> ma.fields.String:
    """What is written in a thread: plain text."""
    return Said(TEXT_MOST, required=True, metadata={"description": "plain text", "example": "My streak is gone."})


class NewThreadSchema(ma.Schema):
    """A thread to begin."""

    subject = ma.fields.String(
        required=True,
        validate=[ma.validate.Length(1, SUBJECT_MOST), _SAYS_SOMETHING],
        metadata={"description": "one line", "example": "My streak"},
    )
    text = text_field()


class NewWordSchema(ma.Schema):
    """Something to write in a thread."""

    text = text_field()


class ThreadSchema(ma.Schema):
    """A thread of yours."""

    id = ma.fields.UUID(required=True)
    subject = ma.fields.String(required=True, metadata={"example": "My streak"})
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(threads.STATES))
    unread = ma.fields.Integer(required=True, metadata={"description": "answers that you have not seen"})
    messages = ma.fields.Integer(required=True)
    created_at = ma.fields.AwareDateTime(required=True)
    updated_at = ma.fields.AwareDateTime(required=True)


class ThreadsSchema(ma.Schema):
    """A page of threads, the latest begun first."""

    items = ma.fields.List(ma.fields.Nested(ThreadSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class WordSchema(ma.Schema):
    """What was written."""

    id = ma.fields.UUID(required=True)
    by_staff = ma.fields.Boolean(required=True)
    text = ma.fields.String(required=True)
    created_at = ma.fields.AwareDateTime(required=True)


class ThreadWordsSchema(ma.Schema):
    """A page of what was written, latest first, and the thread."""

    thread = ma.fields.Nested(ThreadSchema, required=True)
    items = ma.fields.List(ma.fields.Nested(WordSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


_UNKNOWN = "`thread_unknown`: you have no such thread"


@blueprint.route("")
@player_required
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, ThreadsSchema)
@document_problems(422, 503)
def list_threads(page: dict[str, Any]) -> dict[str, Any]:
    """My threads, the latest begun first"""
    with wires().postgres.connect() as connection:
        items = threads.of_player(connection, player_id(), read_cursor(page["cursor"]), page["limit"] + 1)
    return paged(items, page["limit"])


@blueprint.route("", methods=["POST"])
@player_required
@blueprint.arguments(NewThreadSchema)
@blueprint.response(201, ThreadSchema)
@document_problems(
    *(400, 409, 413, 415, 422, 429, 503),
    s409=f"`threads_open`: {OPEN_MOST} of yours are open; write in one of them",
    s422=f"`invalid`: `errors` name the fields{REUSED}",
)
@repeats.once(lambda connection, id_: (_thread(connection, UUID(id_)), 201), whose=lambda: ("player", player_id()))
def begin_thread(given: dict[str, Any]) -> tuple[Row, int]:
    """Write to the staff about something"""
    wires().report_rates.take(player_id().bytes)
    id_ = uuid7()
    with wires().postgres.begin() as connection:
        repeats.must_be_first(connection)
        living(players.lock(connection, player_id()))
        _must_have_room(connection)
        threads.begin(connection, id_, player_id(), given["subject"])
        _write(connection, _thread(connection, id_, lock=True), given["text"])
        repeats.keep(connection, str(id_))
        return _thread(connection, id_), 201


@blueprint.route("/<uuid:thread_id>")
@player_required
@blueprint.response(200, ThreadSchema)
@document_problems(404, 503, s404=_UNKNOWN)
def show_thread(thread_id: UUID) -> Row:
    """One of my threads"""
    with wires().postgres.connect() as connection:
        return _thread(connection, thread_id)


@blueprint.route("/<uuid:thread_id>/messages")
@player_required
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, ThreadWordsSchema)
@document_problems(404, 422, 503, s404=_UNKNOWN)
def list_words(page: dict[str, Any], thread_id: UUID) -> dict[str, Any]:
    """What was written in one of my threads, latest first"""
    with wires().postgres.connect() as connection:
        thread = _thread(connection, thread_id)
        items = threads.words(connection, thread_id, read_cursor(page["cursor"]), page["limit"] + 1)
    return paged(items, page["limit"]) | {"thread": thread}


@blueprint.route("/<uuid:thread_id>/messages", methods=["POST"])
@player_required
@blueprint.arguments(NewWordSchema)
@blueprint.response(201, ThreadSchema)
@document_problems(
    *(400, 404, 409, 413, 415, 422, 429, 503),
    s404=_UNKNOWN,
    s409=f"`threads_open`: it is closed, and {OPEN_MOST} others of yours are open; write in one of them",
    s422=f"`invalid`: `errors` name the fields{REUSED}",
)
@repeats.once(lambda connection, id_: (_thread(connection, UUID(id_)), 201), whose=lambda: ("player", player_id()))
def write_in_thread(given: dict[str, Any], thread_id: UUID) -> tuple[Row, int]:
    """Write in one of my threads; one that was closed is open again"""
    wires().report_rates.take(player_id().bytes)
    with wires().postgres.begin() as connection:
        repeats.must_be_first(connection)
        living(players.lock(connection, player_id()))
        thread = _thread(connection, thread_id, lock=True)
        if thread.state == "closed":
            _must_have_room(connection)
        _write(connection, thread, given["text"])
        repeats.keep(connection, str(thread_id))
        return _thread(connection, thread_id), 201


@blueprint.route("/<uuid:thread_id>/read", methods=["POST"])
@player_required
@blueprint.response(200, ThreadSchema)
@document_problems(404, 503, s404=_UNKNOWN)
def read_thread(thread_id: UUID) -> Row:
    """I have seen what the staff wrote"""
    with wires().postgres.begin() as connection:
        threads.read(connection, _thread(connection, thread_id, lock=True).id)
        return _thread(connection, thread_id)


def _must_have_room(connection: Connection) -> None:
    """Refuse to open one more, for a player who is locked. Raises Problem 409."""
    if threads.open_of(connection, player_id()) >= OPEN_MOST:
        raise Problem(409, "threads_open", f"{OPEN_MOST} threads of yours are open; write in one of them.")


def _write(connection: Connection, thread: Row, text: str) -> None:
    threads.write(connection, uuid7(), thread, text, None)


def _thread(connection: Connection, thread_id: UUID, *, lock: bool = False) -> Row:
    """One of who is asking. Raises Problem 404."""
    thread = threads.one(connection, thread_id, lock=lock)
    if thread is None or thread.player_id != player_id():
        raise Problem(404, "thread_unknown", "You have no such thread; GET /v1/threads lists yours.")
    return thread
