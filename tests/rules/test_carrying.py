"""When the bridge sends again, how much it sends, and what becomes of a slice that kills."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.carrying import Suspicion, awaits_more, cut, look_after, must_halt, resend_after, suspect


@pytest.mark.parametrize(
    ("attempt", "queued", "seconds"), [(0, 0, 0.5), (0, 3, 2), (1, 0, 1), (4, 0, 8), (5, 0, 10), (60, 1, 10)]
)
def test_a_slice_that_stands_still_is_sent_again_ever_more_patiently(attempt: int, queued: int, seconds: float) -> None:
    assert resend_after(attempt, queued) == seconds


@given(st.lists(st.integers(1, 1_000)), st.integers(1, 50), st.integers(1, 5_000))
def test_a_cut_is_the_longest_that_fits(sizes: list[int], events: int, size: int) -> None:
    count = cut(sizes, events, size)
    assert bool(count) == bool(sizes)
    assert count <= events
    assert count <= 1 or sum(sizes[:count]) <= size
    if count < min(len(sizes), events):
        assert sum(sizes[: count + 1]) > size


def test_three_starts_that_never_came_back_halve_a_slice() -> None:
    assert [suspect(tried, 2_000) for tried in (1, 2, 3)] == [Suspicion()] * 3
    assert suspect(4, 2_000) == Suspicion(halve_to=1_000)


def test_five_starts_that_never_came_back_bury_an_event() -> None:
    assert [suspect(tried, 1) for tried in range(1, 6)] == [Suspicion()] * 5
    assert suspect(6, 1) == Suspicion(bury=True)


def test_ten_failures_in_a_thousand_are_the_events_fault_and_eleven_ours() -> None:
    assert not must_halt(10)
    assert must_halt(11)


def test_what_coalesces_waits_seconds_for_more_while_what_makes_it_is_late() -> None:
    assert not awaits_more(0, is_late=False)
    assert awaits_more(4.9, is_late=True)
    assert not awaits_more(5.1, is_late=True)


def test_it_is_looked_often_for_small_slices_and_seldom_for_large_ones() -> None:
    small, large, waiting, idle = look_after(2, 2), look_after(4_000, 2_000), look_after(3, 0), look_after(0, 0)
    assert small < 0.01 < large <= waiting < idle
