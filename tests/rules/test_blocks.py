"""What happened while a player was blocked."""

from datetime import UTC, datetime, timedelta

from rules.blocks import covers

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_a_block_covers_its_first_moment_and_not_its_last() -> None:
    periods = [(NOON, NOON + SECOND), (NOON + 5 * SECOND, None)]
    times = [NOON - SECOND, NOON, NOON + SECOND, NOON + 5 * SECOND, NOON + 500 * SECOND]
    assert [covers(periods, at) for at in times] == [False, True, False, True, True]
    assert not covers([], NOON)
