"""Reloadly Airtime: recharges of phones."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import msgspec

from bridges.partners.http import Stopped, bounded, plain, read, segment
from bridges.partners.reloadly import Reloadly, Transaction, judged, lined, moment, money
from rules.partner_accounts import ReloadlyAccount
from rules.partner_answers import of_look_up
from rules.partnering import Answer, Card, Line, Money, Offer, Order

_REPORT = "/topups/reports/transactions"
_NOBODY = frozenset({"COULD_NOT_AUTO_DETECT_OPERATOR", "INVALID_RECIPIENT_PHONE"})
_SENDERS = "@"
"""Marks the product of an operator that takes amounts in our currency alone: `341@USD`."""


class _Paid(msgspec.Struct, rename="camel"):
    old_balance: Decimal | None = None
    new_balance: Decimal | None = None
    cost: Decimal | None = None


class _Topup(Transaction, rename="camel"):
    requested_amount: Decimal | None = None
    requested_amount_currency_code: str | None = None
    delivered_amount: Decimal | None = None
    delivered_amount_currency_code: str | None = None
    discount: Decimal | None = None
    fee: Decimal | None = None
    transaction_date: str | None = None
    balance_info: _Paid | None = None


class _Status(msgspec.Struct, rename="camel"):
    """Around the transaction, of which there may be nothing but the status."""

    status: str
    transaction: _Topup | None = None
    transaction_id: int | str | None = None


class _Country(msgspec.Struct, rename="camel"):
    iso_name: str


class _Rate(msgspec.Struct):
    rate: Decimal


class _Fees(msgspec.Struct, rename="camel"):
    international: Decimal | None = None
    international_percentage: Decimal | None = None
    local: Decimal | None = None
    local_percentage: Decimal | None = None


class _Operator(msgspec.Struct, rename="camel"):
    name: str
    sender_currency_code: str
    destination_currency_code: str
    country: _Country
    operator_id: int | None = None
    id: int | None = None
    pin: bool | None = False
    supports_local_amounts: bool | None = False
    denomination_type: str = "RANGE"
    fx: _Rate | None = None
    min_amount: Decimal | None = None
    max_amount: Decimal | None = None
    local_min_amount: Decimal | None = None
    local_max_amount: Decimal | None = None
    fixed_amounts: list[Decimal] | None = None
    local_fixed_amounts: list[Decimal] | None = None
    international_discount: Decimal | None = None
    local_discount: Decimal | None = None
    fees: _Fees | None = None
    logo_urls: list[str] | None = None
    status: str | None = "ACTIVE"


class ReloadlyAirtime(Reloadly):
    """See the port."""

    def __init__(self, account: ReloadlyAccount) -> None:
        super().__init__(
            "reloadly-airtime", account, "application/com.reloadly.topups-v1+json", "airtime_transaction.status"
        )

    @bounded
    def submit(self, order: Order, until: float | None = None) -> Answer:
        """See the port."""
        operator, _, senders = order.product.partition(_SENDERS)
        if not operator.isdecimal() or order.phone is None or (senders and senders != order.value.currency):
            return Answer("refused", "order_impossible")
        data = {
            "operatorId": int(operator),
            "amount": plain(order.value.amount),
            "useLocalAmount": not senders,
            "customIdentifier": order.reference,
            "recipientPhone": {"countryCode": order.country, "number": order.phone.removeprefix("+")},
        }
        return self.order("/topups", data, _Topup, lambda found: _judged(found, order.reference), until)

    @bounded
    def look_up(self, order: Order, since: datetime, partner_id: str | None) -> Answer:
        """See the port."""
        answer = None if partner_id is None else self._look_up_by_id(partner_id, order.reference)
        if answer is not None and answer.http_status != 404:
            return answer
        return self.find(_REPORT, _Topup, lambda found: _judged(found, order.reference), order, since)

    def _look_up_by_id(self, partner_id: str, reference: str) -> Answer:
        """By their id: wrapped or flat."""
        try:
            response = self.fetch(f"/topups/{segment(partner_id)}/status")
            found = read(response, _Status)
            topup = read(response, _Topup) if found.transaction_id is not None else found.transaction
            return _judged(topup or _Topup(partner_id, found.status), reference)
        except Stopped as stopped:
            return of_look_up(stopped.answer)

    def deliver(self, partner_id: str) -> tuple[Card, ...]:  # noqa: ARG002 the port's
        """None: the phone has it."""
        return ()

    def offers(self) -> Iterator[Offer]:
        """See the port."""
        query = {"includeData": "false", "includeBundles": "false", "includePin": "false"}
        try:
            for page in self.pages("/operators", _Operator, query):
                yield from filter(None, map(_offer, page))
        except Stopped as stopped:
            raise stopped.unavailable() from None

    @bounded
    def operator(self, phone: str, country: str) -> Offer | None:
        """See the port."""
        path = f"/operators/auto-detect/phone/{segment(phone)}/countries/{segment(country)}"
        try:
            return _offer(read(self.fetch(path), _Operator))
        except Stopped as stopped:
            if stopped.answer.code in _NOBODY or stopped.answer.http_status == 404:
                return None
            raise stopped.unavailable() from None

    def statement(self, start: datetime, end: datetime) -> Iterator[list[Line]]:
        """See the port."""
        return self.lines(_REPORT, _Topup, _line, start, end)


def _judged(found: _Topup, reference: str) -> Answer:
    return judged(found, reference, _cost(found))


def _line(found: _Topup) -> Line:
    value = money(found.delivered_amount, found.delivered_amount_currency_code)
    return lined(found, value, _cost(found), moment(found.transaction_date))


def _cost(found: _Topup) -> Money | None:
    """What was asked for, less our discount, and their fee."""
    if found.requested_amount is None:
        return None
    amount = found.requested_amount - (found.discount or 0) + (found.fee or 0)
    return money(amount, found.requested_amount_currency_code)


def _offer(one: _Operator) -> Offer | None:
    """An operator as a product: in the recipient's currency if it takes amounts in that, else in ours."""
    number = one.operator_id if one.operator_id is not None else one.id
    if number is None or one.pin:
        return None
    local = bool(one.supports_local_amounts) or one.sender_currency_code == one.destination_currency_code
    fixed, least, most = (
        (one.local_fixed_amounts, one.local_min_amount, one.local_max_amount)
        if one.supports_local_amounts
        else (one.fixed_amounts, one.min_amount, one.max_amount)
    )
    is_fixed = one.denomination_type == "FIXED"
    at_home = one.sender_currency_code == one.destination_currency_code
    fees = one.fees or _Fees()
    return Offer(
        product=str(number) if local else f"{number}{_SENDERS}{one.sender_currency_code}",
        kind="recharge",
        name=one.name,
        brand=one.name,
        country=one.country.iso_name,
        currency=one.destination_currency_code if local else one.sender_currency_code,
        fixed=tuple(fixed or ()) if is_fixed else (),
        least=None if is_fixed else least,
        most=None if is_fixed else most,
        fee_fixed=(fees.local if at_home else fees.international) or Decimal(0),
        fee_percent=(fees.local_percentage if at_home else fees.international_percentage) or Decimal(0),
        discount_percent=(one.local_discount if at_home else one.international_discount) or Decimal(0),
        cost_currency=one.sender_currency_code,
        cost_rate=_rate(one.fx) if local and not at_home else Decimal(1),
        available=one.status in (None, "ACTIVE"),
        image_url=next(iter(one.logo_urls or ()), None),
    )


def _rate(fx: _Rate | None) -> Decimal:
    """Ours for one of theirs; they say it the other way round."""
    if fx is None or not fx.rate.is_finite() or fx.rate <= 0:
        raise Stopped(Answer("ambiguous", "unreadable"))
    return (1 / fx.rate).quantize(Decimal("1e-10"))
