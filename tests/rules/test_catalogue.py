"""Offers as they are taken into the catalogue."""

from decimal import Decimal
from typing import Any

import pytest

from rules.catalogue import all_tidied, tidied
from rules.partnering import Offer
from rules.pricing import is_sold

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


@pytest.mark.parametrize(
    ("changes", "values"),
    [
        ({"fixed": (D("4.995"), D(10))}, ((D(10),), None, None)),
        ({"fixed": (D(10), D("1000000000"))}, ((D(10),), None, None)),
        ({"least": D("0.001"), "most": D("9.999")}, ((), D("0.01"), D("9.99"))),
        ({"most": D("1e11")}, ((), D(1), D("999999999.99"))),
        ({"fixed": (D("4.995"),)}, None),
        ({"least": D("1.001"), "most": D("1.009")}, None),
        ({"least": D("1e10"), "most": D("1e11")}, None),
    ],
    ids=str,
)
def test_only_what_can_be_had_is_listed(changes: dict[str, Any], values: Any) -> None:
    found = tidied(RANGE._replace(**changes))
    assert (found and (found.fixed, found.least, found.most)) == values
    listed = [*found.fixed, *(one for one in (found.least, found.most) if one is not None)] if found else []
    assert all(is_sold(one, found.fixed, found.least, found.most) for one in listed if found)


def test_a_product_of_a_country_is_there_once() -> None:
    other = RANGE._replace(country="DE")
    assert all_tidied([CARD, other, RANGE]) == [other, RANGE]
