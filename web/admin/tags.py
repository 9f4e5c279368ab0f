"""Tags of players, for staff: segments go by them."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from models import players, tags
from web.admin.acting import acting
from web.admin.audiences import TAG_FORM
from web.admin.guard import staff, staff_required
from web.admin.impartial import OUTRANKED, must_be_impartial
from web.admin.sanctioning import NO_PLAYER, check_known, unknown_player
from web.bodies import Blueprint
from web.errors import document_problems
from web.wires import wires

blueprint = Blueprint("admin_tags", __name__, url_prefix="/v1/admin", description="Staff: tags of players.")

TAGS_MOST = 20
_KNOWN_MOST = 200


class TagsSchema(ma.Schema):
    """A player's tags."""

    tags = ma.fields.List(
        ma.fields.String(validate=TAG_FORM),
        required=True,
        validate=ma.validate.Length(0, TAGS_MOST),
        metadata={"description": "all of them", "example": ["vip"]},
    )


class KnownTagSchema(ma.Schema):
    """A tag that players have."""

    tag = ma.fields.String(required=True, metadata={"example": "vip"})
    players = ma.fields.Integer(required=True)


class KnownTagsSchema(ma.Schema):
    """Tags that players have, the most given first."""

    items = ma.fields.List(ma.fields.Nested(KnownTagSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True, dump_default=None)


@blueprint.route("/tags")
@staff_required("campaigns.read")
@blueprint.response(200, KnownTagsSchema)
@document_problems(503)
def list_tags() -> dict[str, Any]:
    """Tags that players have, the most given first"""
    with wires().postgres.connect() as connection:
        found = tags.known(connection, _KNOWN_MOST)
    return {"items": [{"tag": tag, "players": players_} for tag, players_ in found]}


@blueprint.route("/players/<uuid:player_id>/tags")
@staff_required("players.read", sensitive=True)
@blueprint.response(200, TagsSchema)
@document_problems(404, 503, s404=NO_PLAYER)
def show_tags(player_id: UUID) -> dict[str, Any]:
    """A player's tags"""
    with acting("players.tags", "player", player_id) as act:
        check_known(act.connection, player_id)
        return {"tags": tags.of_player(act.connection, player_id)}


@blueprint.route("/players/<uuid:player_id>/tags", methods=["PUT"])
@staff_required("players.note")
@blueprint.arguments(TagsSchema)
@blueprint.response(200, TagsSchema)
@document_problems(400, 403, 404, 413, 415, 422, 503, s403=OUTRANKED, s404=NO_PLAYER)
def put_tags(given: dict[str, Any], player_id: UUID) -> dict[str, Any]:
    """Give a player these tags, and no others"""
    with acting("players.tag", "player", player_id) as act:
        if players.lock(act.connection, player_id) is None:
            raise unknown_player()
        must_be_impartial(act.connection, player_id)
        act.before = {"tags": tags.of_player(act.connection, player_id)}
        tags.put(act.connection, player_id, sorted(set(given["tags"])), staff().id)
        found = {"tags": tags.of_player(act.connection, player_id)}
        act.after = found
        return found
