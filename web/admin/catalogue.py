"""The catalogue for staff: every product with what it costs us, and what we say of it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import marshmallow as ma
import msgspec
from sqlalchemy import Connection

from models import product_lists, product_syncs, products, repricing, token_rates
from models.product_lists import Filter, Place
from models.products import Item
from rules.partnering import PARTNERS
from rules.pricing import cost, per_unit
from rules.repricing import Why
from rules.switches import blocking
from web import cursors
from web.admin.acting import Act, acting
from web.admin.approvals import ApprovalSchema, asked_for
from web.admin.editions import ETAG, Answer, check, etag, guarded
from web.admin.fields import ReasonSchema
from web.admin.guard import staff_required
from web.admin.pairs import ask, takes_two
from web.bodies import Blueprint
from web.catalogue import KINDS, ProductPriceSchema
from web.cursors import KeyPageSchema
from web.errors import Problem, document_problems
from web.fields import LINE, Whole
from web.money import MoneySchema, money, written
from web.players import COUNTRY
from web.wires import wires

blueprint = Blueprint("admin_catalogue", __name__, url_prefix="/v1/admin/catalogue", description="Staff: catalogue.")

ACTION = "catalogue.change"
MARGIN_LEAST, MARGIN_MOST = -9_000, 100_000
_COUNT_MOST = 1_000_000_000


def _truth(what: str) -> ma.fields.Boolean:
    return ma.fields.Boolean(
        load_default=None, truthy={"true"}, falsy={"false"}, metadata={"description": what, "example": "true"}
    )


class SoughtProductsSchema(KeyPageSchema):
    """Which products."""

    q = ma.fields.String(
        load_default=None, validate=[ma.validate.Length(1, 100), LINE], metadata={"description": "in its name"}
    )
    partner = ma.fields.String(load_default=None, validate=ma.validate.OneOf(PARTNERS))
    kind = ma.fields.String(load_default=None, validate=ma.validate.OneOf(KINDS))
    country = ma.fields.String(load_default=None, validate=COUNTRY)
    available = _truth("that its partner offers, or not")
    shown = _truth("that we show, or not")
    priced = _truth("whose currency has a rate, or not")


def _margin(**options: Any) -> Whole:
    return Whole(
        allow_none=True,
        validate=ma.validate.Range(MARGIN_LEAST, MARGIN_MOST),
        metadata={"description": "in hundredths of a per cent; null: that of its currency", "example": 250},
        **options,
    )


def _count(what: str, **options: Any) -> Whole:
    return Whole(allow_none=True, validate=ma.validate.Range(0, _COUNT_MOST), metadata={"description": what}, **options)


class ProductChangesSchema(ReasonSchema):
    """What is to be another way."""

    shown = ma.fields.Boolean(truthy={True}, falsy={False})
    margin_bp = _margin()
    stock = _count("so many more may be redeemed; null: any number")
    day_limit_per_player = _count("in 24 hours; null: what all products together allow")


class PricedSchema(ProductPriceSchema):
    """What a value costs players and us."""

    tokens = ma.fields.Integer(required=True, allow_none=True, metadata={"example": 12_500})
    cost = ma.fields.Nested(MoneySchema, required=True)


class StockedProductSchema(ma.Schema):
    """A product as staff see it."""

    id = ma.fields.UUID(required=True)
    partner = ma.fields.String(required=True, validate=ma.validate.OneOf(PARTNERS))
    partner_product = ma.fields.String(required=True, metadata={"description": "the partner's id of it"})
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    name = ma.fields.String(required=True)
    brand = ma.fields.String(required=True)
    country = ma.fields.String(required=True)
    currency = ma.fields.String(required=True)
    is_range = ma.fields.Boolean(required=True)
    prices = ma.fields.List(
        ma.fields.Nested(PricedSchema), required=True, metadata={"description": "of a range, its least and its most"}
    )
    tokens_per_unit = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "with the margin; null: its currency has no rate"}
    )
    margin_bp = _margin(required=True)
    rate_margin_bp = Whole(required=True, allow_none=True, metadata={"description": "of its currency"})
    shown = ma.fields.Boolean(required=True)
    available = ma.fields.Boolean(required=True, metadata={"description": "whether its partner offers it"})
    blocked_by = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "the switch that keeps it from being redeemed"}
    )
    stock = _count("so many more may be redeemed", required=True)
    day_limit_per_player = _count("in 24 hours", required=True)
    image_url = ma.fields.String(required=True, allow_none=True)
    synced_at = ma.fields.AwareDateTime(required=True)
    edition = ma.fields.Integer(required=True, metadata={"description": "its ETag is `e<edition>`"})


class StockedProductsSchema(ma.Schema):
    """A page of products, by name."""

    items = ma.fields.List(ma.fields.Nested(StockedProductSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class SyncSchema(ma.Schema):
    """When a partner's products were read."""

    partner = ma.fields.String(required=True)
    synced_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    next_at = ma.fields.AwareDateTime(required=True)
    offers = ma.fields.Integer(required=True, allow_none=True)
    problem = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "why the last try came to nothing"}
    )


