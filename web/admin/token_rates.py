"""What a unit of each currency costs in tokens: rates are set, each with its reason, and those before it are kept."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection

from models import product_lists, repricing, token_rates
from models.product_lists import Currency
from models.token_rates import NewRate, Overtaken, Rate
from rules.pricing import HOME
from rules.repricing import Why
from web.admin.acting import Act, acting
from web.admin.approvals import ApprovalSchema, asked_for
from web.admin.catalogue import MARGIN_LEAST, MARGIN_MOST
from web.admin.editions import ETAG, Answer, check, etag, guarded
from web.admin.fields import ReasonSchema
from web.admin.guard import staff, staff_required
from web.admin.pairs import ask, takes_two
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import Matches, Whole
from web.money import written
from web.wires import wires

blueprint = Blueprint(
    "admin_token_rates", __name__, url_prefix="/v1/admin/token-rates", description="Staff: what tokens are worth."
)

ACTION = "token_rates.change"
_HISTORY_MOST = 50
_NONE = Currency(0, None)
_DECIMAL = Matches(
    r"0\.0{0,5}[1-9][0-9]{0,5}|[1-9][0-9]{0,8}(\.[0-9]{1,6})?",
    error="Must be a decimal above 0 as text, like `1050.5`.",
)


class TokenRateChangesSchema(ReasonSchema):
    """What a currency's rate is to be."""

    tokens_per_unit = ma.fields.String(
        required=True, validate=_DECIMAL, metadata={"description": "without the margin", "example": "1100"}
    )
    margin_bp = Whole(
        required=True,
        validate=ma.validate.Range(MARGIN_LEAST, MARGIN_MOST),
        metadata={"description": "in hundredths of a per cent, for products without one of their own", "example": 250},
    )


class PastRateSchema(ma.Schema):
    """A rate, from when it held."""

    tokens_per_unit = ma.fields.String(required=True)
    margin_bp = ma.fields.Integer(required=True)
    valid_from = ma.fields.AwareDateTime(required=True)
    setter = ma.fields.String(required=True, allow_none=True, metadata={"description": "a member's name"})
    reason = ma.fields.String(required=True)


class TokenRateSchema(ma.Schema):
    """A currency's rate; nulls: it has none, and what is in it is not sold."""

    currency = ma.fields.String(required=True, metadata={"example": "EUR"})
    tokens_per_unit = ma.fields.String(required=True, allow_none=True)
    margin_bp = ma.fields.Integer(required=True, allow_none=True)
    valid_from = ma.fields.AwareDateTime(required=True, allow_none=True)
    setter = ma.fields.String(required=True, allow_none=True)
    reason = ma.fields.String(required=True, allow_none=True)
    products = ma.fields.Integer(required=True, metadata={"description": "that partners offer in it"})
    suggested = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "what a unit costs us, in tokens at their worth; null: nobody charges it in USD"},
    )
    home = ma.fields.Boolean(required=True, metadata={"description": "whether its rate is what a token is worth"})
    edition = ma.fields.Integer(required=True, metadata={"description": "its ETag is `e<edition>`; 0: there is none"})


class TokenRateHistorySchema(TokenRateSchema):
    """The same, with the rates that it has had, latest first."""

    history = ma.fields.List(ma.fields.Nested(PastRateSchema), required=True)


