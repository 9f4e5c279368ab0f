"""Daily streaks, whatever order their days arrive in."""

from datetime import UTC, date, datetime, timedelta
from functools import reduce
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.streaks import (
    FIRST_DAY,
    LEAST,
    Moment,
    Streak,
    best,
    current,
    freeze,
    frozen,
    is_freeze_left,
    local_day,
    play,
)

MONDAY = date(2026, 11, 23)
days = st.lists(st.integers(0, 40).map(lambda n: MONDAY + timedelta(n)), max_size=40)


def on(*offsets: int) -> Streak:
    """A streak of days counted from a Monday."""
    return played([MONDAY + timedelta(n) for n in offsets])


def played(some: list[date]) -> Streak:
    return reduce(play, some, Streak())


def answered(moments: list[Moment]) -> tuple[Streak, list[Moment]]:
    """The streak of answers, and those that made a day count."""
    streak, counted = Streak(), []
    for moment in moments:
        after = play(streak, local_day(*moment), moment)
        if (after.days & ~after.uncounted) != (streak.days & ~streak.uncounted):
            counted.append(moment)
        streak = after
    return streak, counted


def longest(some: list[date], today: date, uncounted: frozenset[date] = frozenset()) -> int:
    """The definition, word by word: the longest run up to today in which no ISO week misses more than one day."""
    lengths = [0]
    end = today if today in some else today - timedelta(1)
    for first in {day for day in some if day <= end}:
        run = [first + timedelta(n) for n in range((end - first).days + 1)]
        missed = [day.isocalendar()[:2] for day in run if day not in some]
        if len(missed) == len(set(missed)):
            lengths.append(sum(day in some and day not in uncounted for day in run))
    return max(lengths)


@pytest.mark.parametrize(
    ("offsets", "today", "length"),
    [
        ([], 0, 0),
        ([0], 0, 1),
        ([0], 1, 1),  # Tuesday is not over
        ([0], 2, 1),  # Tuesday is frozen
        ([0], 3, 0),  # Tuesday and Wednesday are over
        ([0, 1, 2], 3, 3),
        ([0, 2], 2, 2),  # over a frozen Tuesday
        ([0, 3], 3, 1),  # Tuesday and Wednesday of one week
        ([0, 2, 4], 4, 2),  # Tuesday's freeze comes too late: Thursday took it
        ([5, 8], 8, 2),  # Sunday and Monday are of two weeks
        ([5, 9], 9, 1),
        ([0, 1, 2, 3, 4, 5, 6, 7], 7, 8),
        ([2, 4], 4, 2),
        ([0, 2, 3, 4, 5, 6, 7, 9], 9, 8),  # a freeze each week
        ([0, 1, 2], 1, 2),  # Wednesday is not yet
        ([-40, 0], 0, 1),
    ],
)
def test_current(offsets: list[int], today: int, length: int) -> None:
    assert current(on(*offsets), MONDAY + timedelta(today)) == length


def test_a_streak_ends_when_two_days_of_a_week_are_over() -> None:
    assert [current(on(0), MONDAY + timedelta(n)) for n in range(6)] == [1, 1, 1, 0, 0, 0]
    assert [current(on(6), MONDAY + timedelta(n)) for n in range(6, 11)] == [1, 1, 1, 0, 0]


def test_weeks_are_those_of_iso_across_the_year() -> None:
    """28 December 2026 to 3 January 2027 is one week, and has one freeze."""
    assert current(played([date(2026, 12, 30), date(2027, 1, 2)]), date(2027, 1, 2)) == 1
    assert current(played([date(2026, 12, 30), date(2027, 1, 1)]), date(2027, 1, 1)) == 2
    assert current(played([date(2027, 1, 2), date(2027, 1, 5)]), date(2027, 1, 5)) == 2


@given(days, st.integers(0, 45))
def test_it_is_what_its_definition_says(some: list[date], today: int) -> None:
    assert current(played(some), MONDAY + timedelta(today)) == longest(some, MONDAY + timedelta(today))


@given(days, st.randoms(use_true_random=False))
def test_the_order_and_repetitions_do_not_matter(some: list[date], random: object) -> None:
    shuffled = some + some[:5]
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' Random
    assert played(shuffled) == played(sorted(some))


@given(days, st.sampled_from(range(41)), st.integers(0, 45))
def test_a_day_more_never_makes_it_shorter(some: list[date], more: int, today: int) -> None:
    at = MONDAY + timedelta(today)
    before, after = played(some), played([*some, MONDAY + timedelta(more)])
    assert current(after, at) >= current(before, at)
    assert best(after) >= best(before)


