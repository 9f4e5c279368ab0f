"""Battles looked back at, or into while they run."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection

from bridges import scripts
from models import battle_lists
from models.battle_lists import BattleRow
from web import creative
from web.auth import player_id, player_required
from web.battles import replays
from web.battles.schemas import BattlePageSchema, BattleSchema, BattlesSchema, own, plain
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.pages import paged, read_cursor
from web.wires import wires

blueprint = Blueprint("battles", __name__, url_prefix="/v1/battles", description="One against one.")

UNKNOWN = "`battle_unknown`: there is none, or it is another's; one that runs can be watched by who has its id"


class ShownBattleSchema(BattleSchema):
    """A battle, with what only creative ones have."""

    creative = ma.fields.Nested(
        creative.CreativeSchema, required=True, allow_none=True, metadata={"description": "null of a quiz battle"}
    )


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
@blueprint.response(200, ShownBattleSchema)
@document_problems(404, 503, s404=UNKNOWN)
def show_battle(battle_id: UUID) -> dict[str, Any]:
    """A battle of mine; of another's that runs, who is in it

    Moves show a moment after they were made: live it is on the socket, `battle:<id>`, for who watches five seconds
    late. A creative one is shown to its players, and with its counts to who has voted on it; `players` is empty for
    them until it is closed.
    """
    with wires().postgres.connect() as connection:
        row = battle_lists.one(connection, battle_id)
        if row is None:
            raise unknown()
        side = row.side_of(player_id())
        part = creative.shown(connection, battle_id, player_id(), wires().media.url)
        shown = _of_another(row, part) if side is None else _own(connection, row, side)
    return shown | {"creative": part}


def _own(connection: Connection, row: BattleRow, side: int) -> dict[str, Any]:
    shown = own(row, side)
    if row.state == "running" and row.script is not None:
        moves = battle_lists.moves(connection, row.id)
        shown["points"] = list(replays.replayed(row, scripts.from_json(row.script), moves).points)
    return shown


def _of_another(row: BattleRow, part: dict[str, Any] | None) -> dict[str, Any]:
    """Who is in a creative battle is not told to those who are to vote."""
    nothing = {"side": None, "points": None, "result": None}
    if part is not None and part["votes"] is not None:
        return plain(row) | nothing | ({} if part["phase"] == "closed" else {"players": []})
    if row.mode != "quiz" or row.is_over:
        raise unknown()
    return plain(row) | nothing


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
