"""Refresh tokens: how long a login lives, and what a token means that was handed out before the last one."""

from datetime import datetime, timedelta
from typing import Literal

IDLE = timedelta(days=60)
"""A login ends when it was not refreshed for so long."""
REPEAT = timedelta(seconds=30)
"""For so long the same token again means that our answer was lost; later, that two have it."""

Verdict = Literal["rotate", "repeat", "reused", "expired", "unknown"]


def judge(current: int, rotated_at: datetime, given: int, now: datetime) -> Verdict:
    """What to do about a token of generation `given`, of a login that stands at `current` since `rotated_at`.

    A generation that is not reached yet was made by a database that a backup has replaced: `unknown`.
    """
    if now - rotated_at > IDLE:
        return "expired"
    if given == current:
        return "rotate"
    if given > current:
        return "unknown"
    return "repeat" if given == current - 1 and now - rotated_at <= REPEAT else "reused"
