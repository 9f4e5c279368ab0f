"""Correcting what a player told of themselves once, and cannot tell anew."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from models import players
from web.admin.acting import acting
from web.admin.fields import ReasonSchema
from web.admin.guard import staff_required
from web.admin.impartial import OUTRANKED, must_be_impartial
from web.admin.sanctioning import NO_PLAYER, unknown_player
from web.bodies import Blueprint
from web.errors import document_problems
from web.fields import Whole
from web.profile import BORN_FIRST, check_year

blueprint = Blueprint(
    "admin_correcting", __name__, url_prefix="/v1/admin/players", description="Staff: correcting players' profiles."
)


class BirthYearSchema(ma.Schema):
    """When a player was born."""

    birth_year = ma.fields.Integer(required=True, metadata={"example": 1990})


class BirthYearChangeSchema(ReasonSchema):
    """When a player was born, and how that is known."""

    birth_year = Whole(required=True, validate=ma.validate.Range(BORN_FIRST, 2100), metadata={"example": 1990})


@blueprint.route("/<uuid:player_id>/birth-year", methods=["PUT"])
@staff_required("players.profile", step_up=True)
@blueprint.arguments(BirthYearChangeSchema)
@blueprint.response(200, BirthYearSchema)
@document_problems(
    *(400, 403, 404, 413, 415, 422, 503),
    s403=OUTRANKED,
    s404=NO_PLAYER,
    s422="`birth_year_future`; `invalid`: `errors` name the fields",
)
def correct_birth_year(given: dict[str, Any], player_id: UUID) -> dict[str, int]:
    """Correct the year in which a player was born

    Players say it once: who is too young to redeem cannot grow older by saying so.
    """
    wanted = {"birth_year": given["birth_year"]}
    check_year(wanted["birth_year"])
    with acting("players.birth_year", "player", player_id, given["reason"]) as act:
        player = players.lock(act.connection, player_id)
        if player is None:
            raise unknown_player()
        must_be_impartial(act.connection, player_id)
        players.change(act.connection, player_id, **wanted)
        act.before, act.after = {"birth_year": player.birth_year}, wanted
    return wanted