class SyncsSchema(ma.Schema):
    """Of every partner that was ever read."""

    items = ma.fields.List(ma.fields.Nested(SyncSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True, dump_default=None)


class _After(msgspec.Struct, array_like=True):
    name: str
    id: UUID


_read_cursor = cursors.reader(_After)


@blueprint.route("")
@staff_required("finance.read")
@blueprint.arguments(SoughtProductsSchema, location="query")
@blueprint.response(200, StockedProductsSchema)
@document_problems(422, 503)
def list_all_products(query: dict[str, Any]) -> dict[str, Any]:
    """Products by name, whether they are sold or not"""
    after, most = _read_cursor(query.pop("cursor")), query.pop("limit")
    country = query["country"]
    wanted = Filter(**query | {"country": country and country.upper()})
    with wires().postgres.connect() as connection:
        found = product_lists.page(connection, wanted, Place(after.name, after.id) if after else None, most + 1)
    last = found[most - 1] if len(found) > most else None
    return {
        "items": list(map(_shown, found[:most])),
        "next": cursors.write(_After(last.name, last.id)) if last else None,
    }


@blueprint.route("/syncs")
@staff_required("finance.read")
@blueprint.response(200, SyncsSchema)
@document_problems(503)
def list_syncs() -> dict[str, Any]:
    """When partners' products were read last, and why not"""
    with wires().postgres.connect() as connection:
        return {"items": product_syncs.every(connection)}


@blueprint.route("/<uuid:product_id>")
@staff_required("finance.read")
@blueprint.response(200, StockedProductSchema, headers=ETAG)
@document_problems(404, 503)
def show_any_product(product_id: UUID) -> Answer:
    """One product"""
    with wires().postgres.connect() as connection:
        item = _product(connection, product_id)
    return _shown(item), 200, etag(item.version)


@blueprint.route("/<uuid:product_id>", methods=["PATCH"])
@staff_required("finance.write", step_up=True)
@guarded(StockedProductSchema)
@blueprint.arguments(ProductChangesSchema)
@blueprint.response(200, StockedProductSchema, headers=ETAG)
@blueprint.alt_response(202, schema=ApprovalSchema, success=True, description="Another member has to approve it.")
@document_problems(
    *(400, 404, 409, 413, 415, 422, 428, 503), s409="`approval_open`: somebody has asked for a change of it already"
)
def change_product(body: dict[str, Any], product_id: UUID) -> Any:
    """Show or hide a product, set its margin, its stock and its limit

    What players see changes at once; what they have redeemed keeps its price. With a margin at which it would cost less
    than it costs us, or another price by more than half, another member has to approve all of it.
    """
    reason = body.pop("reason")
    try:
        with acting(ACTION, "product", product_id, reason) as act:
            token_rates.hold(act.connection)
            item = _product(act.connection, product_id, lock=True)
            check(item.version, lambda: StockedProductSchema().dump(_shown(item)))
            why = repricing.of_margin(act.connection, item, body.get("margin_bp", item.margin_bp))
            if why:
                raise _TakesTwoError(item, why)
            changed = _change(act, item, body)
    except _TakesTwoError as two:
        payload = {**body, "why": two.why, "version": two.item.version}
        return asked_for(ask(ACTION, "product", product_id, reason, payload))
    return _shown(changed), 200, etag(changed.version)


class _TakesTwoError(Exception):
    def __init__(self, item: Item, why: Why) -> None:
        self.item, self.why = item, why


@takes_two(ACTION, "finance.write")
def change_as_agreed(act: Act, payload: Mapping[str, Any]) -> None:
    """What two agreed on, if staff have not changed it since."""
    token_rates.hold(act.connection)
    item = _product(act.connection, UUID(act.subject_id), lock=True)
    if item.version != payload["version"]:
        raise Problem(409, "product_changed", "It is another than when it was asked for: reject this.")
    _change(act, item, {name: payload[name] for name in product_lists.STAFFS if name in payload})


def _change(act: Act, item: Item, wanted: Mapping[str, Any]) -> Item:
    product_lists.change(act.connection, item, wanted)
    changed = _product(act.connection, item.id)
    act.before = {name: getattr(item, name) for name in wanted}
    act.after = {name: getattr(changed, name) for name in wanted}
    return changed


def _product(connection: Connection, product_id: UUID, *, lock: bool = False) -> Item:
    item = products.one(connection, product_id, lock=lock)
    if item is None:
        raise Problem(404, "product_unknown", "There is no such product; GET /v1/admin/catalogue lists them.")
    return item


_SAME = (
    *("id", "partner", "partner_product", "kind", "name", "brand", "currency", "margin_bp", "rate_margin_bp", "shown"),
    *("available", "stock", "day_limit_per_player", "image_url", "synced_at"),
)


def _shown(item: Item) -> dict[str, Any]:
    prices = [
        {
            "value": money(value, item.currency),
            "tokens": None if item.rate is None else item.price(value),
            "cost": money(round(cost(value, item.terms), 4), item.cost_currency),
        }
        for value in item.listed
    ]
    return {
        **{name: getattr(item, name) for name in _SAME},
        "country": item.country.lower(),
        "is_range": not item.fixed,
        "prices": prices,
        "tokens_per_unit": None if item.rate is None else written(per_unit(item.rate, item.margin)),
        "blocked_by": blocking(wires().switches.off(), partner=item.partner, product=item.id),
        "edition": item.version,
    }
