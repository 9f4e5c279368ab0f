"""Seasons for staff: made with their prizes, changed while they are to come, deleted before anybody plays in them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import marshmallow as ma
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from models import season_plans, seasons
from models.season_plans import Sheet
from rules.boards import Season
from rules.seasons import MOST, Prize, Prizes, phase
from web.admin.acting import acting
from web.admin.editions import ETAG, Answer, check, etag, guarded
from web.admin.fields import ReasonIfAnySchema
from web.admin.guard import staff_required
from web.admin.repeats import REUSED, once
from web.admin.texts import Line
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import Whole
from web.wires import wires

blueprint = Blueprint("admin_seasons", __name__, url_prefix="/v1/admin/seasons", description="Staff: seasons.")

_PHASES = ("upcoming", "open", "closing", "sealed")
_PRIZES_MOST = 100


class RewardSchema(ma.Schema):
    """Tokens for each of the ranks from first to last, both included."""

    first = Whole(required=True, validate=ma.validate.Range(1, MOST), metadata={"example": 1})
    last = Whole(required=True, validate=ma.validate.Range(1, MOST), metadata={"example": 3})
    tokens = Whole(required=True, validate=ma.validate.Range(1, MOST), metadata={"example": 500})


class SeasonChangesSchema(ma.Schema):
    """What is to be another way. Of a season that has begun its name, its prizes and its last day, if it is to come."""

    name = Line(80)
    first = ma.fields.Date(metadata={"description": "its first day, UTC"})
    last = ma.fields.Date(metadata={"description": "its last day, UTC; it has 180 days at most"})
    prizes = ma.fields.List(ma.fields.Nested(RewardSchema), validate=ma.validate.Length(max=_PRIZES_MOST))


class NewSeasonSchema(ma.Schema):
    """A season to be made."""

    name = Line(80, required=True, metadata={"example": "Spring"})
    first = ma.fields.Date(required=True, metadata={"description": "its first day, UTC"})
    last = ma.fields.Date(required=True, metadata={"description": "its last day, UTC; it has 180 days at most"})
    prizes = ma.fields.List(
        ma.fields.Nested(RewardSchema), load_default=list, validate=ma.validate.Length(max=_PRIZES_MOST)
    )


class SeasonSheetSchema(ma.Schema):
    """A season."""

    id = ma.fields.Integer(required=True)
    name = ma.fields.String(required=True)
    first = ma.fields.Date(required=True)
    last = ma.fields.Date(required=True)
    phase = ma.fields.String(required=True, validate=ma.validate.OneOf(_PHASES))
    prizes = ma.fields.List(ma.fields.Nested(RewardSchema), required=True)
    sealed_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    edition = ma.fields.Integer(required=True, metadata={"description": "its ETag is `e<edition>`"})


class SeasonSheetsSchema(ma.Schema):
    """Every season, latest first."""

    items = ma.fields.List(ma.fields.Nested(SeasonSheetSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True, dump_default=None)


_UNFIT = (
    "`season_unfit`: its days are another's, or too many, or over, or prizes overlap: `errors` say; `invalid`: the form"
)
_BEGUN = "`season_begun`: its first day is over or on; `season_over`: it has ended"


@blueprint.route("")
@staff_required("content.read")
@blueprint.response(200, SeasonSheetsSchema)
@document_problems(503)
def list_all_seasons() -> dict[str, Any]:
    """Every season, latest first"""
    with wires().postgres.connect() as connection:
        return {"items": [_shown(season) for season in season_plans.every(connection)]}


@blueprint.route("", methods=["POST"])
@staff_required("content.write", step_up=True)
@blueprint.arguments(NewSeasonSchema)
@blueprint.response(201, SeasonSheetSchema, headers={"Location": {"schema": {"type": "string"}}} | ETAG)
@document_problems(400, 413, 415, 422, 503, s422=_UNFIT + REUSED)
@once(lambda connection, id_: _made(_found(season_plans.one(connection, int(id_)))))
def make_season(body: dict[str, Any]) -> Answer:
    """Make a season that begins tomorrow or later, with what its ranks get"""
    prizes = _prizes(body["prizes"])
    try:
        with acting("seasons.create", "season", "new") as act:
            if body["first"] <= _today():
                raise _unfit("/first", "It begins tomorrow at the earliest: who plays now is in another one, or none.")
            id_ = seasons.create(act.connection, body["name"], body["first"], body["last"], prizes)
            season = _found(season_plans.one(act.connection, id_))
            act.subject_id, act.after = str(id_), vars(season)
    except IntegrityError as error:
        raise _clash(error) from None
    return _made(season)


@blueprint.route("/<int:season_id>")
@staff_required("content.read")
@blueprint.response(200, SeasonSheetSchema, headers=ETAG)
@document_problems(404, 503)
def show_any_season(season_id: int) -> Answer:
    """One season"""
    with wires().postgres.connect() as connection:
        season = _found(season_plans.one(connection, season_id))
    return _shown(season), 200, etag(season.edition)


@blueprint.route("/<int:season_id>", methods=["PATCH"])
@staff_required("content.write", step_up=True)
@guarded(SeasonSheetSchema)
@blueprint.arguments(SeasonChangesSchema)
@blueprint.response(200, SeasonSheetSchema, headers=ETAG)
@document_problems(400, 404, 409, 413, 415, 422, 428, 503, s409=_BEGUN, s422=_UNFIT)
def change_season(body: dict[str, Any], season_id: int) -> Answer:
    """Change a season that is not over"""
    wanted = body | ({"prizes": _prizes(body["prizes"])} if "prizes" in body else {})
    try:
        with acting("seasons.change", "season", season_id) as act:
            season = _locked(act.connection, season_id)
            _check_days(season, wanted)
            season_plans.change(act.connection, season, wanted)
            changed = _found(season_plans.one(act.connection, season_id))
            act.before = {name: getattr(season, name) for name in wanted}
            act.after = {name: getattr(changed, name) for name in wanted}
    except IntegrityError as error:
        raise _clash(error) from None
    return _shown(changed), 200, etag(changed.edition)


@blueprint.route("/<int:season_id>", methods=["DELETE"])
@staff_required("content.write", step_up=True)
@guarded(SeasonSheetSchema, required=False)
@blueprint.arguments(ReasonIfAnySchema, required=False)
@blueprint.response(204)
@document_problems(*(400, 404, 409, 413, 415, 422, 503), s409=_BEGUN)
def delete_season(given: dict[str, Any], season_id: int) -> None:
    """Delete a season that has not begun"""
    with acting("seasons.delete", "season", season_id, given.get("reason")) as act:
        season = _locked(act.connection, season_id, required=False)
        if season.first <= _today():
            raise Problem(409, "season_begun", "It has begun: boards are counted in it.")
        act.before = vars(season)
        season_plans.remove(act.connection, season_id)


def _check_days(season: Sheet, wanted: Mapping[str, Any]) -> None:
    """Raises Problem 409, 422."""
    today = _today()
    if season.last < today:
        raise Problem(409, "season_over", "It has ended: what it paid, or is about to, stays.")
    first, last = wanted.get("first", season.first), wanted.get("last", season.last)
    if first != season.first and season.first <= today:
        raise Problem(409, "season_begun", "It has begun: its first day stays.")
    if first != season.first and first <= today:
        raise _unfit("/first", "It begins tomorrow at the earliest.")
    if last != season.last and last < today:
        raise _unfit("/last", "Its last day is today at the earliest.")


def _prizes(sent: list[dict[str, int]]) -> list[dict[str, int]]:
    """The prizes in the order of their ranks. Raises Problem 422."""
    try:
        return [dict(vars(prize)) for prize in Prizes(tuple(Prize(**one) for one in sent)).table]
    except ValueError as error:
        raise _unfit("/prizes", str(error)) from None


def _clash(error: IntegrityError) -> Problem:
    if "days" in str(error.orig):
        return _unfit("/first", "Its days are another season's.")
    return _unfit("/last", "It must have 1 to 180 days.")


def _unfit(pointer: str, detail: str) -> Problem:
    return Problem(422, "season_unfit", detail, errors=[{"pointer": pointer, "detail": detail}])


def _today() -> date:
    return datetime.now(UTC).date()


def _locked(connection: Connection, season_id: int, *, required: bool = True) -> Sheet:
    season = _found(season_plans.one(connection, season_id, lock=True))
    check(season.edition, lambda: SeasonSheetSchema().dump(_shown(season)), required=required)
    return season


def _found(season: Sheet | None) -> Sheet:
    if season is None:
        raise Problem(404, "season_unknown", "There is no such season; GET /v1/admin/seasons lists them.")
    return season


def _made(season: Sheet) -> Answer:
    return _shown(season), 201, etag(season.edition) | {"Location": f"/v1/admin/seasons/{season.id}"}


def _shown(season: Sheet) -> dict[str, Any]:
    days = Season(season.id, season.first, season.last)
    return {**vars(season), "phase": phase(days, datetime.now(UTC), season.sealed_at is not None)}
