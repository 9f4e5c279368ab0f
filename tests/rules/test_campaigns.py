"""A campaign's life and pace, and filters that cannot be meant."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.campaigns import STATES, may, next_at, resumed, slice_of, verbs
from rules.segments import Filter, faults

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_what_can_be_done_with_a_campaign() -> None:
    found = {state: verbs(state) for state in STATES}
    assert found == {
        "draft": ["schedule", "cancel"],
        "scheduled": ["pause", "cancel"],
        "planning": ["pause", "cancel"],
        "sending": ["pause", "cancel"],
        "paused": ["resume", "cancel"],
        "sent": [],
        "cancelled": [],
    }
    assert not may("schedule", "sent")


def test_a_paused_one_goes_on_where_it_stopped() -> None:
    assert resumed(begun=False, planned=False) == "scheduled"
    assert resumed(begun=True, planned=False) == "planning"
    assert resumed(begun=True, planned=True) == "sending"


def test_slices_are_a_second_s_worth_and_time_that_was_lost_is_not_made_up_for() -> None:
    assert (slice_of(2), slice_of(5_000)) == (2, 1_000)
    assert next_at(NOW, NOW, 2, 2) == NOW + timedelta(seconds=1)
    assert next_at(NOW - timedelta(seconds=0.5), NOW, 2, 2) == NOW + timedelta(seconds=0.5)
    assert next_at(NOW - timedelta(hours=1), NOW, 2, 2) == NOW


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Filter(level_least=3, level_most=2), "level_most"),
        (Filter(spent_least=3, spent_most=2), "spent_most"),
        (Filter(active_days=7, idle_days=7), "idle_days"),
        (Filter(tags=("a",), without_tags=("a", "b")), "without_tags"),
        (Filter(season_id=1), "season_id"),
    ],
)
def test_what_nobody_can_fit_is_named(wanted: Filter, field: str) -> None:
    assert [fault.field for fault in faults(wanted)] == [field]


def test_what_somebody_may_fit_has_no_faults() -> None:
    assert faults(Filter(active_days=30, idle_days=7, tags=("a", "b"), without_tags=("a",), level_least=2)) == []