@given(days)
def test_the_best_is_the_longest_there_ever_was(some: list[date]) -> None:
    assert best(played(some)) == max(longest(some, MONDAY + timedelta(n)) for n in range(45))


@given(days, st.integers(0, 45))
def test_freezes_are_missed_days_inside_the_run_one_a_week(some: list[date], today: int) -> None:
    at = MONDAY + timedelta(today)
    held = frozen(played(some), at)
    weeks = [day.isocalendar()[:2] for day in held]
    assert len(set(weeks)) == len(weeks)
    assert not set(held) & set(some)
    assert all(min(some) < day < at for day in held)
    assert is_freeze_left(played(some), at) is (at.isocalendar()[:2] not in weeks)


@example([MONDAY, MONDAY + timedelta(3)], [MONDAY + timedelta(1)], 3, True)
@example([MONDAY, MONDAY + timedelta(3)], [MONDAY + timedelta(1), MONDAY + timedelta(2)], 2, False)
@given(days, days, st.integers(0, 45), st.booleans())
def test_days_that_were_bought_are_neither_missed_nor_counted_whenever_that_was(
    some: list[date], bought: list[date], today: int, first: bool
) -> None:
    """As if they were played and counted for nothing, and a day that is played after all counts."""
    at = MONDAY + timedelta(today)
    streak = reduce(freeze, bought, Streak()) if first else reduce(freeze, bought, played(some))
    streak = reduce(play, some, streak) if first else streak
    idle = frozenset(bought) - frozenset(some)
    assert current(streak, at) == longest([*some, *bought], at, idle)
    assert best(streak) == max(longest([*some, *bought], MONDAY + timedelta(n), idle) for n in range(45))
    assert not set(frozen(streak, at)) & set(bought)
    assert best(streak) >= best(played(some))


ZONES = ("Pacific/Kiritimati", "Asia/Tokyo", "Europe/Berlin", "UTC", "America/New_York", "Pacific/Pago_Pago")
SUNDAY = datetime(2026, 11, 22, tzinfo=UTC)
moments = st.lists(
    st.tuples(st.integers(0, 14 * 24 * 4), st.sampled_from(ZONES)).map(
        lambda one: Moment(SUNDAY + timedelta(minutes=15 * one[0]), one[1])
    ),
    max_size=60,
).map(sorted)


@given(moments)
def test_a_change_of_zone_counts_no_day_within_twenty_hours(some: list[Moment]) -> None:
    """Whoever changes the zone as they like: what counts in one is LEAST from what counts in another."""
    _, counted = answered(some)
    for one, other in pairwise(counted):
        assert one.zone == other.zone or other.at - one.at >= LEAST


@given(moments, st.booleans())
def test_there_is_a_day_in_twenty_hours_at_most(some: list[Moment], turns: bool) -> None:
    """As many as a calendar of days of LEAST has, in whichever zones they were answered."""
    turned = [Moment(at, ZONES[n % len(ZONES)] if turns else zone) for n, (at, zone) in enumerate(some)]
    streak, counted = answered(turned)
    days = (streak.days & ~streak.uncounted).bit_count()
    assert best(streak) <= days == len(counted)
    if counted:
        assert days <= 1 + (counted[-1].at - counted[0].at + timedelta(hours=24)) / LEAST


def test_zones_around_the_world_at_one_moment_are_one_day() -> None:
    """Ten past ten in the morning, UTC: three dates are on somewhere."""
    at = datetime(2026, 11, 23, 10, 10, tzinfo=UTC)
    streak, _ = answered([Moment(at, zone) for zone in ZONES])
    assert (streak.days.bit_count(), best(streak)) == (3, 1)
    late = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    assert best(answered([Moment(late, "UTC"), Moment(late, "Europe/Athens")])[0]) == 1


def test_a_day_that_begins_with_one_of_another_zone_is_that_one() -> None:
    """Two midnights a day apart, in the zones that are farthest apart: four dates in less than a day."""
    day = datetime(2026, 11, 23, tzinfo=UTC)
    times = ((10, 45), (11, 15), (33, 45), (34, 15))
    pago, kiritimati = ZONES[-1], ZONES[0]
    some = [
        Moment(day + timedelta(hours=hours, minutes=minutes), zone)
        for (hours, minutes), zone in zip(times, (pago, pago, kiritimati, kiritimati), strict=True)
    ]
    streak, counted = answered(some)
    assert (streak.days.bit_count(), counted) == (4, [some[0], some[1], some[3]])


