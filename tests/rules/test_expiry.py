"""Tokens expire by their age, the oldest being used first: the short formula is what a queue of lots gives."""

from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.expiry import NOTICE_DAYS, Aging, Lot, aging, expired, since

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


def earned(history: list[tuple[int, int]], day: date) -> int:
    return sum(amount for age, amount in history if amount > 0 and TODAY - timedelta(days=age) >= day)


@given(history)
def test_it_is_what_a_queue_of_lots_gives(history: list[tuple[int, int]]) -> None:
    left = lots(history)
    free = sum(amount for _, amount in left)
    for age in range(2 * DAYS):
        assert expired(free, earned(history, TODAY - timedelta(days=age))) == sum(
            some for old, some in left if old > age
        )


class Holder:
    """A player, day by day: whatever is used is the oldest; what the player was told is noted with each cohort."""

    def __init__(self) -> None:
        self.queue: list[list[int]] = []
        """Day it was earned, what is left of it; the oldest first."""
        self.told: dict[int, int] = {}
        """By the day it was earned: when the player heard of it, under the policy that holds."""
        self.lots: tuple[Lot, ...] = ()
        self.ever: list[tuple[int, int]] = []
        self.held = 0

    def earn(self, day: int, tokens: int) -> None:
        self.queue.append([day, tokens])
        self.ever.append((day, tokens))

    @property
    def free(self) -> int:
        return sum(left for _, left in self.queue) - self.held

    def use(self, tokens: int) -> None:
        for _ in range(min(tokens, self.free)):
            self.take()

    def take(self) -> None:
        self.queue[0][1] -= 1
        if not self.queue[0][1]:
            del self.queue[0]

    def turn(self, day: int, days: int) -> Aging:
        today = TODAY + timedelta(days=day)
        when = since(today, days, self.lots)
        over = None if when.over is None else self.earned(when.over)
        found = aging(today, self.free, over, self.earned(when.close), self.lots)
        for of, _ in self.queue:
            if TODAY + timedelta(days=of) < when.close:
                self.told.setdefault(of, day)
        self.lots = found.lots
        return found

    def earned(self, since: date) -> int:
        return sum(left for of, left in self.ever if TODAY + timedelta(days=of) >= since)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from([3, 10, 30, 40, 60]), st.sampled_from([0.0, 0.1, 0.6, 0.95]))
def test_nothing_expires_that_was_not_announced_in_time(seed: int, days: int, idle: float) -> None:
    """Whichever days had no turn, whatever was used, held and let go meanwhile, and whenever the policy was changed."""
    one, random = Holder(), Random(seed)
    for day in range(150):
        if random.random() < 0.5:
            one.earn(day, random.randint(1, 30))
        if random.random() < 0.3:
            one.use(random.choice((5, 5, 20, 400 * (random.random() < 0.1))))
        one.held = random.choice((0, 0, min(20, one.free + one.held)))
        if random.random() < 0.01:
            days, one.lots, one.told = max(3, days - 7), (), {}
        if random.random() < idle:
            continue
        promised = sum(lot.tokens for lot in one.lots if day - (lot.told_on - TODAY).days >= NOTICE_DAYS)
        found = one.turn(day, days)
        assert found.expired <= promised
        for _ in range(found.expired):
            of = one.queue[0][0]
            assert day - of > days, "it is over age"
            assert day - one.told[of] >= NOTICE_DAYS, "and was announced"
            one.take()
        coming = sum(
            left for of, left in one.queue if TODAY + timedelta(days=of) < since(TODAY + timedelta(day), days).close
        )
        assert sum(lot.tokens for lot in one.lots) == max(0, coming - one.held), "all that is close was announced"


def test_what_is_announced_today_expires_in_thirty_days_and_all_of_it() -> None:
    told = aging(TODAY, 60, None, 25)
    assert (told.expired, told.soon, told.lots) == (0, 35, (Lot(TODAY, 35),))
    for later in range(1, NOTICE_DAYS):
        assert since(TODAY + timedelta(later), DAYS, told.lots).over is None
    then = TODAY + timedelta(days=NOTICE_DAYS)
    when = since(then, DAYS, told.lots)
    assert when.over == since(TODAY, DAYS).close
    assert aging(then, 60, 25, 5, told.lots) == (35, 20, (Lot(then, 20),))


def test_what_was_used_was_announced_first() -> None:
    lots = (Lot(TODAY - timedelta(days=40), 10), Lot(TODAY - timedelta(days=2), 10))
    assert aging(TODAY, 12, 0, 0, lots) == (2, 0, lots[1:])
    assert aging(TODAY, 8, 0, 0, lots) == (0, 0, (Lot(lots[1].told_on, 8),))
