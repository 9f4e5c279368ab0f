"""What things cost in tokens: their value by the rate of its currency, a margin on top, rounded up to whole tokens."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

HOME = "USD"
"""The currency that tokens are valued in: its rate, without a margin, is what a token is worth."""
_BP = 10_000
_CENT = Decimal("0.01")
"""The least step of a value, whatever its currency."""
_VALUE_MOST = Decimal("999999999.99")


class Terms(NamedTuple):
    """What a partner asks for an order (rules.partnering.Offer)."""

    fee_fixed: Decimal
    fee_percent: Decimal
    discount_percent: Decimal
    cost_rate: Decimal


def per_unit(rate: Decimal, margin_bp: int) -> Decimal:
    """Tokens for one of a currency, `rate` being what they are without a margin (in hundredths of a per cent)."""
    return rate * (_BP + margin_bp) / _BP


def price(value: Decimal, rate: Decimal, margin_bp: int) -> int:
    """Tokens for a value; at least 1."""
    return max(1, int((value * per_unit(rate, margin_bp)).to_integral_value(ROUND_CEILING)))


def face(tokens: int, home_rate: Decimal) -> Decimal:
    """What tokens are worth in HOME, at its rate."""
    return tokens / home_rate


def cost(value: Decimal, terms: Terms) -> Decimal:
    """What we pay for an order of a value, in the partner's cost currency; what they charge in the end they say."""
    base = value * terms.cost_rate
    return base * (100 - terms.discount_percent + terms.fee_percent) / 100 + terms.fee_fixed


def can_be_had(value: Decimal) -> bool:
    """Whether a value is one that can be asked for, in whole cents: no other is listed or sold."""
    return value % _CENT == 0 and 0 < value <= _VALUE_MOST


def ends(least: Decimal, most: Decimal) -> tuple[Decimal, Decimal] | None:
    """The least and the most of a range that can be had; None: nothing of it can."""
    found = least.quantize(_CENT, ROUND_CEILING), min(most.quantize(_CENT, ROUND_FLOOR), _VALUE_MOST)
    return found if found[0] <= found[1] else None


def is_sold(value: Decimal, fixed: Sequence[Decimal], least: Decimal | None, most: Decimal | None) -> bool:
    """Whether a product can be had in a value: one of the fixed ones, or one of its range, in whole cents."""
    if not can_be_had(value):
        return False
    return value in fixed if fixed else least is not None and most is not None and least <= value <= most
