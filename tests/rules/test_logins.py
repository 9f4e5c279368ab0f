"""What a refresh token means, by its generation and time."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.logins import IDLE, REPEAT, Verdict, judge

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "ago", "verdict"),
    [
        (5, timedelta(0), "rotate"),
        (5, IDLE, "rotate"),
        (5, IDLE + timedelta(seconds=1), "expired"),
        (4, REPEAT, "repeat"),
        (4, REPEAT + timedelta(seconds=1), "reused"),
        (3, timedelta(0), "reused"),
        (6, timedelta(0), "unknown"),
    ],
)
def test_the_last_token_counts_and_the_one_before_it_for_half_a_minute(
    given: int, ago: timedelta, verdict: Verdict
) -> None:
    assert judge(5, NOW - ago, given, NOW) == verdict
