"""Days across a change of zone, at the edges of what is too near and of what is kept."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.streaks import LEAST, Moment
from tests.rules.test_streaks import answered

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_of_many_moments_the_latest_are_kept() -> None:
    nine = [Moment(NOON + timedelta(days=n), "UTC") for n in range(9)]
    streak, counted = answered([*nine, Moment(nine[-1].at + timedelta(hours=2), "Pacific/Kiritimati")])
    assert (streak.days.bit_count(), len(counted), streak.uncounted.bit_count()) == (10, 9, 1)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Moment(NOON + LEAST, "Europe/Berlin"), id="answers"),
        pytest.param(Moment(NOON + timedelta(hours=30), "Asia/Dubai"), id="beginnings"),
    ],
)
def test_days_of_two_zones_that_are_just_far_enough_apart_both_count(other: Moment) -> None:
    first = Moment(NOON, "UTC")
    assert answered([first, other])[1] == [first, other]
