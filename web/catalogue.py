"""What tokens buy: gift cards and recharges by country, each with its price."""

from typing import Any
from uuid import UUID

import marshmallow as ma
import msgspec

from models import players, product_lists, products
from models.product_lists import Place
from models.products import Item
from rules.pricing import per_unit
from rules.switches import blocking
from web import cursors
from web.auth import living, player_id, player_required
from web.bodies import Blueprint
from web.cursors import KeyPageSchema
from web.errors import Problem, document_problems
from web.known import ETAG, conditional, unless_known
from web.money import MoneySchema, money, written
from web.players import COUNTRY
from web.wires import wires

blueprint = Blueprint("catalogue", __name__, url_prefix="/v1/catalogue", description="What tokens buy.")

KINDS = ("recharge", "gift_card")
WHYS = ("not_offered", "out_of_stock", "switched_off")
_WHERE = "`country_needed`: you have told none; `invalid`"


class CatalogueQuerySchema(KeyPageSchema):
    """Which products."""

    country = ma.fields.String(
        load_default=None,
        validate=COUNTRY,
        metadata={"description": "where they are for; your own without it", "example": "de"},
    )
    kind = ma.fields.String(load_default=None, validate=ma.validate.OneOf(KINDS))


class ProductPriceSchema(ma.Schema):
    """What a value costs."""

    value = ma.fields.Nested(MoneySchema, required=True)
    tokens = ma.fields.Integer(required=True, metadata={"example": 12_500})


class ProductSchema(ma.Schema):
    """A product in a country."""

    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    name = ma.fields.String(required=True, metadata={"example": "Paper Lantern Books"})
    brand = ma.fields.String(required=True)
    country = ma.fields.String(required=True, metadata={"example": "de"})
    image_url = ma.fields.String(required=True, allow_none=True)
    prices = ma.fields.List(
        ma.fields.Nested(ProductPriceSchema),
        required=True,
        metadata={"description": "of each value; of a range, of its least and its most"},
    )
    tokens_per_unit = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "of a range, whose values may be anything between in whole hundredths: amount times this, "
            "rounded up, is the price in tokens; null: `prices` are all there are",
            "example": "1050.00",
        },
    )
    day_limit = ma.fields.Integer(
        required=True, allow_none=True, metadata={"description": "so many of it a player may redeem in 24 hours"}
    )
    redeemable = ma.fields.Boolean(required=True)
    why = ma.fields.String(
        required=True,
        allow_none=True,
        validate=ma.validate.OneOf(WHYS),
        metadata={"description": "it cannot be redeemed now"},
    )


class CatalogueSchema(ma.Schema):
    """A page of products, by name."""

    country = ma.fields.String(required=True, metadata={"example": "de"})
    items = ma.fields.List(ma.fields.Nested(ProductSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class _After(msgspec.Struct, array_like=True):
    name: str
    id: UUID


_read_cursor = cursors.reader(_After)


@blueprint.route("")
@player_required
@blueprint.arguments(CatalogueQuerySchema, location="query")
@blueprint.response(200, CatalogueSchema, headers=ETAG)
@document_problems(422, 503, s422=_WHERE)
@conditional
def list_products(query: dict[str, Any]) -> Any:
    """What tokens buy in a country"""
    after = _read_cursor(query["cursor"])
    place, most = Place(after.name, after.id) if after else None, query["limit"]
    with wires().postgres.connect() as connection:
        country = query["country"] or living(players.by_id(connection, player_id())).country
        if country is None:
            raise _no_country()
        found = product_lists.sold_in(connection, country.upper(), query["kind"], place, most + 1)
    last = found[most - 1] if len(found) > most else None
    page = {
        "country": country,
        "items": [shown(item) for item in found[:most]],
        "next": cursors.write(_After(last.name, last.id)) if last else None,
    }
    return unless_known(CatalogueSchema(), page)


@blueprint.route("/<uuid:product_id>")
@player_required
@blueprint.response(200, ProductSchema, headers=ETAG)
@document_problems(404, 503, s404="`product_unknown`: there is none, or none that is sold")
@conditional
def show_product(product_id: UUID) -> Any:
    """One product; one that is not offered any more is still there"""
    with wires().postgres.connect() as connection:
        item = products.one(connection, product_id)
    if item is None or not item.shown or item.rate is None:
        raise Problem(404, "product_unknown", "There is no such product; GET /v1/catalogue lists them.")
    return unless_known(ProductSchema(), shown(item))


def shown(item: Item) -> dict[str, Any]:
    """A product that has a price, as ProductSchema has it."""
    assert item.rate is not None, "it has a price"
    why = _why_not(item)
    return {
        **{name: getattr(item, name) for name in ("id", "kind", "name", "brand", "image_url")},
        "country": item.country.lower(),
        "prices": [{"value": money(value, item.currency), "tokens": item.price(value)} for value in item.listed],
        "tokens_per_unit": None if item.fixed else written(per_unit(item.rate, item.margin)),
        "day_limit": item.day_limit_per_player,
        "redeemable": why is None,
        "why": why,
    }


def _why_not(item: Item) -> str | None:
    if not item.available:
        return "not_offered"
    if item.stock == 0:
        return "out_of_stock"
    return "switched_off" if blocking(wires().switches.off(), partner=item.partner, product=item.id) else None


def _no_country() -> Problem:
    detail = "You have not told where you are: say `country`."
    return Problem(422, "country_needed", detail, errors=[{"field": "country", "detail": detail}])
