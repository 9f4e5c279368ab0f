"""What tokens and partners cost, for staff; and months that are closed by two."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import marshmallow as ma
from sqlalchemy import Connection

from bridges.postgres import patience
from models import finance, months
from rules.months import Month, parse, span
from rules.report import Unbalanced
from web.admin.acting import Act
from web.admin.approvals import ApprovalSchema, shown
from web.admin.fields import ReasonSchema
from web.admin.guard import staff, staff_required
from web.admin.ledger import PATIENCE_S, snapshot
from web.admin.pairs import ask, takes_two
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.money import MoneySchema
from web.wires import wires

blueprint = Blueprint("admin_finance", __name__, url_prefix="/v1/admin/finance", description="Staff: finance.")

ACTION = "finance.close_month"
WAIT_S = 5.0
"""For transactions that are under way while a month is closed."""


_MOMENT = {"format": "date-time"}
"""A report is kept as JSON."""


_LAST = date(9998, 12, 31)


class PeriodSchema(ma.Schema):
    """Which days, UTC."""

    first = ma.fields.Date(
        data_key="from", required=True, validate=ma.validate.Range(max=_LAST), metadata={"example": "2026-11-01"}
    )
    last = ma.fields.Date(
        data_key="to",
        required=True,
        validate=ma.validate.Range(max=_LAST),
        metadata={"description": "this day too", "example": "2026-11-30"},
    )


class TokenBalanceSchema(ma.Schema):
    """All players' tokens at a moment."""

    posted = ma.fields.Integer(required=True)
    held = ma.fields.Integer(required=True)
    owed = ma.fields.Integer(required=True)


class TokenWorthSchema(ma.Schema):
    """What tokens are worth."""

    currency = ma.fields.String(required=True, metadata={"example": "USD"})
    tokens_per_unit = ma.fields.String(required=True, metadata={"example": "1000"})


class LiabilitySchema(ma.Schema):
    """What we owe to players at the end of it."""

    tokens = ma.fields.Integer(required=True)
    face = ma.fields.Nested(MoneySchema, required=True)
    cost = ma.fields.Nested(
        MoneySchema,
        required=True,
        metadata={
            "description": "face, times what redeemed tokens have cost of theirs so far; face while none is known"
        },
    )


class TokenShareSchema(ma.Schema):
    """A part of tokens, by its source or partner."""

    name = ma.fields.String(required=True)
    tokens = ma.fields.Integer(required=True)


class TokenPartSchema(ma.Schema):
    """Tokens by what they were for."""

    tokens = ma.fields.Integer(required=True)
    by = ma.fields.List(ma.fields.Nested(TokenShareSchema), required=True)


class RedeemedSchema(TokenPartSchema):
    """Tokens that partners were paid for, by partner: worth and cost."""

    face = ma.fields.Nested(MoneySchema, required=True)
    cost = ma.fields.Nested(
        MoneySchema, required=True, allow_none=True, metadata={"description": "null: not known of all"}
    )


class PartnerCostSchema(ma.Schema):
    """What a partner cost in a currency, and the rate that it was turned into ours by."""

    partner = ma.fields.String(required=True)
    currency = ma.fields.String(required=True, allow_none=True)
    amount = ma.fields.String(required=True, metadata={"example": "12.5"})
    unpriced = ma.fields.Integer(required=True, metadata={"description": "orders whose cost is not known"})
    tokens_per_unit = ma.fields.String(required=True, allow_none=True)
    home = ma.fields.Nested(MoneySchema, required=True, allow_none=True)


class PartnerFloatSchema(ma.Schema):
    """What we have with a partner."""

    partner = ma.fields.String(required=True)
    amount = ma.fields.String(required=True, allow_none=True)
    currency = ma.fields.String(required=True, allow_none=True)
    at = ma.fields.String(required=True, allow_none=True, metadata=_MOMENT)
    home = ma.fields.Nested(MoneySchema, required=True, allow_none=True)


class FinanceReportSchema(ma.Schema):
    """What a time did to tokens and to money."""

    since = ma.fields.String(required=True, metadata=_MOMENT)
    until = ma.fields.String(required=True, metadata=_MOMENT)
    closed = ma.fields.Boolean(required=True, metadata={"description": "a closed month, as it was told then"})
    rate = ma.fields.Nested(TokenWorthSchema, required=True)
    opening = ma.fields.Nested(TokenBalanceSchema, required=True)
    closing = ma.fields.Nested(TokenBalanceSchema, required=True)
    liability = ma.fields.Nested(LiabilitySchema, required=True)
    minted = ma.fields.Nested(TokenPartSchema, required=True, metadata={"description": "less what was taken back"})
    spent = ma.fields.Nested(TokenPartSchema, required=True)
    expired = ma.fields.Nested(TokenPartSchema, required=True)
    redeemed = ma.fields.Nested(RedeemedSchema, required=True)
    costs = ma.fields.List(ma.fields.Nested(PartnerCostSchema), required=True)
    margin = ma.fields.Nested(MoneySchema, required=True, allow_none=True)
    floats = ma.fields.List(ma.fields.Nested(PartnerFloatSchema), required=True)


