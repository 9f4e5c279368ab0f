"""How long a message waits for its next attempt."""

from rules.retry import delay_s


def test_longer_each_time_and_half_an_hour_at_most() -> None:
    assert [delay_s(attempts) for attempts in (1, 2, 3, 6, 7, 32_000)] == [5, 15, 45, 1215, 1800, 1800]
