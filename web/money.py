"""Money in answers and requests: an amount as text, so that nothing rounds it, and a currency."""

from decimal import Decimal
from typing import Any

import marshmallow as ma

_DIGITS_LEAST = 2


class MoneySchema(ma.Schema):
    """An amount of money."""

    amount = ma.fields.String(required=True, metadata={"example": "12.50"})
    currency = ma.fields.String(required=True, metadata={"description": "ISO 4217", "example": "EUR"})


def written(amount: Decimal) -> str:
    """A decimal with two digits after the point, or as many more as it has."""
    exponent = amount.normalize().as_tuple().exponent
    assert isinstance(exponent, int), "it is finite"
    return f"{amount:.{max(_DIGITS_LEAST, -exponent)}f}"


def money(amount: Decimal, currency: str) -> dict[str, Any]:
    """As MoneySchema has it."""
    return {"amount": written(amount), "currency": currency}
