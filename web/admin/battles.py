"""Battles as the staff see them: whole, and void where they must not count."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma
import structlog
from redis import RedisError
from sqlalchemy import Connection

from bridges import scripts
from models import battle_lists, voiding
from models.battle_lists import BattleRow, StoredMove
from rules.battle_state import Refused
from web.admin.acting import acting, looking
from web.admin.contests import ContestSchema, contest
from web.admin.fields import ReasonSchema
from web.admin.guard import staff_required
from web.admin.repeats import REUSED, once
from web.battles import annulling, replays
from web.battles.replays import ReplayedMomentSchema, ReplayedRoundSchema
from web.battles.schemas import BattlePageSchema, PlainBattleSchema, plain
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.pages import paged, read_cursor
from web.wires import wires

log = structlog.get_logger()
blueprint = Blueprint("admin_battles", __name__, url_prefix="/v1/admin/battles", description="Staff: battles.")

_UNKNOWN = "`battle_unknown`: there is none with that id"


class SoughtBattlesSchema(BattlePageSchema):
    """Which battles."""

    player_id = ma.fields.UUID(load_default=None, metadata={"description": "who is in it, be it as a ghost"})
    battle_id = ma.fields.UUID(load_default=None, metadata={"description": "this one alone"})


class FoundBattlesSchema(ma.Schema):
    """A page of battles, latest first."""

    items = ma.fields.List(ma.fields.Nested(PlainBattleSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class GivenRewardSchema(ma.Schema):
    """What a battle gave a side."""

    rating_before = ma.fields.Float(required=True, allow_none=True)
    rating_after = ma.fields.Float(required=True, allow_none=True)
    xp = ma.fields.Integer(required=True)
    tokens = ma.fields.Integer(required=True)


class StoredResultSchema(ma.Schema):
    """How a battle ended, and what it gave, by side; null: a ghost's."""

    winner = ma.fields.Integer(required=True, allow_none=True)
    reason = ma.fields.String(required=True, metadata={"example": "points"})
    points = ma.fields.List(ma.fields.Integer(), required=True)
    rewards = ma.fields.List(ma.fields.Nested(GivenRewardSchema, allow_none=True), required=True)


class MoveSchema(ma.Schema):
    """A move as it was applied, and its place in Kafka. `counts`: the battle is the fold of those that do."""

    life = ma.fields.Integer(required=True, metadata={"description": "a new one with each rebuild", "example": 1})
    seq = ma.fields.Integer(required=True, metadata={"example": 7})
    kind = ma.fields.String(required=True, metadata={"example": "answer"})
    side = ma.fields.Integer(required=True, allow_none=True)
    round = ma.fields.Integer(required=True, allow_none=True)
    response = ma.fields.String(required=True, metadata={"example": "k7mp2"})
    emote = ma.fields.String(required=True, allow_none=True)
    move_id = ma.fields.String(required=True)
    at = ma.fields.AwareDateTime(required=True)
    over = ma.fields.Boolean(required=True, metadata={"description": "the battle was over with it"})
    counts = ma.fields.Boolean(required=True)
    kafka_partition = ma.fields.Integer(required=True)
    kafka_offset = ma.fields.Integer(required=True)


class RatingChangeSchema(ma.Schema):
    """What a battle made of a rating. `position` is the order in which changes were applied."""

    position = ma.fields.Integer(required=True)
    player_id = ma.fields.UUID(required=True)
    kind = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(["result", "void"]),
        metadata={"description": "what did it: the battle's result, or that it was made void"},
    )
    season_id = ma.fields.Integer(required=True)
    rating_before = ma.fields.Float(required=True)
    rating_after = ma.fields.Float(required=True)
    deviation_before = ma.fields.Float(required=True)
    deviation_after = ma.fields.Float(required=True)
    games = ma.fields.Integer(required=True)
    changed_at = ma.fields.AwareDateTime(required=True)


