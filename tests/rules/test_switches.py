"""Switches by their names."""

from uuid import UUID

import pytest

from rules.switches import FIXED, blocking, of_partner, of_product, product_of, withheld

ONE, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("off", "name"),
    [
        (set(), None),
        ({"redemptions"}, "redemptions"),
        ({of_partner("tremendous")}, "redemptions.partner.tremendous"),
        ({of_product(ONE)}, f"redemptions.product.{ONE}"),
        ({of_partner("reloadly-airtime"), of_product(OTHER), "sessions", "earning.battle"}, None),
    ],
)
def test_what_keeps_a_product_from_being_redeemed(off: set[str], name: str | None) -> None:
    assert blocking(off, partner="tremendous", product=ONE) == name


def test_sources_that_are_withheld() -> None:
    assert withheld({"earning.streak", "earning.battle", "ranked"}) == ["battle", "streak"]


def test_names_of_products_switches() -> None:
    assert product_of(of_product(ONE)) == ONE
    upper = f"redemptions.product.{str(UUID(int=255)).upper()}"
    assert [product_of(name) for name in (upper, "redemptions.product.x", *FIXED)] == [None] * (2 + len(FIXED))
