"""Caps of a day: by source, and of all together."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from rules.earning import DAY_CAP, RULES, Source, payable

sources = st.sampled_from(sorted(RULES))


def test_each_source_has_a_rule() -> None:
    assert set(RULES) == set(get_args(Source))


@given(st.lists(st.tuples(sources, st.integers(1, 300)), max_size=40))
def test_no_more_than_the_caps_is_paid_and_all_below_them(granted: list[tuple[Source, int]]) -> None:
    earned: dict[Source, int] = {}
    for source, tokens in granted:
        paid = payable(source, tokens, earned)
        assert 0 <= paid <= tokens
        earned[source] = earned.get(source, 0) + paid
        cap = RULES[source].day_cap
        all_of_it = sum(count for name, count in earned.items() if RULES[name].in_day)
        if paid < tokens:
            assert earned[source] == cap or all_of_it == DAY_CAP
        assert cap is None or earned[source] <= cap
        assert all_of_it <= DAY_CAP


def test_a_season_is_paid_whatever_else_was_earned() -> None:
    assert payable("season", 5_000, {"battle": 250, "achievement": 350}) == 5_000
    assert payable("streak", 25, {"battle": 250, "achievement": 350, "season": 9_000}) == 0


@given(sources, st.integers(1, 300), st.lists(st.integers(0, 300), max_size=3))
def test_no_more_is_paid_than_each_budget_has_left(source: Source, tokens: int, left: list[int]) -> None:
    assert payable(source, tokens, {}, left) == min(payable(source, tokens, {}), *left, tokens)
