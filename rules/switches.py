"""Switches: what staff can stop at once, by name. What is not known to be off is on.

Stopping redemptions stops new ones: those under way are looked up, captured and given back as ever.
"""

from collections.abc import Collection
from uuid import UUID

from rules.earning import RULES
from rules.partnering import PARTNERS

REDEMPTIONS, SESSIONS, RANKED, SIGN_UPS, UPLOADS = "redemptions", "sessions", "ranked", "sign_ups", "uploads"
_PARTNER, _PRODUCT, _EARNING = "redemptions.partner.", "redemptions.product.", "earning."


def of_partner(partner: str) -> str:
    """Of redemptions of all of a partner's products."""
    return _PARTNER + partner


def of_product(product: UUID) -> str:
    """Of redemptions of a product."""
    return f"{_PRODUCT}{product}"


def of_source(source: str) -> str:
    """Of grants of a source: while it is off they stay due."""
    return _EARNING + source


FIXED: tuple[str, ...] = (
    REDEMPTIONS,
    *map(of_partner, PARTNERS),
    SESSIONS,
    RANKED,
    SIGN_UPS,
    UPLOADS,
    *map(of_source, sorted(RULES)),
)
"""All but those of products, of which there are as many as products."""


def blocking(off: Collection[str], *, partner: str, product: UUID) -> str | None:
    """The switch that keeps a product from being redeemed now; None: none does."""
    return next((name for name in (REDEMPTIONS, of_partner(partner), of_product(product)) if name in off), None)


def withheld(off: Collection[str]) -> list[str]:
    """Sources whose grants are not paid now."""
    return sorted(name.removeprefix(_EARNING) for name in off if name.startswith(_EARNING))


def product_of(name: str) -> UUID | None:
    """Whose switch it is, if it is a product's and its name is written as `of_product` does."""
    if not name.startswith(_PRODUCT):
        return None
    try:
        product = UUID(name.removeprefix(_PRODUCT))
    except ValueError:
        return None
    return product if name == of_product(product) else None
