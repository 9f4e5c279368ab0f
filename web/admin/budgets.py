"""Budgets of campaigns, for staff: what grants of a source may cost within a time."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import budgets
from models.budgets import Sheet
from rules.earning import RULES
from web.admin.acting import acting
from web.admin.fields import ReasonSchema
from web.admin.guard import staff, staff_required
from web.admin.repeats import REUSED, once
from web.admin.texts import Line
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import Whole
from web.pages import PageSchema, paged, read_cursor
from web.wires import wires

blueprint = Blueprint("admin_budgets", __name__, url_prefix="/v1/admin/budgets", description="Staff: budgets.")

MOST = 1_000_000_000
LONGEST = timedelta(days=400)
_SOURCES = sorted(RULES)


class NewBudgetSchema(ReasonSchema):
    """A budget to be made. It cannot be changed: another one may come beside it, and each must have what is paid."""

    campaign = Line(80, required=True, metadata={"example": "Spring of quizzes"})
    source = ma.fields.String(required=True, validate=ma.validate.OneOf(_SOURCES))
    tokens_most = Whole(required=True, validate=ma.validate.Range(1, MOST), metadata={"example": 100_000})
    since = ma.fields.AwareDateTime(required=True, metadata={"description": "grants of this time and later come out"})
    until = ma.fields.AwareDateTime(required=True, metadata={"description": "and before this one; 400 days at most"})


class BudgetSchema(ma.Schema):
    """A budget."""

    id = ma.fields.UUID(required=True)
    campaign = ma.fields.String(required=True)
    source = ma.fields.String(required=True, validate=ma.validate.OneOf(_SOURCES))
    tokens_most = ma.fields.Integer(required=True)
    spent = ma.fields.Integer(required=True)
    left = ma.fields.Integer(required=True)
    since = ma.fields.AwareDateTime(required=True)
    until = ma.fields.AwareDateTime(required=True)
    created_at = ma.fields.AwareDateTime(required=True)


class BudgetsSchema(ma.Schema):
    """A page of them, latest first."""

    items = ma.fields.List(ma.fields.Nested(BudgetSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


@blueprint.route("")
@staff_required("finance.read")
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, BudgetsSchema)
@document_problems(422, 503)
def list_budgets(page: dict[str, Any]) -> dict[str, Any]:
    """Budgets, latest first, with what was paid out of them"""
    with wires().postgres.connect() as connection:
        found = budgets.page(connection, read_cursor(page["cursor"]), page["limit"] + 1)
    return paged(found, page["limit"])


@blueprint.route("", methods=["POST"])
@staff_required("finance.write", step_up=True)
@blueprint.arguments(NewBudgetSchema)
@blueprint.response(201, BudgetSchema)
@document_problems(
    *(400, 413, 415, 422, 503), s422=f"`budget_unfit`: its time is over, or none; `invalid`: the form{REUSED}"
)
@once(lambda connection, id_: _one(connection, UUID(id_)))
def make_budget(given: dict[str, Any]) -> Sheet:
    """Make a budget for grants of a source

    Grants that were granted in its time and are paid from now on come out of it; what it does not have any more is
    never paid.
    """
    since, until = given["since"], given["until"]
    if not since < until <= since + LONGEST or until <= datetime.now(UTC):
        detail = f"It ends after it begins, in {LONGEST.days} days at most, and is not over."
        raise Problem(422, "budget_unfit", detail, errors=[{"pointer": "/until", "detail": detail}])
    sheet = Sheet(uuid7(), given["campaign"], given["source"], given["tokens_most"], 0, since, until)
    with acting("budgets.create", "budget", sheet.id, given["reason"]) as act:
        budgets.create(act.connection, sheet, staff().id)
        act.after = {
            name: value for name, value in sheet._asdict().items() if name not in ("id", "spent", "created_at")
        }
        return _one(act.connection, sheet.id)


def _one(connection: Connection, budget: UUID) -> Sheet:
    found = budgets.one(connection, budget)
    assert found is not None, "budgets are never deleted"
    return found
