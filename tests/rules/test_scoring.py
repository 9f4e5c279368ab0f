"""Points of an answer and of a session."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.scoring import FULL_POINTS, base_points, elapsed_ms, fold

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("elapsed", "points"),
    [(0, 1000), (499, 1000), (500, 983), (7_500, 750), (15_000, 500), (15_299, 500)],
)
def test_points_fall_from_all_to_half(elapsed: int, points: int) -> None:
    assert base_points(elapsed, 15_000) == points


@given(st.integers(0, 40_000), st.integers(5_000, 240_000))
def test_a_right_answer_is_worth_half_at_least_and_never_more_than_all(elapsed: int, limit: int) -> None:
    assert FULL_POINTS / 2 <= base_points(elapsed, limit) <= FULL_POINTS


def test_a_clock_that_runs_backwards_gives_no_negative_time() -> None:
    assert elapsed_ms(NOON, NOON - timedelta(seconds=1)) == 0
    assert elapsed_ms(NOON, NOON + timedelta(milliseconds=1234)) == 1234


@pytest.mark.parametrize(
    ("base", "points"),
    [
        ([], []),
        ([800], [800]),
        ([800, 700], [800, 800]),
        ([800, 0, 700], [800, 0, 700]),
        ([800, None, 700], [800, 0, 700]),
        ([500] * 8, [500, 600, 700, 800, 900, 1000, 1000, 1000]),
    ],
)
def test_streaks_add_up_to_five_hundred_and_end_with_a_mistake(base: list[int | None], points: list[int]) -> None:
    assert fold(base) == points


@pytest.mark.parametrize(
    ("base", "points"),
    [
        ([800, None, 700], [800, 0, 800]),
        ([800, None, None, 700], [800, 0, 0, 700]),
        ([800, 0, 700], [800, 0, 700]),
        ([800, 700, 700], [800, 800, 900]),
    ],
)
def test_a_skipped_question_carries_a_streak_on_unless_it_was_answered_wrong(
    base: list[int | None], points: list[int]
) -> None:
    assert fold(base, skipped=[1]) == points
