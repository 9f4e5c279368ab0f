"""What is sold of streaks: days that can still matter, and few of them."""

from contextlib import nullcontext
from datetime import date, timedelta

import pytest

from rules.shop import FREEZES_A_WEEK, ITEMS, PRICES, NotSold, check_freeze
from rules.streaks import Streak, freeze, play

TODAY = date(2026, 11, 26)
"""A Thursday."""


def test_each_item_has_a_price() -> None:
    assert set(PRICES) == set(ITEMS)
    assert min(PRICES.values()) > 0


@pytest.mark.parametrize(("day", "sold"), [(-2, False), (-1, True), (0, True), (6, True), (7, False)])
def test_a_day_is_sold_from_the_day_after_it_back_to_six_before(day: int, sold: bool) -> None:
    with nullcontext() if sold else pytest.raises(NotSold):
        check_freeze(Streak(), TODAY + timedelta(days=day), TODAY)


def test_neither_a_day_that_is_played_nor_one_that_is_bought_nor_too_many_of_a_week() -> None:
    with pytest.raises(NotSold, match="played"):
        check_freeze(play(Streak(), TODAY), TODAY, TODAY)
    streak = Streak()
    for no in range(FREEZES_A_WEEK):
        day = TODAY + timedelta(days=no)
        check_freeze(streak, day, TODAY)
        streak = freeze(streak, day)
    with pytest.raises(NotSold, match="already"):
        check_freeze(streak, TODAY, TODAY)
    with pytest.raises(NotSold, match="week"):
        check_freeze(streak, TODAY + timedelta(days=FREEZES_A_WEEK), TODAY)
    check_freeze(streak, TODAY + timedelta(days=4), TODAY)
