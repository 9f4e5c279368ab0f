"""What a change of a rate or of a margin makes of prices, and whether it takes two of the staff."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from sqlalchemy import Connection

from models import product_lists, token_rates
from models.products import Item
from models.token_rates import Held, NewRate
from rules.pricing import cost, per_unit
from rules.repricing import DAY, Leap, Price, Why, why_two

_Held = Mapping[str, Sequence[Held]]
"""What each currency cost of late, its rate that holds last."""
_Rates = Mapping[str, Decimal]
"""Tokens for one of each currency."""


def of_rate(connection: Connection, wanted: NewRate) -> Why | None:
    """Why a currency's next rate takes two: by all products in the currency, sold now or not, or charged in it."""
    held = token_rates.held(connection, DAY)
    highest, after = _highest(held), {**_now(held), wanted.currency: wanted.tokens_per_unit}
    prices = [
        price
        for item in product_lists.touched_by(connection, wanted.currency)
        for price in _prices(item, _at(item, wanted), highest, after)
    ]
    return why_two(_leaps(held.get(wanted.currency, []), wanted), prices)


def of_margin(connection: Connection, item: Item, margin_bp: int | None) -> Why | None:
    """Why a product's own margin takes two; `token_rates.hold` was called. What has no rate is judged once it has."""
    if item.rate is None:
        return None
    held = token_rates.held(connection, DAY)
    changed = item._replace(margin_bp=margin_bp)
    leap = Leap(per_unit(item.rate, item.margin), per_unit(item.rate, changed.margin))
    return why_two([leap], _prices(item, changed, _highest(held), _now(held)))


def _highest(held: _Held) -> _Rates:
    return {code: max(rate.tokens_per_unit for rate in rates) for code, rates in held.items()}


def _now(held: _Held) -> _Rates:
    return {code: rates[-1].tokens_per_unit for code, rates in held.items()}


def _at(item: Item, rate: NewRate) -> Item:
    """A product as it is at a rate, if that is its currency's."""
    if item.currency != rate.currency:
        return item
    return item._replace(rate=rate.tokens_per_unit, rate_margin_bp=rate.margin_bp)


def _leaps(held: Iterable[Held], after: NewRate) -> Iterator[Leap]:
    """From each rate of the day, without the margin, as products with their own go by it, and with it."""
    new = after.tokens_per_unit
    for old, margin_bp in held:
        yield Leap(old, new)
        yield Leap(per_unit(old, margin_bp), per_unit(new, after.margin_bp))


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