class LookedAtBattleSchema(PlainBattleSchema):
    """A battle with all that is stored of it, whether it runs or not."""

    ghost_of = ma.fields.UUID(required=True, allow_none=True, metadata={"description": "whose run the ghost plays"})
    life = ma.fields.Integer(required=True)
    over_seq = ma.fields.Integer(required=True, allow_none=True)
    settled_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    result = ma.fields.Nested(StoredResultSchema, required=True, allow_none=True)
    rating_changes = ma.fields.List(ma.fields.Nested(RatingChangeSchema), required=True)
    moves = ma.fields.List(ma.fields.Nested(MoveSchema), required=True)
    points = ma.fields.List(ma.fields.Integer(), required=True, metadata={"description": "of the fold"})
    rounds = ma.fields.List(ma.fields.Nested(ReplayedRoundSchema), required=True)
    moments = ma.fields.List(ma.fields.Nested(ReplayedMomentSchema), required=True)
    fault = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "why its moves are not those of a battle"}
    )
    creative = ma.fields.Nested(ContestSchema, required=True, allow_none=True)


@blueprint.route("")
@staff_required("battles.read", sensitive=True)
@blueprint.arguments(SoughtBattlesSchema, location="query")
@blueprint.response(200, FoundBattlesSchema)
@document_problems(422, 503)
def list_battles(query: dict[str, Any]) -> dict[str, Any]:
    """Battles, latest first: all, a player's, those in a mode or state"""
    names = ("player_id", "battle_id", "mode", "state")
    wanted = {name: query[name] for name in names}
    with looking("battles", query) as connection:
        rows = battle_lists.every(connection, **wanted, before=read_cursor(query["cursor"]), limit=query["limit"] + 1)
    found = paged(rows, query["limit"])
    return found | {"items": list(map(plain, found["items"]))}


@blueprint.route("/<uuid:battle_id>")
@staff_required("battles.read", sensitive=True)
@blueprint.response(200, LookedAtBattleSchema)
@document_problems(404, 503, s404=_UNKNOWN)
def show_battle(battle_id: UUID) -> dict[str, Any]:
    """A battle with its moves of all lives, their places in Kafka, its replay, and what it gave"""
    with acting("battles.read", "battle", battle_id) as act:
        return _shown(act.connection, battle_id)


@blueprint.route("/<uuid:battle_id>/void", methods=["POST"])
@staff_required("battles.void")
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, LookedAtBattleSchema)
@document_problems(
    *(400, 404, 409, 413, 415, 422, 503),
    s404=_UNKNOWN,
    s409="`battle_void`: it is already",
    s422="`invalid`: `errors` name the fields" + REUSED,
)
@once(lambda connection, id_: _shown(connection, UUID(id_)))
def void_battle(given: dict[str, str], battle_id: UUID) -> dict[str, Any]:
    """Have a battle not count: one that runs ends without a result; what a settled one gave is taken back"""
    with acting("battles.void", "battle", battle_id, given["reason"]) as act:
        row = _known(act.connection, battle_id)
        act.before = {"state": row.state, "result": row.result}
        voided = voiding.void(act.connection, battle_id, datetime.now(UTC))
        if voided is None:
            raise Problem(409, "battle_void", "It is void already.")
        act.after = {"state": "void"}
        shown = _shown(act.connection, battle_id)
    if voided.was == "running":
        _end(row)
    return shown


def _end(row: BattleRow) -> None:
    """Nobody moves it on any more, and those who are at it are told."""
    try:
        annulling.end(wires().redis, row.id, annulling.fighting(row))
    except RedisError as error:
        log.warning("a void battle is still in redis", battle=str(row.id), error=str(error))


def _known(connection: Connection, battle: UUID) -> BattleRow:
    row = battle_lists.one(connection, battle)
    if row is None:
        raise Problem(404, "battle_unknown", "There is no such battle.")
    return row


def _shown(connection: Connection, battle: UUID) -> dict[str, Any]:
    row, moves = _known(connection, battle), battle_lists.moves(connection, battle)
    return {
        **plain(row),
        **{name: getattr(row, name) for name in ("ghost_of", "life", "over_seq", "settled_at", "result")},
        "rating_changes": battle_lists.rating_changes(connection, battle),
        "moves": [vars(one) | vars(one.move) for one in moves],
        **_told(row, moves),
        "creative": contest(connection, battle),
    }


def _told(row: BattleRow, moves: list[StoredMove]) -> dict[str, Any]:
    """The replay, or why there is none."""
    nothing: dict[str, Any] = {"points": [], "rounds": [], "moments": [], "fault": None}
    if row.script is None:
        return nothing
    script = scripts.from_json(row.script)
    try:
        told = replays.replayed(row, script, moves)
    except Refused as error:
        return nothing | {"fault": f"{error.code}: {error}"}
    shown = {"rounds": replays.rounds(script, told), "moments": replays.moments(told), "points": list(told.points)}
    return nothing | shown
