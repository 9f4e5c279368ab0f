"""A battle's replay, for its players, once it is over."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from bridges import scripts
from models import battle_lists
from web.auth import player_id, player_required
from web.battles import replays
from web.battles.records import own_battle
from web.battles.replays import ReplayedMomentSchema, ReplayedRoundSchema
from web.battles.schemas import BattleSchema, own
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.wires import wires

blueprint = Blueprint("replays", __name__, url_prefix="/v1/battles")


class ReplaySchema(BattleSchema):
    """A battle from its beginning to its end: folded, it gives its result."""

    rounds = ma.fields.List(ma.fields.Nested(ReplayedRoundSchema), required=True)
    moments = ma.fields.List(ma.fields.Nested(ReplayedMomentSchema), required=True)


@blueprint.route("/<uuid:battle_id>/replay")
@Blueprint.doc(tags=["battles"])
@player_required
@blueprint.response(200, ReplaySchema)
@document_problems(
    *(404, 409, 503),
    s404="`battle_unknown`: there is no such battle of yours; `battle_unmoved`: a creative one has no moves",
    s409="`battle_not_over`: what was right is told when it is",
)
def replay_battle(battle_id: UUID) -> dict[str, Any]:
    """One of my battles move by move, with what was right"""
    row = own_battle(battle_id)
    if row.script is None:
        raise Problem(404, "battle_unmoved", "A creative battle has no moves; GET /v1/battles/{id} shows it.")
    if not row.is_over:
        detail = "It still runs; what was right is told when it is over."
        raise Problem(409, "battle_not_over", detail, headers={"Retry-After": "1"})
    script, side = scripts.from_json(row.script), row.side_of(player_id()) or 0
    with wires().postgres.connect() as connection:
        told = replays.replayed(row, script, battle_lists.moves(connection, battle_id))
    shown = own(row, side)
    if shown["points"] is None:
        shown["points"] = list(told.points)
    return shown | {"rounds": replays.rounds(script, told), "moments": replays.moments(told)}
