"""What of a partner's offers is taken into the catalogue, and how."""

from collections.abc import Iterable
from decimal import Decimal
from urllib.parse import urlsplit

from rules.countries import COUNTRIES
from rules.partnering import Offer
from rules.pricing import can_be_had, ends

_PRODUCT_MOST, _NAME_MOST, _BRAND_MOST, _URL_MOST = 80, 200, 100, 500
_MOST = Decimal("1e12")


def tidied(offer: Offer) -> Offer | None:
    """An offer as it is kept; None: it says something that cannot be meant, and is left out.

    Values are in order and once each, and those that can be had (rules.pricing): others are left away, and a range is
    made smaller. A name that is too long is cut, and a picture that is none of HTTPS left away.
    """
    if not (_is_named(offer) and _is_valued(offer) and _is_paid_for(offer)):
        return None
    fixed = tuple(sorted(set(filter(can_be_had, offer.fixed))))
    least, most = _ends(offer)
    if not fixed and least is None:
        return None
    return offer._replace(
        name=offer.name.strip()[:_NAME_MOST],
        brand=offer.brand.strip()[:_BRAND_MOST],
        fixed=fixed,
        least=least,
        most=most,
        image_url=offer.image_url if _is_picture(offer.image_url) else None,
    )


def all_tidied(offers: Iterable[Offer]) -> list[Offer]:
    """Those that are taken, each product of a country once: the last that was said of it."""
    found = {(one.product, one.country): one for one in map(tidied, offers) if one is not None}
    return [found[key] for key in sorted(found)]


def _is_named(offer: Offer) -> bool:
    return (
        0 < len(offer.product) <= _PRODUCT_MOST
        and offer.name.strip().isprintable()
        and offer.brand.strip().isprintable()
        and bool(offer.name.strip())
        and offer.country.lower() in COUNTRIES
        and offer.country.isupper()
    )


def _is_valued(offer: Offer) -> bool:
    if offer.fixed:
        return all(map(_is_amount, offer.fixed))
    least, most = offer.least, offer.most
    return least is not None and most is not None and _is_amount(least) and _is_amount(most) and least <= most


def _ends(offer: Offer) -> tuple[Decimal, Decimal] | tuple[None, None]:
    if offer.fixed or offer.least is None or offer.most is None:
        return None, None
    return ends(offer.least, offer.most) or (None, None)


def _is_paid_for(offer: Offer) -> bool:
    numbers = (offer.fee_fixed, offer.fee_percent, offer.discount_percent)
    return (
        _is_currency(offer.currency)
        and _is_currency(offer.cost_currency)
        and _is_amount(offer.cost_rate)
        and all(one.is_finite() and 0 <= one < _MOST for one in numbers)
    )


def _is_amount(value: Decimal) -> bool:
    return value.is_finite() and 0 < value < _MOST


def _is_currency(code: str) -> bool:
    return len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()


def _is_picture(url: str | None) -> bool:
    if url is None or len(url) > _URL_MOST or not url.isprintable():
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname)
