"""Final standings of seasons for staff, with what each place was paid."""

from typing import Any

import marshmallow as ma

from models import closings, season_plans
from models.closings import Standing
from rules.seasons import Prize, Prizes
from web.admin.guard import staff_required
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.scoreboard import Scoreboard
from web.seasons import AfterSchema, FinalSchema
from web.wires import wires

blueprint = Blueprint("admin_standings", __name__, url_prefix="/v1/admin/seasons", description="Staff: standings.")


class PlacedSchema(FinalSchema):
    """A line of the final standings, and what it gets."""

    tokens = ma.fields.Integer(required=True, metadata={"description": "by the season's prizes; 0: none"})


class PlacesSchema(ma.Schema):
    """Final standings, the best first; empty until the season is sealed. Who is banned now is left out."""

    items = ma.fields.List(ma.fields.Nested(PlacedSchema), required=True)
    next = ma.fields.Integer(required=True, allow_none=True, metadata={"description": "`after` of the next page"})


@blueprint.route("/<int:season_id>/standings")
@staff_required("content.read")
@blueprint.arguments(AfterSchema, location="query")
@blueprint.response(200, PlacesSchema)
@document_problems(404, 422, 503)
def show_standings(query: dict[str, Any], season_id: int) -> dict[str, Any]:
    """A season's final standings"""
    with wires().postgres.connect() as connection:
        season = season_plans.one(connection, season_id)
        if season is None:
            raise Problem(404, "season_unknown", "There is no such season; GET /v1/admin/seasons lists them.")
        lines = closings.standings(connection, season_id, query["after"], query["limit"] + 1)
    more, lines = len(lines) > query["limit"], lines[: query["limit"]]
    faces = Scoreboard(wires().postgres, wires().redis).faces(str(line.player_id) for line in lines)
    prizes = Prizes(tuple(Prize(**one) for one in season.prizes))

    def placed(line: Standing) -> dict[str, Any]:
        prize = prizes.prize_of(line.rank)
        return {**vars(line), "name": faces[str(line.player_id)].name, "tokens": prize.tokens if prize else 0}

    return {"items": [placed(line) for line in lines], "next": lines[-1].rank if more else None}
