"""Recharges: whose a phone is, and what it can be recharged with. Partners are asked, and remembered for a while."""

from contextlib import suppress
from typing import Any, NamedTuple
from uuid import UUID

import marshmallow as ma
import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat
from redis import RedisError
from sqlalchemy import Connection

from bridges.partners.port import Unavailable
from models import grants, products, switches
from models.base import sql
from models.products import Item
from rules.redeeming import check_contact
from rules.switches import blocking
from web import attempts
from web.attempts import Limit
from web.auth import player_id, player_required
from web.bodies import Blueprint
from web.errors import Problem, document_problems, unavailable
from web.wires import wires

blueprint = Blueprint("recharges", __name__, url_prefix="/v1/recharge-lookups", description="Phones to recharge.")

LOOKUPS = Limit("recharge", 30, 300, 600)
_KEPT_S = 600


class Number(NamedTuple):
    """A phone that exists."""

    e164: str
    country: str
    """Its region, in capitals."""


class RechargeLookupSchema(ma.Schema):
    """A phone."""

    phone = ma.fields.String(
        required=True,
        validate=ma.validate.Length(3, 40),
        metadata={"format": "phone", "description": "with + and the country's code", "example": "+49 1511 2345678"},
    )


class RechargePriceSchema(ma.Schema):
    """A value, and its price."""

    value = ma.fields.String(required=True, metadata={"example": "10.00"})
    tokens = ma.fields.Integer(required=True, metadata={"example": 10_500})


class RechargeSchema(ma.Schema):
    """What a phone can be recharged with: the values of `fixed`, or any from `least` to `most`."""

    phone = ma.fields.String(required=True, metadata={"description": "E.164", "example": "+4915112345678"})
    country = ma.fields.String(required=True, metadata={"example": "de"})
    product_id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True, metadata={"description": "the operator", "example": "Telekom DE"})
    currency = ma.fields.String(required=True, metadata={"example": "EUR"})
    fixed = ma.fields.List(ma.fields.Nested(RechargePriceSchema), required=True)
    least = ma.fields.Nested(RechargePriceSchema, required=True, allow_none=True)
    most = ma.fields.Nested(RechargePriceSchema, required=True, allow_none=True)


@blueprint.route("", methods=["POST"])
@player_required
@blueprint.arguments(RechargeLookupSchema)
@blueprint.response(200, RechargeSchema)
@document_problems(
    *(400, 403, 404, 413, 415, 422, 429, 503),
    s403="`contact_unverified`: for who has proved an address or a phone; `blocked`",
    s404="`operator_unknown`: nobody whom we know recharges that phone",
)
def look_up_recharge(given: dict[str, str]) -> dict[str, Any]:
    """Whose a phone is, and what it can be recharged with"""
    attempts.take(LOOKUPS, str(player_id()))
    _must_be_known()
    number = read(given["phone"])
    with wires().postgres.connect() as connection:
        item = next((one for id_ in operators(number) if (one := _sold(connection, id_))), None)
    if item is None:
        raise Problem(404, "operator_unknown", "Nobody whom we know recharges that phone.")
    return {
        **{"phone": number.e164, "country": number.country.lower(), "product_id": item.id, "name": item.name},
        "currency": item.currency,
        "fixed": [_price(item, value) for value in item.fixed],
        "least": None if item.least is None else _price(item, item.least),
        "most": None if item.most is None else _price(item, item.most),
    }


def _must_be_known() -> None:
    """Partners are asked for those alone who can redeem: guests are for nothing. Raises Problem 403."""
    with wires().postgres.connect() as connection:
        refusal = check_contact(grants.is_known(connection, player_id()))
    if refusal is not None:
        raise Problem(403, refusal.code, refusal.detail)


def read(said: str) -> Number:
    """The number, with the country it is of. Raises Problem 422."""
    try:
        number = phonenumbers.parse(said)
    except NumberParseException:
        number = None
    country = phonenumbers.region_code_for_number(number) if number else None
    if number is None or country is None or not phonenumbers.is_valid_number(number):
        fault = {"pointer": "/phone", "detail": "Not a number that exists; begin with + and the country's code."}
        raise Problem(422, "invalid", "The fields named in `errors` are wrong.", errors=[fault])
    return Number(phonenumbers.format_number(number, PhoneNumberFormat.E164), country)


def operators(number: Number) -> list[UUID]:
    """The products that recharge a number: one a partner at most. Raises Problem 503."""
    key = f"operator:{wires().recipients.hashes(number.e164)[0].hex()}"
    known = None
    with suppress(RedisError):
        known = wires().redis.get(key)
    if isinstance(known, bytes):
        return [UUID(one) for one in known.decode().split()]
    found = _ask(number)
    with suppress(RedisError):
        wires().redis.set(key, " ".join(map(str, found)), ex=_KEPT_S)
    return found


def _ask(number: Number) -> list[UUID]:
    with wires().postgres.connect() as connection:
        statement = sql("SELECT DISTINCT partner FROM products WHERE kind = 'recharge' AND country = :country")
        names = set(connection.execute(statement, {"country": number.country}).scalars())
    found = []
    for name, partner in wires().partners.items():
        if name not in names:
            continue
        try:
            offer = partner.operator(number.e164, number.country)
        except Unavailable:
            raise unavailable("It cannot be found out now whose that phone is.", retry_after=30) from None
        if offer is not None:
            found.append(products.product_id(name, offer.product, offer.country))
    return found


def _sold(connection: Connection, id_: UUID) -> Item | None:
    item = products.one(connection, id_)
    if item is None or not item.is_sold:
        return None
    return None if blocking(switches.off(connection), partner=item.partner, product=item.id) else item


def _price(item: Item, value: Any) -> dict[str, Any]:
    return {"value": f"{value:.2f}", "tokens": item.price(value)}
