"""Daily streaks in the player's own time zone, with one freeze a week.

A streak is the longest run of days up to today in which no ISO week misses more than one day: that day is frozen, it
neither counts nor breaks. So defined, it depends on *which* days were played and not on when we heard of them, and one
day more never makes it shorter. (Spending freezes day by day, as they are missed, would do both: with Wednesday and
Friday played, hearing of Monday spends the freeze on Tuesday and breaks the streak on Thursday.)

A change of zone moves the calendar, and would give two or three days at one moment. So of days in two zones both count
only if LEAST lies between their beginnings, and between the answers that they were counted for. A day that is too near
is played all the same: it keeps the run, and does not make it longer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

FIRST_DAY = date(2025, 1, 1)
"""Nobody played before."""
LEAST = timedelta(hours=20)
"""From one counted day to the next across a change of zone: a day, less what most flights take off one."""
_KEPT = 8
"""Moments that are kept: more than a week's, as a quiz may tell of its answers days later."""
_DAY = timedelta(days=1)
_Week = tuple[int, int]
"""ISO 8601's year and week."""


class Moment(NamedTuple):
    """When, and in which zone, a player answered."""

    at: datetime
    zone: str


@dataclass(frozen=True)
class Streak:
    """Every day that was played: bit i is FIRST_DAY + i. All of them, as any may still arrive; 46 bytes a year."""

    days: int = 0
    uncounted: int = 0
    """Those of them that were too near to one in another zone."""
    counted: tuple[Moment, ...] = ()
    """When the latest of the others were counted, in order of time."""
    practised: int = 0
    """Days of practice and nothing else."""
    bought: int = 0
    """Days that the player paid to have frozen: missed, they neither count nor break, whatever else is missed."""


def play(streak: Streak, day: date, moment: Moment | None = None, is_practice: bool = False) -> Streak:
    """The streak with a day in it; a day that counts stays as it is. Raises ValueError for days before FIRST_DAY.

    Without a moment it counts whatever is beside it.
    """
    if day < FIRST_DAY:
        raise ValueError(f"{day} is before the first day of all, {FIRST_DAY}")
    bit = 1 << (day - FIRST_DAY).days
    practised = streak.practised | bit & ~streak.days if is_practice else streak.practised & ~bit
    streak = replace(streak, practised=practised)
    if streak.days & ~streak.uncounted & bit:
        return streak
    if moment and _is_too_near(streak.counted, moment):
        return replace(streak, days=streak.days | bit, uncounted=streak.uncounted | bit)
    counted = tuple(sorted((*streak.counted, moment)))[-_KEPT:] if moment else streak.counted
    return replace(streak, days=streak.days | bit, uncounted=streak.uncounted & ~bit, counted=counted)


def freeze(streak: Streak, day: date) -> Streak:
    """The streak with a day that may be missed, beside the one of its week."""
    return replace(streak, bought=streak.bought | 1 << (day - FIRST_DAY).days)


def is_played(streak: Streak, day: date) -> bool:
    """Whether the player answered something on that day."""
    return _has(streak.days, day)


def is_bought(streak: Streak, day: date) -> bool:
    """Whether they paid to have it frozen."""
    return _has(streak.bought, day)


def _is_too_near(counted: tuple[Moment, ...], moment: Moment) -> bool:
    """Whether a day in another zone was counted within LEAST; before all that is kept, whether the zone is another."""
    if len(counted) == _KEPT and moment.at < counted[0].at:
        return moment.zone != counted[0].zone
    others = [one for one in counted if one.zone != moment.zone]
    return any(abs(one.at - moment.at) < LEAST or abs(_beginning(one) - _beginning(moment)) < LEAST for one in others)


def _beginning(moment: Moment) -> datetime:
    """When the day of a moment began."""
    midnight = datetime.combine(local_day(*moment), time(), ZoneInfo(moment.zone))
    return midnight.astimezone(UTC)  # within one zone Python subtracts what the clocks show


def current(streak: Streak, today: date) -> int:
    """Days in the run up to today that count. Today still does if it is played, and is not missed before it is over.

    Days after today do not count yet: a player who flies west keeps them for when they come.
    """
    return sum(_counts(streak, day) for day, _ in _run(streak, today))


def best(streak: Streak) -> int:
    """The longest run ever, in days that count; it only grows."""
    longest = run = 0
    for week, uncounted in _weeks(streak):
        before, after, within, is_whole = _shape(week, uncounted) if uncounted else _SHAPES[week]
        longest = max(longest, run + before, within)
        run = run + before if is_whole else after
    return longest


def best_paid(streak: Streak) -> int:
    """The longest run ever as tokens are for: days of practice alone keep it, and do not make it longer."""
    return best(replace(streak, uncounted=streak.uncounted | streak.practised))


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


def _has(days: int, day: date) -> bool:
    return day >= FIRST_DAY and bool(days >> (day - FIRST_DAY).days & 1)


def _is_kept(streak: Streak, day: date) -> bool:
    return _has(streak.days | streak.bought, day)


def _counts(streak: Streak, day: date) -> bool:
    return _has(streak.days & ~streak.uncounted, day)


def _week(day: date) -> _Week:
    return day.isocalendar()[:2]


def _weeks(streak: Streak) -> Iterator[tuple[int, int]]:
    """The days of each ISO week from the first that was played, and which do not count; Monday is the lowest bit."""
    kept, uncounted = streak.days | streak.bought, streak.uncounted | streak.bought & ~streak.days
    days, uncounted = kept << FIRST_DAY.weekday(), uncounted << FIRST_DAY.weekday()
    before = ((days & -days).bit_length() - 1) // 7 * 7 if days else 0
    days, uncounted = days >> before, uncounted >> before
    while days:
        yield days & 0x7F, uncounted & 0x7F
        days >>= 7
        uncounted >>= 7


def _shape(week: int, uncounted: int = 0) -> tuple[int, int, int, bool]:
    """What a week does to a run, in days that count: before its second missed day (up to there a run from before
    lives), after its last but one (there the run begins that goes on), the longest run inside it, and whether a run
    passes."""
    missed = [-1, *(day for day in range(7) if not week >> day & 1), 7]

    def count(first: int, end: int) -> int:
        return ((week & ~uncounted) >> first & (1 << end - first) - 1).bit_count()

    if len(missed) <= 3:
        return count(0, 7), count(0, 7), count(0, 7), True
    within = max(count(missed[i] + 1, missed[i + 2]) for i in range(len(missed) - 2))
    return count(0, missed[2]), count(missed[-3] + 1, 7), within, False


_SHAPES = [_shape(week) for week in range(128)]


def _run(streak: Streak, today: date) -> Iterator[tuple[date, bool]]:
    """The days of the run, latest first, and whether each is played or bought; perhaps with others before the first."""
    day = today if _is_kept(streak, today) else today - _DAY
    frozen_weeks: set[_Week] = set()
    while day >= FIRST_DAY:
        is_kept = _is_kept(streak, day)
        if not is_kept:
            if _week(day) in frozen_weeks:
                return
            frozen_weeks.add(_week(day))
        yield day, is_kept
        day -= _DAY
