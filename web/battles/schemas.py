"""Battles as REST shows them. Sides are 0 and 1; lists of two are by side."""

from typing import Any, get_args

import marshmallow as ma

from models.battle_lists import BattleRow
from models.battles import BattleKind, BattleMode, BattleState
from rules.battle_state import Reason
from rules.creative import HOWS
from rules.rating import PROVISIONAL
from web import composing
from web.pages import PageSchema

MODES: tuple[BattleMode, ...] = get_args(BattleMode)
STATES: tuple[BattleState, ...] = get_args(BattleState)
KINDS: tuple[BattleKind, ...] = get_args(BattleKind)
REASONS = (*get_args(Reason), *HOWS)
"""Of a creative battle it says what decided it."""


class BattlePageSchema(PageSchema):
    """Which battles."""

    mode = ma.fields.String(load_default=None, validate=ma.validate.OneOf(MODES))
    state = ma.fields.String(load_default=None, validate=ma.validate.OneOf(STATES))


class RatingSchema(ma.Schema):
    """A rating in a mode, of this season."""

    mode = ma.fields.String(required=True, validate=ma.validate.OneOf(MODES))
    rating = ma.fields.Integer(required=True, metadata={"example": 1521})
    provisional = ma.fields.Boolean(required=True, metadata={"description": f"of fewer than {PROVISIONAL} battles"})
    games = ma.fields.Integer(required=True, metadata={"description": "ranked battles", "example": 12})


class FighterSchema(ma.Schema):
    """A side."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True, metadata={"example": "Brisk Otter 42"})
    ghost = ma.fields.Boolean(required=True, metadata={"description": "a recorded run of theirs, and not they"})


class BattleRewardSchema(ma.Schema):
    """What a battle gave a player. Ratings are null unless it was ranked."""

    rating_before = ma.fields.Integer(required=True, allow_none=True, metadata={"example": 1500})
    rating_after = ma.fields.Integer(required=True, allow_none=True, metadata={"example": 1521})
    provisional = ma.fields.Boolean(
        required=True, allow_none=True, metadata={"description": "whether `rating_after` is still to prove itself"}
    )
    xp = ma.fields.Integer(required=True, metadata={"example": 70})
    tokens = ma.fields.Integer(required=True, metadata={"example": 5})


class ResultSchema(ma.Schema):
    """How a battle ended."""

    winner = ma.fields.Integer(required=True, allow_none=True, metadata={"description": "the side; null: neither"})
    reason = ma.fields.String(required=True, metadata={"description": ", ".join(REASONS), "example": "points"})
    reward = ma.fields.Nested(
        BattleRewardSchema, required=True, allow_none=True, metadata={"description": "yours, and nobody else's"}
    )


class PlainBattleSchema(ma.Schema):
    """A battle."""

    id = ma.fields.UUID(required=True)
    mode = ma.fields.String(required=True, validate=ma.validate.OneOf(MODES))
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    ranked = ma.fields.Boolean(required=True)
    category = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "null: any", "example": "programming"}
    )
    lang = ma.fields.String(required=True, metadata={"example": "en"})
    dir = ma.fields.String(required=True, validate=ma.validate.OneOf(["ltr", "rtl"]))
    state = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(STATES),
        metadata={"description": "settled: what it gives was given · void: it gave nothing, or that was taken back"},
    )
    started_at = ma.fields.AwareDateTime(required=True)
    ended_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    players = ma.fields.List(ma.fields.Nested(FighterSchema), required=True)


class BattleSchema(PlainBattleSchema):
    """A battle as a player sees it who is in it; who watches sees neither points nor result."""

    side = ma.fields.Integer(required=True, allow_none=True, metadata={"description": "yours; null: you watch"})
    points = ma.fields.List(
        ma.fields.Integer(),
        required=True,
        allow_none=True,
        metadata={"description": "of the rounds that were revealed; of a settled one at the end", "example": [92, 71]},
    )
    result = ma.fields.Nested(
        ResultSchema, required=True, allow_none=True, metadata={"description": "once it is settled"}
    )


class BattlesSchema(ma.Schema):
    """A page of battles, latest first."""

    items = ma.fields.List(ma.fields.Nested(BattleSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


def plain(row: BattleRow) -> dict[str, Any]:
    """What anybody may see who has a battle's id while it runs."""
    ghost = row.kind == "ghost"
    return {
        **{name: getattr(row, name) for name in ("id", "mode", "kind", "ranked", "lang", "state")},
        "category": row.category or None,
        "dir": composing.direction(row.lang),
        "started_at": row.started_at,
        "ended_at": row.ended_at,
        "players": [
            {"id": id_, "name": name, "ghost": ghost and side == 1}
            for side, (id_, name) in enumerate(zip(row.players, row.names, strict=True))
        ],
    }


def own(row: BattleRow, side: int) -> dict[str, Any]:
    """What the player of a side sees: of what it gave, their own part alone."""
    result = row.result if row.state == "settled" else None
    return {
        **plain(row),
        "side": side,
        "points": result and result["points"],
        "result": result and {name: result[name] for name in ("winner", "reason")} | {"reward": _reward(result, side)},
    }


def _reward(result: dict[str, Any], side: int) -> dict[str, Any] | None:
    given = (result.get("rewards") or (None, None))[side]
    if given is None:
        return None
    ratings = {name: given.get(name) for name in ("rating_before", "rating_after")}
    rounded = {name: rating if rating is None else round(rating) for name, rating in ratings.items()}
    return rounded | {"provisional": given.get("provisional"), "xp": given["xp"], "tokens": given["tokens"]}
