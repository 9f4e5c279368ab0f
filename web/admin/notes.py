"""What the staff note about a player, for one another."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import notes, players
from models.notes import Note
from web.admin.acting import acting
from web.admin.fields import Said
from web.admin.guard import staff, staff_required
from web.admin.impartial import OUTRANKED, must_be_impartial
from web.admin.repeats import REUSED, once
from web.admin.sanctioning import NO_PLAYER, check_known, unknown_player
from web.bodies import Blueprint
from web.errors import document_problems
from web.pages import PageSchema, paged, read_cursor

blueprint = Blueprint("admin_notes", __name__, url_prefix="/v1/admin/players", description="Staff: notes.")

TEXT_MOST = 2_000


class NewNoteSchema(ma.Schema):
    """A note to add; nobody changes it later."""

    text = Said(TEXT_MOST, required=True, metadata={"example": "Wrote in twice about a lost streak."})


class NoteSchema(ma.Schema):
    """A note."""

    id = ma.fields.UUID(required=True)
    author = ma.fields.String(required=True, allow_none=True, metadata={"example": "Ada"})
    text = ma.fields.String(required=True)
    created_at = ma.fields.AwareDateTime(required=True)


class NotesSchema(ma.Schema):
    """A page of notes, latest first."""

    items = ma.fields.List(ma.fields.Nested(NoteSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


@blueprint.route("/<uuid:player_id>/notes")
@staff_required("players.read", sensitive=True)
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, NotesSchema)
@document_problems(404, 422, 503, s404=NO_PLAYER)
def list_notes(page: dict[str, Any], player_id: UUID) -> dict[str, Any]:
    """Notes about a player, latest first"""
    with acting("players.notes", "player", player_id) as act:
        check_known(act.connection, player_id)
        found = notes.page(act.connection, player_id, read_cursor(page["cursor"]), page["limit"] + 1)
    return paged(found, page["limit"])


@blueprint.route("/<uuid:player_id>/notes", methods=["POST"])
@staff_required("players.note")
@blueprint.arguments(NewNoteSchema)
@blueprint.response(201, NoteSchema)
@document_problems(
    *(400, 403, 404, 413, 415, 422, 503),
    s403=OUTRANKED,
    s404=NO_PLAYER,
    s422=f"`invalid`: `errors` name the fields{REUSED}",
)
@once(lambda connection, id_: _found(connection, UUID(id_)))
def add_note(given: dict[str, str], player_id: UUID) -> Note:
    """Note something about a player, who never sees it"""
    id_ = uuid7()
    with acting("players.note", "player", player_id) as act:
        if players.lock(act.connection, player_id) is None:
            raise unknown_player()
        must_be_impartial(act.connection, player_id)
        notes.add(act.connection, id_, player_id, staff().id, given["text"])
        act.after, act.made = {"note": id_}, str(id_)
        return _found(act.connection, id_)


def _found(connection: Connection, note: UUID) -> Note:
    found = notes.one(connection, note)
    if found is None:
        raise unknown_player()
    return found
