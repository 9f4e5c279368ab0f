"""Achievements as they are declared: they are data of the program (rules.achievements), and change with it alone.

Counters that players have already would be earned anew by another threshold, so what an achievement asks is not edited.
"""

from typing import Any, get_args

import marshmallow as ma

from rules.achievements import ACHIEVEMENTS, METRICS, Tier
from web.admin.guard import staff_required
from web.bodies import Blueprint
from web.errors import document_problems

blueprint = Blueprint(
    "admin_achievements", __name__, url_prefix="/v1/admin/achievements", description="Staff: achievements."
)


class DeclaredAchievementSchema(ma.Schema):
    """Something that players earn once."""

    code = ma.fields.String(required=True, metadata={"example": "first_answer"})
    name = ma.fields.String(required=True, metadata={"description": "in English"})
    description = ma.fields.String(required=True)
    metric = ma.fields.String(required=True, validate=ma.validate.OneOf(METRICS))
    threshold = ma.fields.Integer(required=True)
    tier = ma.fields.String(required=True, validate=ma.validate.OneOf(get_args(Tier)))
    name_key = ma.fields.String(required=True, metadata={"description": "key of its translations"})
    description_key = ma.fields.String(required=True)


class DeclaredAchievementsSchema(ma.Schema):
    """All of them."""

    items = ma.fields.List(ma.fields.Nested(DeclaredAchievementSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True, dump_default=None)


@blueprint.route("")
@staff_required("content.read")
@blueprint.response(200, DeclaredAchievementsSchema)
@document_problems(503)
def list_achievements() -> dict[str, Any]:
    """Achievements, as the program declares them; they are not edited"""
    return {"items": ACHIEVEMENTS}
