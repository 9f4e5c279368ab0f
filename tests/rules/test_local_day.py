"""Which day a moment is of, by the player's own clock."""

from datetime import UTC, date, datetime

import pytest

from rules.streaks import local_day


@pytest.mark.parametrize(
    ("at", "zone", "day"),
    [
        (datetime(2026, 11, 23, 23, 30, tzinfo=UTC), "UTC", date(2026, 11, 23)),
        (datetime(2026, 11, 23, 23, 30, tzinfo=UTC), "Europe/Berlin", date(2026, 11, 24)),
        (datetime(2026, 11, 23, 10, 30, tzinfo=UTC), "Pacific/Kiritimati", date(2026, 11, 24)),
        (datetime(2026, 11, 23, 10, 30, tzinfo=UTC), "Pacific/Pago_Pago", date(2026, 11, 22)),
        # Berlin's clocks go back on 25 October 2026, forward on 29 March: midnight is at 22:00 or at 23:00 UTC.
        (datetime(2026, 10, 24, 21, 59, tzinfo=UTC), "Europe/Berlin", date(2026, 10, 24)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), "Europe/Berlin", date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), "Europe/Berlin", date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), "Europe/Berlin", date(2026, 10, 26)),
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), "Europe/Berlin", date(2026, 3, 28)),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), "Europe/Berlin", date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), "Europe/Berlin", date(2026, 3, 30)),
    ],
)
def test_local_day(at: datetime, zone: str, day: date) -> None:
    assert local_day(at, zone) == day


@pytest.mark.parametrize(
    "zone", ["", "Europe", "Europe/Nowhere", "../etc/passwd", "/etc/passwd", "a\x00b", "\ud800", "x" * 5_000]
)
def test_an_unknown_zone_says_what_to_change(zone: str) -> None:
    with pytest.raises(ValueError, match="use an IANA name such as Europe/Berlin"):
        local_day(datetime(2026, 11, 23, tzinfo=UTC), zone)


def test_a_moment_without_a_zone_is_none() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        local_day(datetime(2026, 11, 23), "UTC")  # noqa: DTZ001 - that is the point
