"""A player's progress: XP and level, the daily streak, achievements."""

from datetime import UTC, date, datetime
from typing import Any

import marshmallow as ma

from models import players, progress, rating_places
from rules import shop, streaks
from rules.achievements import ACHIEVEMENTS, METRICS
from rules.levels import level_of
from rules.progress import TIER_TOKENS, Progress
from rules.streaks import Streak, local_day
from web.auth import player_id, player_required
from web.battles.schemas import RatingSchema
from web.bodies import Blueprint
from web.errors import document_problems
from web.wires import wires

blueprint = Blueprint("progress", __name__, url_prefix="/v1/me/progress", description="XP, streak, achievements.")


class LevelSchema(ma.Schema):
    """A level, the XP it began at and the XP the next one begins at."""

    number = ma.fields.Integer(required=True, metadata={"example": 3})
    floor = ma.fields.Integer(required=True, metadata={"example": 300})
    next = ma.fields.Integer(required=True, metadata={"example": 600})


class StreakSchema(ma.Schema):
    """Days played in a row, of the player's own calendar (`zone`)."""

    current = ma.fields.Integer(required=True, metadata={"example": 4})
    best = ma.fields.Integer(required=True, metadata={"example": 12})
    freeze_left = ma.fields.Boolean(required=True, metadata={"description": "whether a day of this week may be missed"})
    frozen = ma.fields.List(
        ma.fields.Date(), required=True, metadata={"description": "days from yesterday on that are bought, and missed"}
    )
    freezable = ma.fields.List(
        ma.fields.Date(), required=True, metadata={"description": "days that `POST /v1/purchases` would freeze now"}
    )


class AchievementSchema(ma.Schema):
    """Something to earn once."""

    code = ma.fields.String(required=True, metadata={"example": "streak_7"})
    name = ma.fields.String(required=True, metadata={"example": "A Good Week"})
    description = ma.fields.String(required=True, metadata={"example": "Play 7 days in a row."})
    tier = ma.fields.String(required=True, validate=ma.validate.OneOf(list(TIER_TOKENS)))
    metric = ma.fields.String(required=True, validate=ma.validate.OneOf(METRICS))
    count = ma.fields.Integer(required=True, metadata={"description": "how far you are", "example": 4})
    threshold = ma.fields.Integer(required=True, metadata={"example": 7})


class EarnedSchema(AchievementSchema):
    """An achievement that you have."""

    earned_at = ma.fields.AwareDateTime(required=True)


class AchievementsSchema(ma.Schema):
    """All of them."""

    earned = ma.fields.List(ma.fields.Nested(EarnedSchema), required=True)
    open = ma.fields.List(ma.fields.Nested(AchievementSchema), required=True)


class PlayerProgressSchema(ma.Schema):
    """What the sessions and battles that have ended add up to."""

    xp = ma.fields.Integer(required=True, metadata={"example": 412})
    level = ma.fields.Nested(LevelSchema, required=True)
    streak = ma.fields.Nested(StreakSchema, required=True)
    achievements = ma.fields.Nested(AchievementsSchema, required=True)
    ratings = ma.fields.List(
        ma.fields.Nested(RatingSchema), required=True, metadata={"description": "of modes with a ranked battle"}
    )


@blueprint.route("")
@player_required
@blueprint.response(200, PlayerProgressSchema)
@document_problems(503)
def show_progress() -> dict[str, Any]:
    """My XP and level, streak and achievements, and ratings

    They move when a session ends: by its last answer, by `finish`, or when its time is over; and when a battle is
    settled.
    """
    with wires().postgres.connect() as connection:
        player = players.by_id(connection, player_id())
        standing = progress.of(connection, player_id())
        earned = progress.achievements(connection, player_id())
        ratings = rating_places.current(connection, player_id(), datetime.now(UTC).date())
    today = local_day(datetime.now(UTC), player.zone if player else "UTC")
    return {
        "xp": standing.xp,
        "level": level_of(standing.xp),
        "streak": shown(standing.streak, today),
        "achievements": _achievements(standing, earned),
        "ratings": ratings,
    }


def shown(streak: Streak, today: date) -> dict[str, Any]:
    """As StreakSchema has it."""
    return {
        "current": streaks.current(streak, today),
        "best": streaks.best(streak),
        "freeze_left": streaks.is_freeze_left(streak, today),
        "frozen": shop.frozen(streak, today),
        "freezable": shop.freezable(streak, today),
    }


def _achievements(standing: Progress, earned: dict[str, datetime]) -> dict[str, Any]:
    names = [name for name in AchievementSchema().fields if name != "count"]
    shown = [
        {name: getattr(one, name) for name in names} | {"count": standing.counters.get(one.metric, 0)}
        for one in ACHIEVEMENTS
    ]
    return {
        "earned": [one | {"earned_at": earned[one["code"]]} for one in shown if one["code"] in earned],
        "open": [one for one in shown if one["code"] not in earned],
    }
