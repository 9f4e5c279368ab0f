"""Seasons: prizes, the reset of ratings, phases."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.boards import Season
from rules.seasons import Prize, Prizes, check_days, phase, soft_reset

PRIZES = Prizes((Prize(4, 10, 100), Prize(1, 1, 1_000), Prize(2, 3, 500), Prize(21, 30, 10)))
SEASON = Season(1, date(2026, 10, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("rank", "tokens"),
    [(1, 1_000), (2, 500), (3, 500), (4, 100), (10, 100), (11, 0), (20, 0), (21, 10), (30, 10), (31, 0)],
)
def test_prizes(rank: int, tokens: int) -> None:
    prize = PRIZES.prize_of(rank)
    assert (prize.tokens if prize else 0) == tokens


def test_ranks_begin_with_one() -> None:
    with pytest.raises(ValueError, match="begin with 1"):
        PRIZES.prize_of(0)


@pytest.mark.parametrize(
    "table",
    [
        (Prize(1, 3, 5), Prize(3, 4, 5)),
        (Prize(5, 9, 5), Prize(1, 5, 5)),
        (Prize(1, 100, 5), Prize(7, 7, 5)),
        (Prize(1, 1, 5), Prize(1, 1, 5)),
    ],
)
def test_prizes_must_not_overlap(table: tuple[Prize, ...]) -> None:
    with pytest.raises(ValueError, match="overlap"):
        Prizes(table)


@pytest.mark.parametrize(
    "prize", [Prize(0, 3, 5), Prize(3, 2, 5), Prize(1, 1, 0), Prize(1, 1, -5), Prize(1, 1, 10**20)]
)
def test_a_prize_must_be_one(prize: Prize) -> None:
    with pytest.raises(ValueError, match="needs ranks"):
        Prizes((prize,))


@given(st.lists(st.builds(Prize, st.integers(1, 40), st.integers(1, 40), st.integers(1, 9)), max_size=6))
def test_a_table_is_taken_exactly_if_every_rank_has_one_prize_at_most(table: list[Prize]) -> None:
    ranks = [rank for prize in table for rank in range(prize.first, prize.last + 1)]
    is_sound = len(set(ranks)) == len(ranks) and all(prize.first <= prize.last for prize in table)
    if not is_sound:
        with pytest.raises(ValueError, match=r"needs ranks|overlap"):
            Prizes(tuple(table))
        return
    prizes = Prizes(tuple(table))
    assert prizes == Prizes(tuple(reversed(table)))
    for players in (0, 1, 17, 40, 99):
        paid = [prizes.prize_of(rank) for rank in range(1, players + 1)]
        assert prizes.cost(players) == sum(prize.tokens for prize in paid if prize)


@pytest.mark.parametrize(("before", "after"), [(1_500, 1_500), (1_900, 1_700), (1_100, 1_300), (1_464.06, 1_482.03)])
def test_a_soft_reset(before: float, after: float) -> None:
    assert soft_reset(before) == pytest.approx(after)


@given(st.floats(0, 4_000), st.floats(0, 4_000))
def test_a_reset_keeps_the_order_and_halves_distances(one: float, other: float) -> None:
    assert soft_reset(one) - soft_reset(other) == pytest.approx((one - other) / 2)


@pytest.mark.parametrize(
    ("now", "sealed", "name"),
    [
        (datetime(2026, 9, 30, 23, 59, 59, 999_999, UTC), False, "upcoming"),
        (datetime(2026, 10, 1, tzinfo=UTC), False, "open"),
        (datetime(2026, 12, 31, 23, 59, 59, 999_999, UTC), False, "open"),
        (datetime(2027, 1, 1, tzinfo=UTC), False, "closing"),
        (datetime(2027, 1, 1, tzinfo=UTC), True, "sealed"),
        (datetime(2030, 1, 1, tzinfo=UTC), False, "closing"),
        (datetime(2026, 11, 1, tzinfo=UTC), True, "sealed"),
        (datetime(2027, 1, 1, 1, tzinfo=timezone(timedelta(hours=2))), False, "open"),
    ],
)
def test_phases(now: datetime, sealed: bool, name: str) -> None:
    assert phase(SEASON, now, sealed) == name


@given(st.lists(st.datetimes(datetime(2026, 9, 1), datetime(2027, 2, 1), timezones=st.just(UTC)), min_size=2))  # noqa: DTZ001 - made aware
def test_phases_only_go_forward(moments: list[datetime]) -> None:
    order = ["upcoming", "open", "closing", "sealed"]
    phases = [order.index(phase(SEASON, now, False)) for now in sorted(moments)]
    assert all(one <= other for one, other in pairwise(phases))


def test_a_moment_without_a_zone_is_none() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        phase(SEASON, datetime(2026, 11, 1), False)  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    ("first", "last", "begun", "advice"),
    [
        (-40, -1, False, "is over: nothing can count"),
        (-40, -1, True, "is over: nothing can count"),
        (-1, 30, False, "--begun"),
        (-1, 30, True, None),
        (0, 0, False, None),
        (1, 30, False, None),
    ],
)
def test_which_seasons_may_be_made(first: int, last: int, begun: bool, advice: str | None) -> None:
    today = date(2026, 11, 23)
    days = today + timedelta(first), today + timedelta(last)
    if advice is None:
        check_days(*days, today, begun)
    else:
        with pytest.raises(ValueError, match=advice):
            check_days(*days, today, begun)
