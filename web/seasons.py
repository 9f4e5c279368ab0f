"""Seasons: their days, their prizes, and how they ended."""

from datetime import UTC, datetime
from typing import Any

import marshmallow as ma

from models import closings, seasons
from models.seasons import SeasonRow
from rules.boards import Season
from rules.seasons import phase
from web.auth import player_id, player_required
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.scoreboard import Scoreboard
from web.wires import wires

blueprint = Blueprint("seasons", __name__, url_prefix="/v1/seasons", description="What boards run by.")

_PAGE_MOST = 100


class PrizeSchema(ma.Schema):
    """Tokens for each of some ranks."""

    first = ma.fields.Integer(required=True, metadata={"example": 1})
    last = ma.fields.Integer(required=True, metadata={"example": 3})
    tokens = ma.fields.Integer(required=True, metadata={"example": 500})


class SeasonSchema(ma.Schema):
    """A season. Its days are UTC's, both included."""

    id = ma.fields.Integer(required=True)
    name = ma.fields.String(required=True, metadata={"example": "Season 1"})
    first = ma.fields.Date(required=True)
    last = ma.fields.Date(required=True)
    phase = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(["upcoming", "open", "closing", "sealed"]),
        metadata={"example": "open"},
    )
    prizes = ma.fields.List(ma.fields.Nested(PrizeSchema), required=True)


class SeasonsSchema(ma.Schema):
    """Every season, latest first."""

    items = ma.fields.List(ma.fields.Nested(SeasonSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True, dump_default=None)


class FinalSchema(ma.Schema):
    """A line of the final standings."""

    rank = ma.fields.Integer(required=True)
    player_id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    points = ma.fields.Integer(required=True)


class SealedSchema(SeasonSchema):
    """A season with its final standings, empty until it is sealed. Ranks never change; who is banned is left out."""

    standings = ma.fields.List(ma.fields.Nested(FinalSchema), required=True)
    me = ma.fields.Nested(FinalSchema, required=True, allow_none=True)
    next = ma.fields.Integer(required=True, allow_none=True, metadata={"description": "`after` of the next page"})


class AfterSchema(ma.Schema):
    """Which part of the standings."""

    after = ma.fields.Integer(load_default=0, validate=ma.validate.Range(0, 2**31 - 1))
    limit = ma.fields.Integer(load_default=20, validate=ma.validate.Range(1, _PAGE_MOST))


@blueprint.route("")
@player_required
@blueprint.response(200, SeasonsSchema)
@document_problems(503)
def list_seasons() -> dict[str, Any]:
    """Every season, latest first"""
    with wires().postgres.connect() as connection:
        return {"items": [_shown(row) for row in seasons.rows(connection)]}


@blueprint.route("/<int:season_id>")
@player_required
@blueprint.arguments(AfterSchema, location="query")
@blueprint.response(200, SealedSchema)
@document_problems(404, 422, 503)
def show_season(page: dict[str, Any], season_id: int) -> dict[str, Any]:
    """A season, and its final standings once everything received in it has been applied"""
    with wires().postgres.connect() as connection:
        row = next((row for row in seasons.rows(connection) if row.id == season_id), None)
        if row is None:
            raise Problem(404, "season_unknown", "There is no such season; GET /v1/seasons lists them.")
        lines = closings.standings(connection, season_id, page["after"], page["limit"] + 1)
        mine = closings.standing_of(connection, season_id, player_id())
    more = len(lines) > page["limit"]
    lines = lines[: page["limit"]]
    faces = Scoreboard(wires().postgres, wires().redis).faces(
        str(line.player_id) for line in (*lines, *([mine] if mine else []))
    )
    named = {line.rank: {**line.__dict__, "name": faces[str(line.player_id)].name} for line in (*lines, mine) if line}
    return _shown(row) | {
        "standings": [named[line.rank] for line in lines],
        "me": named[mine.rank] if mine else None,
        "next": lines[-1].rank if more else None,
    }


def _shown(row: SeasonRow) -> dict[str, Any]:
    season = Season(row.id, row.first, row.last)
    return {**row.__dict__, "phase": phase(season, datetime.now(UTC), row.sealed_at is not None)}