@given(moments, st.sampled_from(ZONES))
def test_who_stays_has_every_day(some: list[Moment], zone: str) -> None:
    stayed = [Moment(at, zone) for at, _ in some]
    assert answered(stayed)[0].uncounted == 0


@given(moments)
def test_a_run_lives_whichever_of_its_days_count(some: list[Moment]) -> None:
    """A traveller misses no day that they played."""
    streak, _ = answered(some)
    days = [local_day(*moment) for moment in some]
    assert streak.days == played(days).days
    uncounted = frozenset(day for day in days if streak.uncounted >> (day - FIRST_DAY).days & 1)
    ends = [MONDAY + timedelta(n) for n in range(-3, 18)]
    assert [current(streak, day) for day in ends] == [longest(days, day, uncounted) for day in ends]
    assert [frozen(streak, day) for day in ends] == [frozen(played(days), day) for day in ends]
    assert best(streak) == max(longest(days, day, uncounted) for day in ends)


@pytest.mark.parametrize(
    ("flight", "length"),
    [
        # Eleven days at eight in the evening, and at eight in the evening there.
        (("America/New_York", "Europe/Berlin"), 10),  # the first evening there is 18 hours after the last here
        (("Europe/Berlin", "America/New_York"), 11),
        (("Europe/Berlin", "Asia/Tokyo"), 10),
        (("Europe/Berlin", "Europe/London"), 11),
        (("Europe/London", "Europe/Berlin"), 11),
        (("UTC", "Europe/Athens"), 11),
    ],
)
def test_a_traveller_keeps_the_streak(flight: tuple[str, str], length: int) -> None:
    some = []
    for n in range(11):
        zone = flight[n > 5]
        at = datetime.combine(MONDAY + timedelta(n), datetime.min.time(), ZoneInfo(zone)) + timedelta(hours=20)
        some.append(Moment(at.astimezone(UTC), zone))
    streak, _ = answered(some)
    assert current(streak, MONDAY + timedelta(10)) == length
    assert frozen(streak, MONDAY + timedelta(10)) == []


def test_a_day_that_was_too_near_counts_once_it_is_far_enough() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    near, far = (Moment(noon + timedelta(hours=hours), "Europe/Athens") for hours in (11, 21))
    streak, counted = answered([Moment(noon, "UTC"), near])
    assert (len(counted), streak.days.bit_count()) == (1, 2)
    assert local_day(*near) == local_day(*far)
    assert len(answered([Moment(noon, "UTC"), near, far])[1]) == 2


def test_what_is_told_late_of_another_zone_does_not_count() -> None:
    """Longer ago than the moments that are kept: a quiz of many days tells of its answers when it closes."""
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    week = [Moment(noon + timedelta(days=n), "UTC") for n in range(1, 12)]
    assert len(answered([*week, Moment(noon, "Asia/Tokyo")])[1]) == 11
    assert len(answered([*week, Moment(noon, "UTC")])[1]) == 12


def test_freezes() -> None:
    assert frozen(on(0, 2, 3), MONDAY + timedelta(3)) == [MONDAY + timedelta(1)]
    assert frozen(on(2, 3), MONDAY + timedelta(3)) == []
    assert frozen(on(), MONDAY) == []
    assert not is_freeze_left(on(0, 2, 3), MONDAY + timedelta(4))
    assert is_freeze_left(on(0, 2, 3, 4, 5, 6), MONDAY + timedelta(7))
    assert is_freeze_left(on(0), MONDAY + timedelta(1))
    assert not is_freeze_left(on(0), MONDAY + timedelta(2))


def test_days_before_the_first() -> None:
    assert current(play(Streak(), FIRST_DAY), FIRST_DAY) == 1
    assert current(play(Streak(), FIRST_DAY), FIRST_DAY - timedelta(3)) == 0
    with pytest.raises(ValueError, match="before the first day"):
        play(Streak(), FIRST_DAY - timedelta(1))


def test_ten_years_take_less_than_half_a_kilobyte() -> None:
    streak = played([FIRST_DAY + timedelta(n) for n in range(3_650)])
    assert current(streak, FIRST_DAY + timedelta(3_650)) == best(streak) == 3_650
    assert streak.days.bit_length() / 8 < 500
