"""Blocks: whom I never want to meet. They are not told, and what they ask me looks as if I had not answered."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from models import pairs
from rules.friends import BLOCKS_MOST
from web.auth import living, player_required
from web.auth import player_id as asking
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.friends import lock
from web.pages import TimePageSchema, paged_in_time, read_place
from web.people import UNKNOWN
from web.wires import wires

blueprint = Blueprint("blocks", __name__, url_prefix="/v1/blocks", description="Whom I never meet.")


class BlockSchema(ma.Schema):
    """A player whom I have blocked."""

    player_id = ma.fields.UUID(required=True, attribute="id")
    name = ma.fields.String(required=True, metadata={"example": "Brisk Otter 42"})
    country = ma.fields.String(required=True, allow_none=True, metadata={"example": "de"})
    since = ma.fields.AwareDateTime(required=True)


class BlocksSchema(ma.Schema):
    """A page of them, latest first."""

    items = ma.fields.List(ma.fields.Nested(BlockSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


@blueprint.route("")
@player_required
@blueprint.arguments(TimePageSchema, location="query")
@blueprint.response(200, BlocksSchema)
@document_problems(422, 503)
def list_blocks(page: dict[str, Any]) -> dict[str, Any]:
    """Whom I have blocked"""
    with wires().postgres.connect() as connection:
        found = pairs.page(connection, asking(), read_place(page["cursor"]), page["limit"] + 1)
    items, following = paged_in_time(found, page["limit"], "since")
    return {"items": items, "next": following}


@blueprint.route("/<uuid:player_id>", methods=["PUT"])
@player_required
@blueprint.response(200, BlockSchema)
@document_problems(*(404, 409, 429, 503), s404=UNKNOWN, s409=f"`blocks_full`: you have blocked {BLOCKS_MOST} players")
def block_player(player_id: UUID) -> pairs.Blocked:
    """Never meet a player

    You are friends no more, nothing is asked between you, neither finds the other by name, and no battle brings you
    together. They are not told. Doing it twice is doing it once.
    """
    me = asking()
    wires().friend_rates.take(me.bytes)
    with wires().postgres.begin() as connection:
        _, theirs = lock(connection, me, player_id)
        if not pairs.blocks(connection, me, player_id) and pairs.blocks_made(connection, me) >= BLOCKS_MOST:
            raise Problem(409, "blocks_full", f"You have blocked {BLOCKS_MOST} players; end one of these first.")
        since = pairs.block(connection, me, player_id)
    return pairs.Blocked(player_id, theirs.name, theirs.country, since)


@blueprint.route("/<uuid:player_id>", methods=["DELETE"])
@player_required
@blueprint.response(204)
@document_problems(404, 503, s404="`not_found`: what is in the path is no id")
def unblock_player(player_id: UUID) -> None:
    """End a block of mine; friendship does not come back by itself"""
    me = asking()
    with wires().postgres.begin() as connection:
        living(pairs.lock(connection, me, player_id).get(me))
        pairs.unblock(connection, me, player_id)
