"""What a change of a rate or of a margin makes of prices, and whether it takes two of the staff."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from sqlalchemy import Connection

from models import product_lists, token_rates
from models.products import Item
from models.token_rates import NewRate
from rules.pricing import cost, per_unit
from rules.repricing import DAY, Leap, Price, Why, why_two

_Rates = Mapping[str, Decimal]
"""Tokens for one of each currency."""


def of_rate(connection: Connection, wanted: NewRate) -> Why | None:
    """Why a currency's next rate takes two: by all products in the currency, sold now or not, or charged in it."""
    before, highest = token_rates.current(connection), token_rates.highest(connection, DAY)
    after = {**_plain(before), wanted.currency: wanted.tokens_per_unit}
    prices = [
        price
        for item in product_lists.touched_by(connection, wanted.currency)
        for price in _prices(item, _at(item, wanted), highest, after)
    ]
    return why_two(_leaps(before.get(wanted.currency), wanted), prices)


def of_margin(connection: Connection, item: Item, margin_bp: int | None) -> Why | None:
    """Why a product's own margin takes two; `token_rates.hold` was called. What has no rate is judged once it has."""
    if item.rate is None:
        return None
    highest, rates = token_rates.highest(connection, DAY), _plain(token_rates.current(connection))
    changed = item._replace(margin_bp=margin_bp)
    leap = Leap(per_unit(item.rate, item.margin), per_unit(item.rate, changed.margin))
    return why_two([leap], _prices(item, changed, highest, rates))


def _plain(rates: Mapping[str, token_rates.Rate]) -> _Rates:
    return {code: rate.tokens_per_unit for code, rate in rates.items()}


def _at(item: Item, rate: NewRate) -> Item:
    """A product as it is at a rate, if that is its currency's."""
    if item.currency != rate.currency:
        return item
    return item._replace(rate=rate.tokens_per_unit, rate_margin_bp=rate.margin_bp)


def _leaps(before: token_rates.Rate | None, after: NewRate) -> list[Leap]:
    """Without the margin, as products with their own go by it, and with it."""
    if before is None:
        return []
    old, new = before.tokens_per_unit, after.tokens_per_unit
    return [Leap(old, new), Leap(per_unit(old, before.margin_bp), per_unit(new, after.margin_bp))]


def _prices(before: Item, after: Item, rates: _Rates, rates_after: _Rates) -> Iterator[Price]:
    if after.rate is None:
        return
    for value in after.listed:
        ours = cost(value, after.terms)
        yield Price(
            None if before.rate is None else before.price(value),
            after.price(value),
            _in_tokens(ours, after.cost_currency, rates),
            _in_tokens(ours, after.cost_currency, rates_after),
        )


def _in_tokens(amount: Decimal, currency: str, rates: _Rates) -> Decimal | None:
    return amount * rates[currency] if currency in rates else None
