"""Tokens expire by their age, the oldest being used first: the short formula is what a queue of lots gives."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.expiry import NOTICE_DAYS, Aging, aging, expired, since

TODAY = date(2026, 11, 27)
DAYS = 40
ago = st.integers(0, 2 * DAYS)
history = st.lists(st.tuples(ago, st.integers(-60, 60).filter(bool)), max_size=30).map(
    lambda some: sorted(some, reverse=True)
)


def lots(history: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left of what was earned, by its age in days, if whatever is used is the oldest."""
    queue: list[tuple[int, int]] = []
    for age, amount in history:
        if amount > 0:
            queue.append((age, amount))
            continue
        owed = min(-amount, sum(left for _, left in queue))  # nobody uses more than they have
        while owed:
            oldest, left = queue.pop(0)
            used = min(owed, left)
            owed -= used
            if left > used:
                queue.insert(0, (oldest, left - used))
    return queue


def aged(history: list[tuple[int, int]], free: int, days: int) -> Aging:
    """By the rule, with what was earned from each day on."""
    when = since(TODAY, days)
    return aging(when, free, {day: earned(history, day) for day in when})


def earned(history: list[tuple[int, int]], day: date) -> int:
    return sum(amount for age, amount in history if amount > 0 and TODAY - timedelta(days=age) >= day)


@given(history)
def test_it_is_what_a_queue_of_lots_gives(history: list[tuple[int, int]]) -> None:
    left = lots(history)
    free = sum(amount for _, amount in left)
    found = aged(history, free, DAYS)
    assert found.expired == sum(amount for age, amount in left if age > DAYS)
    assert found.soon == sum(amount for age, amount in left if age == DAYS - NOTICE_DAYS + 1)


@given(history)
def test_what_expired_does_not_expire_again(history: list[tuple[int, int]]) -> None:
    free = sum(amount for _, amount in lots(history))
    gone = expired(free, earned(history, TODAY - timedelta(days=DAYS)))
    assert 0 <= gone <= free
    assert expired(free - gone, earned(history, TODAY - timedelta(days=DAYS))) == 0


def test_what_may_be_ten_days_old_is_told_of_on_its_second_day() -> None:
    assert aged([(age, 5) for age in range(12)], 60, 10) == (5, 5)
