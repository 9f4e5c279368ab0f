"""Daily streaks in the player's own time zone, with one freeze a week.

A streak is the longest run of days up to today in which no ISO week misses more than one day: that day is frozen, it
neither counts nor breaks. So defined, it depends on *which* days were played and not on when we heard of them, and one
day more never makes it shorter. (Spending freezes day by day, as they are missed, would do both: with Wednesday and
Friday played, hearing of Monday spends the freeze on Tuesday and breaks the streak on Thursday.)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

FIRST_DAY = date(2025, 1, 1)
"""Nobody played before."""
_DAY = timedelta(days=1)
_Week = tuple[int, int]
"""ISO 8601's year and week."""


@dataclass(frozen=True)
class Streak:
    """Every day that was played: bit i is FIRST_DAY + i. All of them, as any may still arrive; 46 bytes a year."""

    days: int = 0


def play(streak: Streak, day: date) -> Streak:
    """The streak with a day in it; the same day again changes nothing. Raises ValueError for days before FIRST_DAY."""
    if day < FIRST_DAY:
        raise ValueError(f"{day} is before the first day of all, {FIRST_DAY}")
    return Streak(streak.days | 1 << (day - FIRST_DAY).days)


def current(streak: Streak, today: date) -> int:
    """Days played in the run up to today. Today still counts if it is played, and is not missed before it is over.

    Days after today do not count yet: a player who flies west keeps them for when they come.
    """
    return sum(played for _, played in _run(streak, today))


def best(streak: Streak) -> int:
    """The longest run ever, in days played; it only grows."""
    longest = run = 0
    for week in _weeks(streak):
        before, after, within, is_whole = _SHAPES[week]
        longest = max(longest, run + before, within)
        run = run + before if is_whole else after
    return longest


def frozen(streak: Streak, today: date) -> list[date]:
    """The missed days that the run up to today survives by its freezes, oldest first."""
    run = list(_run(streak, today))
    while run and not run[-1][1]:
        run.pop()
    return sorted(day for day, played in run if not played)


def is_freeze_left(streak: Streak, today: date) -> bool:
    """Whether a day of this week, perhaps today, may still be missed."""
    return _week(today) not in {_week(day) for day in frozen(streak, today)}


def local_day(at: datetime, zone: str) -> date:
    """The date on the player's calendar at a moment. Raises ValueError for an unknown zone or a moment without one."""
    if at.tzinfo is None:
        raise ValueError("the moment has no time zone; give one in UTC")
    try:
        return at.astimezone(ZoneInfo(zone)).date()
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"unknown time zone {zone!r}; use an IANA name such as Europe/Berlin or UTC") from error


def _is_played(streak: Streak, day: date) -> bool:
    return day >= FIRST_DAY and bool(streak.days >> (day - FIRST_DAY).days & 1)


def _week(day: date) -> _Week:
    return day.isocalendar()[:2]


def _weeks(streak: Streak) -> Iterator[int]:
    """The days of each ISO week from the first that was played, Monday in the lowest of seven bits."""
    days = streak.days << FIRST_DAY.weekday()
    days >>= ((days & -days).bit_length() - 1) // 7 * 7 if days else 0
    while days:
        yield days & 0x7F
        days >>= 7


def _shape(week: int) -> tuple[int, int, int, bool]:
    """What a week does to a run, in days played: before its second missed day (up to there a run from before lives),
    after its last but one (there the run begins that goes on), the longest run inside it, and whether a run passes."""
    missed = [-1, *(day for day in range(7) if not week >> day & 1), 7]

    def played(first: int, end: int) -> int:
        return (week >> first & (1 << end - first) - 1).bit_count()

    if len(missed) <= 3:
        return played(0, 7), played(0, 7), played(0, 7), True
    within = max(played(missed[i] + 1, missed[i + 2]) for i in range(len(missed) - 2))
    return played(0, missed[2]), played(missed[-3] + 1, 7), within, False


_SHAPES = [_shape(week) for week in range(128)]


def _run(streak: Streak, today: date) -> Iterator[tuple[date, bool]]:
    """The days of the run, latest first, and whether they were played; perhaps with missed days before the first."""
    day = today if _is_played(streak, today) else today - _DAY
    frozen_weeks: set[_Week] = set()
    while day >= FIRST_DAY:
        is_played = _is_played(streak, day)
        if not is_played:
            if _week(day) in frozen_weeks:
                return
            frozen_weeks.add(_week(day))
        yield day, is_played
        day -= _DAY
