"""A campaign's life and pace, and how many it may tell."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.campaigns import STATES, covered, may, next_at, resumed, slice_of, verbs

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
    ("recipients", "approved", "may_be"),
    [(10, None, True), (11, None, False), (11, 10, True), (22, 20, True), (23, 20, False), (10, 1, True)],
)
def test_one_member_decides_about_few_and_two_about_as_many_as_they_were_told_and_a_tenth(
    recipients: int, approved: int | None, may_be: bool
) -> None:
    assert covered(recipients, 10, approved) == may_be
