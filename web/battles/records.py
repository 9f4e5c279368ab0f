"""Battles looked back at, or into while they run."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection

from bridges import scripts
from models import battle_lists, votes
from models.battle_lists import BattleRow
from web import creative
from web.auth import player_id, player_required
from web.battles import replays
from web.battles.schemas import BattlePageSchema, BattleSchema, BattlesSchema, own, plain
from web.bodies import Blueprint
from web.creative import CreativeSchema
from web.errors import Problem, document_problems
from web.pages import paged, read_cursor
from web.wires import wires

blueprint = Blueprint("battles", __name__, url_prefix="/v1/battles", description="One against one.")


class WholeBattleSchema(BattleSchema):
    """A battle, and of a creative one what was asked, written and voted."""

    creative = ma.fields.Nested(
        CreativeSchema, required=True, allow_none=True, metadata={"description": "null: of a quiz battle"}
    )


UNKNOWN = "`battle_unknown`: there is none, or it is another's; one that runs can be watched by who has its id"


@blueprint.route("")
@player_required
@blueprint.arguments(BattlePageSchema, location="query")
@blueprint.response(200, BattlesSchema)
@document_problems(422, 503)
def list_battles(page: dict[str, Any]) -> dict[str, Any]:
    """My battles, latest first"""
    me, before = player_id(), read_cursor(page["cursor"])
    with wires().postgres.connect() as connection:
        rows = battle_lists.of_player(connection, me, page["mode"], page["state"], before, page["limit"] + 1)
    found = paged(rows, page["limit"])
    return found | {"items": [own(row, row.side_of(me) or 0) for row in found["items"]]}


@blueprint.route("/<uuid:battle_id>")
@player_required
@blueprint.response(200, WholeBattleSchema)
@document_problems(404, 503, s404=UNKNOWN)
def show_battle(battle_id: UUID) -> dict[str, Any]:
    """A battle of mine; of another's quiz battle that runs, who is in it; a creative one that I have voted on

    Moves show a moment after they were made: live it is on the socket, `battle:<id>`, for who watches five seconds
    late. Of a creative battle the votes are told to who has voted, and to all its own once it is closed; until then its
    voters are not told who is in it.
    """
    me = player_id()
    with wires().postgres.connect() as connection:
        row = battle_lists.one(connection, battle_id)
        if row is None:
            raise unknown()
        part = creative.shown(connection, battle_id, me, wires().media.url)
        side = row.side_of(me)
        if side is None:
            return _watched(connection, row, me, part)
        shown = own(row, side) | {"creative": part}
        if row.state == "running" and row.script is not None:
            moves = battle_lists.moves(connection, battle_id)
            shown["points"] = list(replays.replayed(row, scripts.from_json(row.script), moves).points)
    return shown


def _watched(connection: Connection, row: BattleRow, me: UUID, part: dict[str, Any] | None) -> dict[str, Any]:
    """A battle as somebody else sees it. Raises Problem 404."""
    if row.is_over if part is None else not votes.has_voted(connection, me, row.id):
        raise unknown()
    shown = plain(row) | {"side": None, "points": None, "result": None, "creative": part}
    return shown if row.is_over or part is None else shown | {"players": []}


def own_battle(battle_id: UUID) -> BattleRow:
    """A battle that the player of this request is in. Raises Problem 404."""
    with wires().postgres.connect() as connection:
        row = battle_lists.one(connection, battle_id)
    if row is None or row.side_of(player_id()) is None:
        raise unknown()
    return row


def unknown() -> Problem:
    """404."""
    return Problem(404, "battle_unknown", "There is no such battle of yours, nor one that runs.")