class TokenRatesSchema(ma.Schema):
    """Every currency that has a rate, or products."""

    items = ma.fields.List(ma.fields.Nested(TokenRateSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True, dump_default=None)


_UNKNOWN = "`currency_unknown`: no product has it"


@blueprint.route("")
@staff_required("finance.read")
@blueprint.response(200, TokenRatesSchema)
@document_problems(503)
def list_token_rates() -> dict[str, Any]:
    """What each currency costs in tokens, and which have no rate"""
    with wires().postgres.connect() as connection:
        rates, offered = token_rates.current(connection), product_lists.currencies(connection)
    worth = rates[HOME].tokens_per_unit
    codes = sorted(rates.keys() | offered.keys())
    return {"items": [_shown(code, rates.get(code), offered.get(code, _NONE), worth) for code in codes]}


@blueprint.route("/<currency>")
@staff_required("finance.read")
@blueprint.response(200, TokenRateHistorySchema, headers=ETAG)
@document_problems(404, 503, s404=_UNKNOWN)
def show_token_rate(currency: str) -> Answer:
    """One currency, with the rates it has had"""
    with wires().postgres.connect() as connection:
        return _answer(connection, currency)


@blueprint.route("/<currency>", methods=["PUT"])
@staff_required("finance.write", step_up=True)
@guarded(TokenRateSchema, required=False)
@blueprint.arguments(TokenRateChangesSchema)
@blueprint.response(200, TokenRateHistorySchema, headers=ETAG)
@blueprint.alt_response(202, schema=ApprovalSchema, success=True, description="Another member has to approve it.")
@document_problems(
    *(400, 404, 409, 413, 415, 422, 428, 503),
    s404=_UNKNOWN,
    s409="`rate_overtaken`: by another, just now; `approval_open`: somebody has asked for another rate already",
)
def set_token_rate(body: dict[str, Any], currency: str) -> Any:
    """Set what a unit of a currency costs from now on

    `If-Match` can be left out where there is none yet. What was redeemed before keeps its price. The rate of USD is
    what a token is worth in all reports from now on. Where something would cost less than it costs us, or the price
    would be another by more than half, another member has to approve it.
    """
    try:
        return _set(body, currency)
    except _TakesTwoError as two:
        rate = two.rate
        payload = {**_kept(rate), "why": two.why, "number": rate.number, "by": str(rate.set_by)}
        return asked_for(ask(ACTION, "token_rate", currency, body["reason"], payload))


class _TakesTwoError(Exception):
    def __init__(self, rate: NewRate, why: Why) -> None:
        self.rate, self.why = rate, why


def _set(body: Mapping[str, Any], currency: str) -> Answer:
    wanted = Decimal(body["tokens_per_unit"])
    with acting(ACTION, "token_rate", currency[:3], body["reason"]) as act:
        token_rates.hold(act.connection)
        found = _found(act.connection, currency)
        before = found["rate"]
        edition = before.number if before else 0
        check(edition, lambda: TokenRateSchema().dump(_shown(currency, **found)), required=before is not None)
        rate = NewRate(currency, edition + 1, wanted, body["margin_bp"], staff().id, body["reason"])
        if why := repricing.of_rate(act.connection, rate):
            raise _TakesTwoError(rate, why)
        _put(act, before, rate)
        return _answer(act.connection, currency)


@takes_two(ACTION, "finance.write")
def set_as_agreed(act: Act, payload: Mapping[str, Any]) -> None:
    """What two agreed on, if it is still the currency's next rate."""
    token_rates.hold(act.connection)
    currency, tokens = act.subject_id, Decimal(payload["tokens_per_unit"])
    rate = NewRate(currency, payload["number"], tokens, payload["margin_bp"], UUID(payload["by"]), act.reason or "")
    _put(act, token_rates.current(act.connection).get(currency), rate)


def _put(act: Act, before: Rate | None, rate: NewRate) -> None:
    """Raises Problem 409."""
    try:
        token_rates.put(act.connection, rate)
    except Overtaken:
        raise Problem(409, "rate_overtaken", "Somebody else has set it meanwhile; read it again.") from None
    act.before, act.after = before and _kept(before), _kept(rate)


def _kept(rate: Rate | NewRate) -> dict[str, Any]:
    """What the log keeps of it."""
    return {"tokens_per_unit": written(rate.tokens_per_unit), "margin_bp": rate.margin_bp}


def _found(connection: Connection, currency: str) -> dict[str, Any]:
    """What `_shown` needs of a currency. Raises Problem 404."""
    rates, offered = token_rates.current(connection), product_lists.currencies(connection)
    if currency not in rates and currency not in offered:
        detail = "No product is in that currency; GET /v1/admin/token-rates lists them."
        raise Problem(404, "currency_unknown", detail)
    return {
        "rate": rates.get(currency),
        "offered": offered.get(currency, _NONE),
        "worth": rates[HOME].tokens_per_unit,
    }


def _answer(connection: Connection, currency: str) -> Answer:
    found = _shown(currency, **_found(connection, currency))
    history = [_past(rate) for rate in token_rates.history(connection, currency, _HISTORY_MOST)]
    return found | {"history": history}, 200, etag(found["edition"])


def _shown(currency: str, rate: Rate | None, offered: Currency, worth: Decimal) -> dict[str, Any]:
    past = _past(rate) if rate else dict.fromkeys(PastRateSchema().fields)
    return {
        **past,
        "currency": currency,
        "products": offered.products,
        "suggested": None if offered.cost is None else written(round(offered.cost * worth, 4)),
        "home": currency == HOME,
        "edition": rate.number if rate else 0,
    }


def _past(rate: Rate) -> dict[str, Any]:
    found = {name: getattr(rate, name) for name in ("margin_bp", "valid_from", "setter", "reason")}
    return found | {"tokens_per_unit": written(rate.tokens_per_unit)}
