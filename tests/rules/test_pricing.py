"""Prices in tokens."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.pricing import Terms, cost, face, is_sold, per_unit, price

D = Decimal


@pytest.mark.parametrize(
    ("value", "rate", "margin_bp", "tokens"),
    [
        ("5", "1000", 0, 5_000),
        ("5", "1000", 500, 5_250),
        ("5", "1000", -500, 4_750),
        ("0.01", "0.5", 0, 1),
        ("9.99", "1000.1", 0, 9_991),
        ("25.00", "12.345", 1, 309),
    ],
)
def test_tokens_for_a_value(value: str, rate: str, margin_bp: int, tokens: int) -> None:
    assert price(D(value), D(rate), margin_bp) == tokens


values = st.decimals("0.01", "10000", places=2)


@given(values, values, st.decimals("0.0001", "100000", places=4), st.integers(-9_000, 100_000))
def test_nobody_gains_by_parts_or_gets_anything_for_less(one: D, other: D, rate: D, margin_bp: int) -> None:
    whole = price(one + other, rate, margin_bp)
    assert whole <= price(one, rate, margin_bp) + price(other, rate, margin_bp)
    assert whole >= (one + other) * per_unit(rate, margin_bp)


def test_what_a_token_is_worth_and_what_an_order_costs() -> None:
    assert face(5_000, D(1000)) == 5
    terms = Terms(fee_fixed=D("0.5"), fee_percent=D(2), discount_percent=D(12), cost_rate=D("1.1"))
    assert cost(D(10), terms) == D("10.4")


@pytest.mark.parametrize(
    ("value", "fixed", "least", "most", "sold"),
    [
        ("5.0", [D(5), D(10)], None, None, True),
        ("7", [D(5), D(10)], None, None, False),
        ("4.995", [D("4.995")], None, None, False),
        ("1", [], D(1), D("2.5"), True),
        ("2.5", [], D(1), D("2.5"), True),
        ("2.51", [], D(1), D("2.5"), False),
        ("0.99", [], D(1), D("2.5"), False),
        ("1.001", [], D(1), D("2.5"), False),
        ("1", [], None, None, False),
    ],
)
def test_values_that_a_product_is_sold_in(
    value: str, fixed: list[D], least: D | None, most: D | None, sold: bool
) -> None:
    assert is_sold(D(value), fixed, least, most) is sold
