"""The order of work over all queues: what breaches its target first comes first."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, get_args

from rules.thresholds import Thresholds

Period = Literal["today", "week"]
PERIODS: tuple[Period, ...] = get_args(Period)


class Head(NamedTuple):
    """What a member would be given next of a queue: their own, or what they left before, and since when it waits."""

    queue: str
    mine: bool
    passed: bool
    since: datetime


def targets(thresholds: Thresholds, queues: Collection[str]) -> dict[str, int]:
    """How many hours work of each of these queues waits at most."""
    return {queue: getattr(thresholds, f"target_{queue}_hours") for queue in queues}


def due(since: datetime, hours: int) -> datetime:
    """When work that waits since then breaches its target."""
    return since + timedelta(hours=hours)


def order(heads: Collection[Head], hours: dict[str, int]) -> list[str]:
    """Queues to take the next from: of what one holds, of what is due first, and last of what one left to others."""
    ordered = sorted(heads, key=lambda head: (not head.mine, head.passed, due(head.since, hours[head.queue]), head))
    return [head.queue for head in ordered]


def begin(period: Period, now: datetime) -> datetime:
    """When today, or this week, began: at midnight, of Monday for a week, in `now`'s zone."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight if period == "today" else midnight - timedelta(days=now.weekday())
