"""Messages of the staff to single players."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from bridges import markup
from models import notices, player_messages, players
from models.player_messages import Message
from rules.notices import Notice
from rules.templates import MARKUP_MOST, TITLE_MOST, plain
from rules.words import LANGUAGES
from web.admin.acting import acting, looking
from web.admin.fields import Said
from web.admin.guard import staff, staff_required
from web.admin.repeats import REUSED, once
from web.admin.sanctioning import unknown_player
from web.admin.texts import Line
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.pages import PageSchema, paged, read_cursor

blueprint = Blueprint("admin_messages", __name__, url_prefix="/v1/admin/messages", description="Staff: messages.")


class MessageListSchema(PageSchema):
    """Whose messages."""

    player_id = ma.fields.UUID(load_default=None)


class NewMessageSchema(ma.Schema):
    """What a player is to be told."""

    player_id = ma.fields.UUID(required=True)
    lang = ma.fields.String(
        load_default=LANGUAGES[0],
        validate=ma.validate.OneOf(LANGUAGES),
        metadata={"description": "what it is written in"},
    )
    title = Line(TITLE_MOST, required=True, metadata={"example": "Your lost streak"})
    body = Said(
        MARKUP_MOST,
        required=True,
        metadata={"description": "markup: `<b>`, `<i>` and `<a href>` alone", "example": "It is <b>back</b>. Sorry!"},
    )


class StaffMessageSchema(ma.Schema):
    """A message to a player."""

    id = ma.fields.UUID(required=True)
    player_id = ma.fields.UUID(required=True)
    player = ma.fields.String(required=True, metadata={"description": "their name"})
    author = ma.fields.String(required=True, allow_none=True)
    lang = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    markup = ma.fields.String(required=True)
    created_at = ma.fields.AwareDateTime(required=True)
    delivered = ma.fields.Boolean(required=True, metadata={"description": "whether it is in the inbox"})
    read_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class StaffMessagesSchema(ma.Schema):
    """A page of messages, latest first."""

    items = ma.fields.List(ma.fields.Nested(StaffMessageSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


@blueprint.route("")
@staff_required("players.message", sensitive=True)
@blueprint.arguments(MessageListSchema, location="query")
@blueprint.response(200, StaffMessagesSchema)
@document_problems(422, 503)
def list_messages(query: dict[str, Any]) -> dict[str, Any]:
    """What single players were told, latest first"""
    with looking("messages", query) as connection:
        found = player_messages.page(connection, query["player_id"], read_cursor(query["cursor"]), query["limit"] + 1)
    return paged(found, query["limit"])


@blueprint.route("", methods=["POST"])
@staff_required("players.message")
@blueprint.arguments(NewMessageSchema)
@blueprint.response(201, StaffMessageSchema)
@document_problems(
    *(400, 404, 413, 415, 422, 503),
    s404="`player_unknown`",
    s422=f"`text_empty`: nothing is left without tags; `invalid`: `errors` name the fields{REUSED}",
)
@once(lambda connection, id_: (_found(connection, UUID(id_)), 201))
def send_message(body: dict[str, Any]) -> tuple[Message, int]:
    """Tell one player something: into their inbox, and at once to who is here"""
    id_, said = uuid7(), markup.clean(body["body"])
    if not plain(said).strip():
        detail = "Nothing is left of it without its tags."
        raise Problem(422, "text_empty", detail, errors=[{"pointer": "/body", "detail": detail}])
    with acting("messages.send", "player", body["player_id"]) as act:
        if players.hold(act.connection, body["player_id"]) is None:
            raise unknown_player()
        player_messages.add(act.connection, id_, body["player_id"], staff().id, body["lang"], body["title"], said)
        values = {"title": body["title"], "body": plain(said)}
        notices.tell(act.connection, [Notice(id_, body["player_id"], "staff_message", values, lang=body["lang"])])
        act.after, act.made = {"message": str(id_)}, str(id_)
        return _found(act.connection, id_), 201


def _found(connection: Connection, message: UUID) -> Message:
    found = player_messages.one(connection, message)
    if found is None:
        raise unknown_player()
    return found
