"""Prices that one of the staff may set, and those that take another."""

from decimal import Decimal

import pytest

from rules.repricing import Leap, Price, why_two

D = Decimal
COST = D(1_000)


@pytest.mark.parametrize(
    ("price", "why"),
    [
        (Price(1_100, 1_000, COST, COST), None),
        (Price(1_100, 999, COST, COST), "below_cost"),
        (Price(None, 999, COST, COST), "below_cost"),
        (Price(None, 1_000, COST, COST), None),
        (Price(900, 950, COST, COST), None),
        (Price(900, 900, COST, COST), None),
        (Price(900, 899, COST, COST), "below_cost"),
        # The worth of a token is another: neither what it was nor what it is to be makes a price fair.
        (Price(1_100, 1, COST, D(1)), "below_cost"),
        (Price(1_100, 1_100, COST, D(1_200)), "below_cost"),
        (Price(1_100, 1_100, COST, D(900)), None),
        # The first rate of the currency that is charged says nothing of itself.
        (Price(None, 10, None, D(10)), "unknown"),
        (Price(1_100, 1_000, None, None), "unknown"),
        (Price(1_100, 1_200, None, None), None),
    ],
)
def test_tokens_buy_no_more_than_they_are_worth_but_by_two(price: Price, why: str | None) -> None:
    assert why_two([], [Price(1_100, 1_100, COST, COST), price]) == why


@pytest.mark.parametrize(("after", "why"), [("150", None), ("150.01", "jump"), ("66.67", None), ("66.66", "jump")])
def test_leaps_take_two(after: str, why: str | None) -> None:
    assert why_two([Leap(D(100), D(100)), Leap(D(100), D(after))], []) == why