class MonthSchema(ma.Schema):
    """A closed month."""

    month = ma.fields.String(required=True, metadata={"example": "2026-11"})
    closed_at = ma.fields.AwareDateTime(required=True)
    closed_by = ma.fields.String(required=True)
    reason = ma.fields.String(required=True)


class MonthsSchema(ma.Schema):
    """Months that are closed, latest first, and the one to be closed next."""

    items = ma.fields.List(ma.fields.Nested(MonthSchema), required=True)
    due = ma.fields.String(required=True, allow_none=True, metadata={"description": "null: it is not over"})


_UNFIT = "`period_unfit`: it ends before it begins; `invalid`: the parameters"
_WHY_409 = (
    "`month_open`: it is not over, or one before it is not closed; `month_closed`: it is; `month_busy`: transactions "
    "from before are still under way; `approval_open`: somebody has asked for it"
)


@blueprint.route("/report")
@staff_required("finance.read")
@blueprint.arguments(PeriodSchema, location="query")
@blueprint.response(200, FinanceReportSchema)
@document_problems(409, 422, 503, s409="`ledger_broken`: its sums do not agree: run the audit", s422=_UNFIT)
def show_report(given: dict[str, date]) -> dict[str, Any]:
    """Liability, what was made, spent, expired and redeemed, what partners cost, float and margin"""
    if given["last"] < given["first"]:
        raise Problem(422, "period_unfit", "It ends before it begins.")
    with snapshot() as connection:
        try:
            return finance.report(connection, *span(given["first"], given["last"]))
        except Unbalanced as error:
            raise _broken(error) from None


@blueprint.route("/months")
@staff_required("finance.read")
@blueprint.response(200, MonthsSchema)
@document_problems(503)
def list_months() -> dict[str, Any]:
    """Months that are closed, and which is next"""
    with wires().postgres.connect() as connection:
        items, due = months.every(connection), months.due(connection)
        is_over = due is not None and months.is_over(connection, due)
    return {"items": items, "due": str(due) if is_over else None}


@blueprint.route("/months/<string:month>/close", methods=["POST"])
@staff_required("finance.write", step_up=True)
@blueprint.arguments(ReasonSchema)
@blueprint.response(202, ApprovalSchema, description="Another member has to approve it.")
@document_problems(*(400, 404, 409, 413, 415, 422, 503), s404="`month_unknown`: it is none", s409=_WHY_409)
def close_month(given: dict[str, str], month: str) -> dict[str, Any]:
    """Ask for a month to be closed

    Its figures are frozen when another member approves it. Whatever is posted later is of a later month.
    """
    with wires().postgres.connect() as connection:
        _check(connection, _month(month))
    return shown(ask(ACTION, "month", month, given["reason"]))


@takes_two(ACTION, "finance.write")
def close_as_agreed(act: Act, _payload: Mapping[str, Any]) -> None:
    """Freeze it, once all that was posted in it is there to be seen."""
    month = _month(act.subject_id)
    months.hold(act.connection)
    _check(act.connection, month)
    with patience(PATIENCE_S):
        act.connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{PATIENCE_S:.0f}s'")
        if not months.wait(act.connection, WAIT_S):
            detail = "Transactions that may be of that month are still under way; approve it again in a while."
            raise Problem(409, "month_busy", detail)
        try:
            told = finance.close(act.connection, month, act.reason or "", staff().email)
        except Unbalanced as error:
            raise _broken(error) from None
    act.after = {"liability": told["liability"], "margin": told["margin"]}


def _check(connection: Connection, month: Month) -> None:
    """Raises Problem 409."""
    if months.one(connection, month) is not None:
        raise Problem(409, "month_closed", f"{month} is closed.")
    due = months.due(connection)
    if due is None or month != due or not months.is_over(connection, month):
        raise Problem(409, "month_open", f"The next to be closed is {due or 'none'}, once it is over.")


def _month(text: str) -> Month:
    try:
        return parse(text)
    except ValueError:
        raise Problem(404, "month_unknown", "A month is written like 2026-11.") from None


def _broken(error: Unbalanced) -> Problem:
    return Problem(409, "ledger_broken", f"The ledger's sums do not agree: {error}. Run `flask ledger audit`.")
