"""Reloadly Gift Cards."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import msgspec

from bridges.partners.http import Stopped, bounded, plain, read, segment
from bridges.partners.reloadly import Reloadly, Transaction, judged, lined, moment, money
from rules.partner_accounts import ReloadlyAccount
from rules.partner_answers import of_look_up
from rules.partnering import Answer, Card, Line, Money, Offer, Order

_REPORT = "/reports/transactions"


class _Ordered(msgspec.Struct, rename="camel"):
    unit_price: Decimal | None = None
    quantity: int | None = None
    currency_code: str | None = None


class _Sale(Transaction, rename="camel"):
    amount: Decimal | None = None
    currency_code: str | None = None
    product: _Ordered | None = None
    transaction_created_time: str | None = None


class _Brand(msgspec.Struct, rename="camel"):
    brand_name: str | None = None


class _Country(msgspec.Struct, rename="camel"):
    iso_name: str


class _Product(msgspec.Struct, rename="camel"):
    product_id: int
    product_name: str
    recipient_currency_code: str
    sender_currency_code: str
    country: _Country
    denomination_type: str
    sender_fee: Decimal | None = None
    sender_fee_percentage: Decimal | None = None
    discount_percentage: Decimal | None = None
    min_recipient_denomination: Decimal | None = None
    max_recipient_denomination: Decimal | None = None
    fixed_recipient_denominations: list[Decimal] | None = None
    recipient_currency_to_sender_currency_exchange_rate: Decimal | None = None
    brand: _Brand | None = None
    logo_urls: list[str] | None = None
    status: str | None = "ACTIVE"


class _Code(msgspec.Struct, rename="camel"):
    card_number: str | int | None = None
    pin_code: str | int | None = None
    redemption_url: str | None = None


class ReloadlyGiftcards(Reloadly):
    """See the port."""

    def __init__(self, account: ReloadlyAccount) -> None:
        super().__init__(
            "reloadly-giftcards", account, "application/com.reloadly.giftcards-v1+json", "giftcard_transaction.status"
        )

    @bounded
    def submit(self, order: Order, until: float | None = None) -> Answer:
        """See the port. They are told nothing of who gets the card: its code comes to us."""
        if not order.product.isdecimal():
            return Answer("refused", "order_impossible")
        data = {
            "productId": int(order.product),
            "countryCode": order.country,
            "quantity": 1,
            "unitPrice": plain(order.value.amount),
            "customIdentifier": order.reference,
            "senderName": "Buzzline",
        }
        return self.order("/orders", data, _Sale, lambda found: _judged(found, order.reference), until)

    @bounded
    def look_up(self, order: Order, since: datetime, partner_id: str | None) -> Answer:
        """See the port."""
        answer = None if partner_id is None else self._look_up_by_id(partner_id, order.reference)
        if answer is not None and answer.http_status != 404:
            return answer
        return self.find(_REPORT, _Sale, lambda found: _judged(found, order.reference), order, since)

    def _look_up_by_id(self, partner_id: str, reference: str) -> Answer:
        try:
            return _judged(read(self.fetch(f"{_REPORT}/{segment(partner_id)}"), _Sale), reference)
        except Stopped as stopped:
            return of_look_up(stopped.answer)

    @bounded
    def deliver(self, partner_id: str) -> tuple[Card, ...]:
        """See the port."""
        try:
            found = read(self.fetch(f"/orders/transactions/{segment(partner_id)}/cards"), list[_Code])
        except Stopped as stopped:
            raise stopped.unavailable() from None
        return tuple(Card(_text(one.card_number), _text(one.pin_code), one.redemption_url) for one in found)

    def offers(self) -> Iterator[Offer]:
        """See the port."""
        try:
            for page in self.pages("/products", _Product, {}):
                yield from map(_offer, page)
        except Stopped as stopped:
            raise stopped.unavailable() from None

    def operator(self, phone: str, country: str) -> Offer | None:  # noqa: ARG002 the port's
        """Nobody: they recharge no phones."""
        return None

    def statement(self, start: datetime, end: datetime) -> Iterator[list[Line]]:
        """See the port."""
        return self.lines(_REPORT, _Sale, _line, start, end)


def _judged(found: _Sale, reference: str) -> Answer:
    return judged(found, reference, _cost(found))


def _line(found: _Sale) -> Line:
    ordered = found.product or _Ordered()
    value = None
    if ordered.unit_price is not None:
        value = money(ordered.unit_price * (ordered.quantity or 1), ordered.currency_code)
    return lined(found, value, _cost(found), moment(found.transaction_created_time))


def _cost(found: _Sale) -> Money | None:
    """`amount` is all that was taken: discount and fees are in it."""
    return money(found.amount, found.currency_code)


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)


def _offer(one: _Product) -> Offer:
    is_fixed = one.denomination_type == "FIXED"
    return Offer(
        product=str(one.product_id),
        kind="gift_card",
        name=one.product_name,
        brand=(one.brand or _Brand()).brand_name or one.product_name,
        country=one.country.iso_name,
        currency=one.recipient_currency_code,
        fixed=tuple(one.fixed_recipient_denominations or ()) if is_fixed else (),
        least=None if is_fixed else one.min_recipient_denomination,
        most=None if is_fixed else one.max_recipient_denomination,
        fee_fixed=one.sender_fee or Decimal(0),
        fee_percent=one.sender_fee_percentage or Decimal(0),
        discount_percent=one.discount_percentage or Decimal(0),
        cost_currency=one.sender_currency_code,
        cost_rate=one.recipient_currency_to_sender_currency_exchange_rate or Decimal(1),
        available=one.status in (None, "ACTIVE"),
        image_url=next(iter(one.logo_urls or ()), None),
    )
