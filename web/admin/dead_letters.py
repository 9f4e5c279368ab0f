"""Dead letters: events that could not be applied, by their own fault. Seen, mended, and sent on their way again."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import marshmallow as ma
import msgspec
from sqlalchemy import Connection

from events.catalog import TOPICS, Event
from events.codec import CodecError, decode
from events.mending import Unfit, mend
from models import deadletters
from web.admin.acting import acting
from web.admin.fields import ReasonSchema
from web.admin.guard import staff_required
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import Matches
from web.pages import TimePageSchema, paged_in_time, read_place
from web.wires import wires

blueprint = Blueprint(
    "admin_dead_letters", __name__, url_prefix="/v1/admin/dead-letters", description="Staff: what could not be applied."
)

_GONE = "`letter_unknown`: there is no such dead letter"


class DeadLetterLineSchema(ma.Schema):
    """A dead letter, in a list."""

    id = ma.fields.UUID(required=True)
    event_id = ma.fields.String(required=True, metadata={"description": "empty where its bytes tell none"})
    topic = ma.fields.String(required=True, validate=ma.validate.OneOf(list(TOPICS)))
    partition = ma.fields.Integer(required=True)
    offset = ma.fields.Integer(required=True)
    code = ma.fields.String(required=True, metadata={"example": "malformed"})
    detail = ma.fields.String(required=True)
    buried_at = ma.fields.AwareDateTime(required=True)
    replayed_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class DeadLetterSchema(DeadLetterLineSchema):
    """A dead letter with its bytes."""

    text = ma.fields.String(required=True, metadata={"description": "its bytes, as far as they are text"})
    event = ma.fields.Dict(
        required=True, allow_none=True, metadata={"description": "the same as JSON; null where it is no object"}
    )
    unreadable = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "why today's code cannot read it; null: it can, and a replay will be tried"},
    )


class DeadLettersQuerySchema(TimePageSchema):
    """Which ones."""

    topic = ma.fields.String(load_default=None, validate=ma.validate.OneOf(list(TOPICS)))
    why = ma.fields.String(
        load_default=None,
        validate=Matches("[a-z_]{1,32}", error="Must be a letter's code."),
        metadata={"description": "its code", "example": "malformed"},
    )
    replayed = ma.fields.Boolean(load_default=None, metadata={"description": "those that were, or that were not"})


class DeadLettersSchema(ma.Schema):
    """A page of them, latest first."""

    items = ma.fields.List(ma.fields.Nested(DeadLetterLineSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class DeadLetterReplaySchema(ReasonSchema):
    """How it goes on its way."""

    event = ma.fields.Dict(
        load_default=None,
        allow_none=True,
        metadata={
            "description": "what it should have been, with `type`, `v` and its own `event_id`: what the id names must "
            "stay. Without it the bytes go as they are",
            "example": None,
        },
    )


@blueprint.route("")
@staff_required("letters.manage")
@blueprint.arguments(DeadLettersQuerySchema, location="query")
@blueprint.response(200, DeadLettersSchema)
@document_problems(422, 503)
def list_dead_letters(query: dict[str, Any]) -> dict[str, Any]:
    """Dead letters, latest first"""
    limit = query["limit"]
    wanted = {"topic": query["topic"], "code": query["why"], "replayed": query["replayed"]}
    with wires().postgres.connect() as connection:
        found = deadletters.page(connection, wanted, read_place(query["cursor"]), limit + 1)
    items, following = paged_in_time(found, limit, "buried_at")
    return {"items": items, "next": following}


@blueprint.route("/<uuid:letter_id>")
@staff_required("letters.manage", sensitive=True)
@blueprint.response(200, DeadLetterSchema)
@document_problems(404, 503, s404=_GONE)
def show_dead_letter(letter_id: UUID) -> dict[str, Any]:
    """A dead letter with its bytes, and whether today's code can read them"""
    with acting("letters.read", "letter", letter_id) as act:
        return _one(act.connection, letter_id)


@blueprint.route("/<uuid:letter_id>/replay", methods=["POST"])
@staff_required("letters.manage", step_up=True)
@blueprint.arguments(DeadLetterReplaySchema)
@blueprint.response(200, DeadLetterSchema)
@document_problems(
    *(400, 404, 413, 415, 422, 503),
    s404=_GONE,
    s422="`invalid`; `event_unfit`: what it should have been cannot be read, or is another event",
)
def replay_dead_letter(given: dict[str, Any], letter_id: UUID) -> dict[str, Any]:
    """Send a dead letter on its way again, after what was wrong has been mended

    It goes through Kafka as it did at first, and is applied once, however often it is sent. A letter is replayed once:
    asked again, this says so and does nothing. What fails again is another dead letter.
    """
    with acting("letters.replay", "letter", letter_id, given["reason"]) as act:
        letter = _one(act.connection, letter_id)
        mended = None if given["event"] is None else _mended(letter, given["event"])
        if deadletters.replay(act.connection, letter_id, mended):
            act.after = {"replayed": True, "mended": _changed(letter, given["event"])}
        return _one(act.connection, letter_id)


def _one(connection: Connection, letter: UUID) -> dict[str, Any]:
    """A dead letter for DeadLetterSchema, with its `value`. Raises Problem 404."""
    row = deadletters.one(connection, letter)
    if row is None:
        raise Problem(404, "letter_unknown", "There is no such dead letter.")
    value = bytes(row.value)
    return {
        **row._mapping,
        "value": value,
        "text": value.decode(errors="replace").replace("\0", "\\0"),
        "event": _object(value),
        "unreadable": _why_unreadable(value),
    }


def _object(value: bytes) -> dict[str, Any] | None:
    try:
        found = msgspec.json.decode(value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _why_unreadable(value: bytes) -> str | None:
    try:
        decode(value)
    except CodecError as error:
        return f"{type(error).__name__}: {error}"
    return None


def _mended(letter: Mapping[str, Any], fields: Mapping[str, Any]) -> Event:
    """Raises Problem 422."""
    try:
        return mend(letter["topic"], letter["event_id"], fields)
    except Unfit as error:
        faults = [{"pointer": "/event", "detail": str(error)}]
        raise Problem(422, "event_unfit", str(error), errors=faults) from error


def _changed(letter: Mapping[str, Any], fields: Mapping[str, Any] | None) -> list[str]:
    """Names of the fields that were written anew, for the audit log: what stands in them is somebody's."""
    before = letter["event"] or {}
    return sorted(name for name in {*before, *fields} if before.get(name) != fields.get(name)) if fields else []
