"""Times to answer as a mergeable histogram."""

from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules import times

elapsed = st.lists(st.integers(0, 300_000), max_size=60)


@pytest.mark.parametrize(
    ("elapsed_ms", "bucket"), [(0, 0), (100, 0), (101, 1), (110, 1), (111, 2), (240_300, 78), (10**9, 79)]
)
def test_bucket(elapsed_ms: int, bucket: int) -> None:
    assert times.bucket(elapsed_ms) == bucket


def test_the_longest_limit_fits() -> None:
    assert times.EDGES[-2] > 240_300


@given(elapsed, elapsed)
def test_merging_is_counting_all(one: list[int], other: list[int]) -> None:
    assert times.merge(times.of(one), times.of(other)) == times.of(one + other) == times.of(other + one)
    assert sum(times.of(one)) == len(one)


def test_merging_nothing_changes_nothing() -> None:
    assert times.merge(times.of([5, 5_000]), times.EMPTY) == times.of([5, 5_000])


def test_every_time_is_within_the_error() -> None:
    far = [
        elapsed_ms
        for elapsed_ms in range(101, 270_001)
        if abs((times.quantile(_one(times.bucket(elapsed_ms)), 0) or 0) - elapsed_ms) > times.ERROR * elapsed_ms + 0.5
    ]
    assert far == []


@cache
def _one(bucket: int) -> times.Histogram:
    return tuple(int(number == bucket) for number in range(times.BUCKETS))


@example([496], 0)
@example([135], 0)
@given(st.lists(st.integers(101, 270_000), min_size=1, max_size=60), st.floats(0, 1))
def test_a_quantile_is_within_its_error(values: list[int], q: float) -> None:
    exact = sorted(values)[int(q * (len(values) - 1))]
    estimate = times.quantile(times.of(values), q)
    assert estimate is not None
    assert abs(estimate - exact) <= times.ERROR * exact + 0.5


@given(st.lists(st.integers(0, 300_000), min_size=1, max_size=60), st.floats(0, 1), st.floats(0, 1))
def test_quantiles_are_in_order(values: list[int], one: float, other: float) -> None:
    low, high = sorted((one, other))
    histogram = times.of(values)
    assert (times.quantile(histogram, low) or 0) <= (times.quantile(histogram, high) or 0)


def test_no_answers_have_no_quantile_and_short_ones_are_one() -> None:
    assert times.quantile(times.EMPTY, 0.5) is None
    assert times.quantile(times.of([0, 3, 99]), 0.5) == times.FIRST_MS
