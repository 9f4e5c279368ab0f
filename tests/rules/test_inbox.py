"""What comes first over all queues, and when a period began."""

from datetime import UTC, datetime, timedelta

import pytest

from rules import inbox
from rules.inbox import Head
from rules.thresholds import Thresholds

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)  # a Wednesday
HOURS = {"entries": 4, "appeals": 72, "threads": 12}


def head(queue: str, hours: float, mine: bool = False, passed: bool = False) -> Head:
    return Head(queue, mine, passed, NOW - timedelta(hours=hours))


@pytest.mark.parametrize(
    ("heads", "order"),
    [
        ((head("appeals", 70), head("entries", 3), head("threads", 11.5)), ["threads", "entries", "appeals"]),
        ((head("appeals", 73), head("entries", 3.5)), ["appeals", "entries"]),
        ((head("appeals", 1, mine=True), head("entries", 9)), ["appeals", "entries"]),
        ((head("appeals", 1), head("entries", 9, passed=True)), ["appeals", "entries"]),
        ((), []),
    ],
    ids=["due first, not oldest", "a breach", "one's own first", "what one left last", "nothing"],
)
def test_what_breaches_its_target_first_comes_first(heads: tuple[Head, ...], order: list[str]) -> None:
    assert inbox.order(heads, HOURS) == order


def test_every_target_is_a_threshold() -> None:
    names = [name.removeprefix("target_").removesuffix("_hours") for name in Thresholds._fields if "target_" in name]
    assert inbox.targets(Thresholds(target_threads_hours=5), names)["threads"] == 5


def test_a_week_begins_on_monday() -> None:
    assert inbox.begin("today", NOW) == datetime(2026, 3, 4, tzinfo=UTC)
    assert inbox.begin("week", NOW) == datetime(2026, 3, 2, tzinfo=UTC)
