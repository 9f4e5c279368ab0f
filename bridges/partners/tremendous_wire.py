"""What Tremendous says, as far as it concerns us: each shape as it is on the wire."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec


class Refund(msgspec.Struct):
    """What was paid back of an order."""

    total: Decimal = Decimal(0)


class Payment(msgspec.Struct):
    """What an order took, and in what."""

    total: Decimal | None = None
    currency_code: str | None = None
    refund: Refund | None = None


class Value(msgspec.Struct):
    """What a reward is worth."""

    denomination: Decimal
    currency_code: str | None = None


class Reward(msgspec.Struct):
    """A card of an order."""

    id: str
    value: Value | None = None


class Order(msgspec.Struct):
    """An order, as they have it."""

    id: str
    status: str
    created_at: datetime
    external_id: str | None = None
    payment: Payment | None = None
    rewards: list[Reward] | None = None


class One(msgspec.Struct):
    """An answer about one."""

    order: Order


class Several(msgspec.Struct):
    """A page of them."""

    orders: list[Order]


class Linked(msgspec.Struct):
    """Where a reward is."""

    link: str


class Link(msgspec.Struct):
    """The answer that says so."""

    reward: Linked


class Sku(msgspec.Struct):
    """A band of values; both ends are the same of a fixed one."""

    min: Decimal
    max: Decimal
    currency_code: str | None = None


class Country(msgspec.Struct):
    """Where a product is sold."""

    abbr: str


class Image(msgspec.Struct):
    """Its picture."""

    src: str


class Product(msgspec.Struct):
    """A product."""

    id: str
    name: str
    currency_codes: list[str]
    countries: list[Country]
    skus: list[Sku] | None = None
    images: list[Image] | None = None


class Products(msgspec.Struct):
    """All of them."""

    products: list[Product]


class Forex(msgspec.Struct):
    """Rates from a base."""

    forex: dict[str, Decimal]


class Meta(msgspec.Struct):
    """What is left of what was paid in, in hundredths."""

    available_cents: int | None = None
    currency_code: str | None = None


class Source(msgspec.Struct):
    """What orders are paid from."""

    id: str
    meta: Meta


class Sources(msgspec.Struct):
    """All of them."""

    funding_sources: list[Source]


class Fault(msgspec.Struct):
    """What they say of an error."""

    errors: dict[str, Any] = {}


class Resource(msgspec.Struct):
    """What a webhook is about."""

    id: str
    type: str


class Hook(msgspec.Struct):
    """A webhook."""

    event: str
    uuid: str
    created_utc: datetime
    payload: dict[str, Resource | None] = {}
