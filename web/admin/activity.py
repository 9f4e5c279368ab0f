"""Who plays: by day, by week, and what becomes of those who join; as it was counted (models.activity)."""

from datetime import UTC, datetime
from typing import Any

import marshmallow as ma

from models import activity, activity_figures
from web.admin.guard import staff_required
from web.bodies import Blueprint
from web.errors import document_problems
from web.wires import wires

blueprint = Blueprint("admin_activity", __name__, url_prefix="/v1/admin/activity", description="Staff: who plays.")

_DAYS_MOST, _WEEKS_MOST = 366, 53


def _count(about: str, example: int) -> Any:
    return ma.fields.Integer(required=True, metadata={"description": about, "example": example})


class ActivityQuerySchema(ma.Schema):
    """How far back."""

    days = ma.fields.Integer(load_default=30, validate=ma.validate.Range(1, _DAYS_MOST), metadata={"example": 30})
    weeks = ma.fields.Integer(load_default=8, validate=ma.validate.Range(1, _WEEKS_MOST), metadata={"example": 8})


class ActiveDaySchema(ma.Schema):
    """A UTC day."""

    day = ma.fields.Date(required=True, metadata={"example": "2026-11-27"})
    joined = _count("players who came for the first time, guests too", 41)
    active = _count("players who began a session, or a battle against somebody", 512)
    redeemed = _count("players of whom a redemption succeeded", 7)


class ActiveWeekSchema(ma.Schema):
    """A week of ISO 8601, from its Monday on."""

    week = ma.fields.Date(required=True, metadata={"example": "2026-11-23"})
    active = _count("players who were active on one of its days", 1_804)


class CohortSchema(ma.Schema):
    """Those who joined in a week, and what became of them up to now."""

    week = ma.fields.Date(required=True, metadata={"example": "2026-11-23"})
    joined = _count("players", 280)
    played = _count("of them: who was ever active", 231)
    redeemed = _count("of them: who ever redeemed something", 12)
    active = ma.fields.List(
        ma.fields.Integer(),
        required=True,
        metadata={"description": "of them: who was active in that week, the next, and so on", "example": [231, 90]},
    )


class ActivitySchema(ma.Schema):
    """Figures as they were counted, which is some seconds after it happened."""

    at = ma.fields.AwareDateTime(required=True)
    waiting = _count("of what happened, not counted yet", 0)
    days = ma.fields.List(ma.fields.Nested(ActiveDaySchema), required=True)
    weeks = ma.fields.List(ma.fields.Nested(ActiveWeekSchema), required=True)
    cohorts = ma.fields.List(ma.fields.Nested(CohortSchema), required=True)


@blueprint.route("")
@staff_required("operations.read")
@blueprint.arguments(ActivityQuerySchema, location="query")
@blueprint.response(200, ActivitySchema)
@document_problems(422, 503)
def show_activity(wanted: dict[str, int]) -> dict[str, Any]:
    """Players a day and a week, who comes back, and who goes on from joining to playing to redeeming"""
    now = datetime.now(UTC)
    with wires().postgres.connect() as connection:
        return {
            "at": now,
            "waiting": activity.waiting(connection),
            "days": activity_figures.days(connection, now.date(), wanted["days"]),
            "weeks": activity_figures.weeks(connection, now.date(), wanted["weeks"]),
            "cohorts": activity_figures.cohorts(connection, now.date(), wanted["weeks"]),
        }
