"""What tokens buy from us: prices are data with a version, which each purchase keeps."""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal, get_args

from rules.streaks import FIRST_DAY, Streak, is_bought, is_played

Item = Literal["fifty_fifty", "skip", "streak_freeze"]
ITEMS: tuple[Item, ...] = get_args(Item)
VERSION = 1
"""Of the prices. A change of them is another version."""
PRICES: Mapping[Item, int] = MappingProxyType({"fifty_fifty": 15, "skip": 10, "streak_freeze": 40})
"""Tokens. A lifeline is the second one of its kind in a session: the first is free."""
FREEZES_A_WEEK = 2
"""Days of an ISO week that can be bought."""
BACK, AHEAD = timedelta(days=1), timedelta(days=6)
"""How far from today a day may be that is bought: yesterday can still be, as one sees then that it is missing."""


class NotSold(Exception):
    """It would help with nothing, or there is no more of it; the message says why."""


def freezable(streak: Streak, today: date) -> list[date]:
    """The days that a player may have frozen on their `today`."""
    days = (today + timedelta(days=no) for no in range(-BACK.days, AHEAD.days + 1))
    return [day for day in days if _is_sold(streak, day, today)]


def _is_sold(streak: Streak, day: date, today: date) -> bool:
    try:
        check_freeze(streak, day, today)
    except NotSold:
        return False
    return True


def frozen(streak: Streak, today: date) -> list[date]:
    """The days from yesterday on that they had frozen, and have not played."""
    days = (today + timedelta(days=no) for no in range(-BACK.days, AHEAD.days + 1))
    return [day for day in days if is_bought(streak, day) and not is_played(streak, day)]


def check_freeze(streak: Streak, day: date, today: date) -> None:
    """Whether a player may have a day frozen on their `today`. Raises NotSold."""
    if not today - BACK <= day <= today + AHEAD or day < FIRST_DAY:
        raise NotSold("A day can be frozen from the day after it back to six days before.")
    if is_played(streak, day):
        raise NotSold("That day is played.")
    if is_bought(streak, day):
        raise NotSold("That day is frozen already.")
    monday = day - timedelta(days=day.weekday())
    if sum(is_bought(streak, monday + timedelta(days=no)) for no in range(7)) >= FREEZES_A_WEEK:
        raise NotSold(f"Of one week {FREEZES_A_WEEK} days can be bought.")
