"""Offers as they are taken into the catalogue."""

from decimal import Decimal
from typing import Any

import pytest

from rules.catalogue import all_tidied, tidied
from rules.partnering import Offer

D = Decimal
CARD = Offer("5001", "gift_card", "Books", "Paper", "US", "USD", fixed=(D(25), D(10), D(25)))
RANGE = CARD._replace(fixed=(), least=D(1), most=D(9))


def test_an_offer_is_put_in_order() -> None:
    found = tidied(CARD._replace(name=f" {'n' * 300} ", least=D(3), most=D(2), image_url="http://x.example/a.png"))
    assert found == CARD._replace(name="n" * 200, fixed=(D(10), D(25)))
    assert tidied(RANGE._replace(image_url="https://x.example/a.png"))


@pytest.mark.parametrize(
    "changes",
    [
        {"product": ""},
        {"product": "x" * 81},
        {"name": "  "},
        {"name": "two\nlines"},
        {"country": "us"},
        {"country": "XX"},
        {"currency": "usd"},
        {"currency": "DOLLARS"},
        {"cost_currency": "ÄÄÄ"},
        {"least": None},
        {"least": D(10)},
        {"least": D(0)},
        {"most": D("Infinity")},
        {"fixed": (D(5), D("-1"))},
        {"fixed": (D(5), D("NaN"), D("sNaN"))},
        {"cost_rate": D(0)},
        {"cost_rate": D("sNaN")},
        {"fee_fixed": D(-1)},
        {"discount_percent": D("Infinity")},
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_left_out(changes: dict[str, Any]) -> None:
    assert tidied(RANGE._replace(**changes)) is None


def test_a_product_of_a_country_is_there_once() -> None:
    other = RANGE._replace(country="DE")
    assert all_tidied([CARD, other, RANGE]) == [other, RANGE]
