"""Tokens expire that were earned longer ago than the policy says and not used since: the oldest are used first."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

NOTICE_DAYS = 30
"""How long before it a player is told."""


class Since(NamedTuple):
    """From which days on it counts what was earned: `over`, and of the notice, which was on the day before, too."""

    over: date
    close: date
    was_close: date


class Aging(NamedTuple):
    """What a player's tokens do on a day: those that are over age, and those that came as close to it as the notice."""

    expired: int
    soon: int


def since(today: date, days: int) -> Since:
    """Of tokens that may be so many days old."""
    over = today - timedelta(days=days)
    close = over + timedelta(days=min(NOTICE_DAYS, days))
    return Since(over, close, close - timedelta(days=1))


def expired(free: int, earned_since: int) -> int:
    """How many of the tokens that are free were earned before a time, if `earned_since` were from then on.

    Whatever was used was the oldest then: what is left is the latest, and of the older only what is more than that.
    """
    return max(0, free - earned_since)


def aging(when: Since, free: int, earned: Mapping[date, int]) -> Aging:
    """What becomes of the tokens that are free, by what was earned from each of the days on."""
    over, close, was_close = (expired(free, earned[day]) for day in when)
    return Aging(over, close - was_close)
