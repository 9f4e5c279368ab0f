"""Prices that take two of the staff: those at which tokens buy more than they are worth, and leaps.

What an order costs us is compared in tokens, at the rate of the currency that its partner charges: the highest that it
had within a day, or that which it is to have, whichever is more; and a rate leaps from any that held within the day. So
nobody makes a price fair by changing what a token is worth, nor moves a rate far, at once or by a little many times.
"""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Literal, NamedTuple

Why = Literal["below_cost", "unknown", "jump"]
"""Less than it costs us; what it costs us is in a currency without a rate; much more or less than before."""

DAY = timedelta(hours=24)
"""What one member changes within it is one change: each by less than its margin, rates would go anywhere."""
LEAP = Decimal("1.5")
"""Prices up to so many times what they were, or down to that part of it, are one member's to set. No currency moves by
half in a day and margins are some per cent, while a decimal point in the wrong place makes ten."""


class Price(NamedTuple):
    """What a value of a product costs players and us, in tokens, before and after; None: there was no rate.

    `cost_before`: at most, within DAY.
    """

    before: int | None
    after: int
    cost_before: Decimal | None
    cost_after: Decimal | None


class Leap(NamedTuple):
    """Tokens for one of a currency."""

    before: Decimal
    after: Decimal


def why_two(leaps: Iterable[Leap], prices: Iterable[Price]) -> Why | None:
    """Why such prices take another member; None: one may set them."""
    found: Why | None = next(filter(None, map(_why, prices)), None)
    if found is None and any(max(one) > LEAP * min(one) for one in leaps):
        return "jump"
    return found


def _why(price: Price) -> Why | None:
    """What sold below its cost before may do so on: it may be dearer, and not cheaper."""
    is_dearer = price.before is not None and price.after >= price.before
    if price.cost_before is None or price.cost_after is None:
        return None if is_dearer else "unknown"
    if price.after >= max(price.cost_before, price.cost_after):
        return None
    return None if is_dearer and price.cost_after <= price.cost_before else "below_cost"
