"""Whether something happened while its player was blocked."""

from collections.abc import Iterable
from datetime import datetime


def covers(periods: Iterable[tuple[datetime, datetime | None]], at: datetime) -> bool:
    """Whether a time lies in one of the periods; they include their beginning, and None is no end."""
    return any(since <= at and (until is None or at < until) for since, until in periods)
