"""Ratings: the paper's own example, and what must hold for every battle."""

from math import pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.rating import (
    DEVIATION,
    PROVISIONAL,
    Game,
    Rating,
    begin_season,
    is_provisional,
    rate,
    rate_both,
    rested,
)

ratings = st.builds(
    Rating,
    rating=st.floats(0, 3_500),
    deviation=st.floats(20, DEVIATION),
    volatility=st.floats(0.02, 0.12),
)
scores = st.sampled_from([0.0, 0.5, 1.0])


def mirrored(rating: Rating) -> Rating:
    """As far below 1500 as it was above."""
    return Rating(3_000 - rating.rating, rating.deviation, rating.volatility)


def test_the_example_of_the_paper() -> None:
    """The paper has 1464.06, of a logarithmic rating that it rounds to four places on its way."""
    player = Rating(1_500, 200, 0.06)
    games = [Game(Rating(1_400, 30), 1), Game(Rating(1_550, 100), 0), Game(Rating(1_700, 300), 0)]
    found = rate(player, games)
    assert found.rating == pytest.approx(1464.06, abs=0.01)
    assert round((found.rating - 1_500) / 173.7178, 4) == -0.2069
    assert found.deviation == pytest.approx(151.52, abs=0.005)
    assert found.volatility == pytest.approx(0.05999, abs=1e-5)


def test_a_new_player() -> None:
    assert Rating() == Rating(1_500, 350, 0.06)


@given(ratings, ratings)
def test_a_win_never_lowers_and_a_loss_never_raises(one: Rating, other: Rating) -> None:
    assert rate(one, [Game(other, 1)]).rating >= one.rating
    assert rate(one, [Game(other, 0)]).rating <= one.rating


@given(ratings, ratings)
def test_the_better_the_result_the_higher_the_rating(one: Rating, other: Rating) -> None:
    lost, tied, won = (rate(one, [Game(other, score)]).rating for score in (0.0, 0.5, 1.0))
    assert lost <= tied <= won


@given(ratings, ratings, scores, st.floats(1, 400))
def test_order_is_kept(one: Rating, other: Rating, score: float, ahead: float) -> None:
    """Of two who are known equally well, with the same result against the same opponent."""
    better = Rating(one.rating + ahead, one.deviation, one.volatility)
    assert rate(better, [Game(other, score)]).rating > rate(one, [Game(other, score)]).rating


@given(ratings, ratings, scores)
def test_neither_side_nor_direction_matters(one: Rating, other: Rating, score: float) -> None:
    first, second = rate_both(one, other, score)
    assert rate_both(other, one, 1 - score) == (second, first)
    turned, _ = rate_both(mirrored(one), mirrored(other), 1 - score)
    assert turned.rating == pytest.approx(3_000 - first.rating, abs=1e-3)
    assert turned.deviation == pytest.approx(first.deviation, abs=1e-3)


@given(ratings, st.floats(0, 3_500), scores)
def test_what_one_wins_the_other_loses(one: Rating, rating: float, score: float) -> None:
    """If both are known equally well."""
    other = Rating(rating, one.deviation, one.volatility)
    first, second = rate_both(one, other, score)
    assert first.rating - one.rating == pytest.approx(other.rating - second.rating, abs=1e-3)


@given(ratings, ratings, scores)
def test_bounds(one: Rating, other: Rating, score: float) -> None:
    found = rate(one, [Game(other, score)])
    assert abs(found.rating - one.rating) < 706
    assert 0 < found.deviation <= min(DEVIATION, sqrt(one.deviation**2 + (173.7178 * found.volatility) ** 2)) + 1e-9
    assert 0.01 < found.volatility < 0.2


@pytest.mark.parametrize("score", [0, 0.5, 1])
@pytest.mark.parametrize("apart", [-1_000_000, -10_000, 10_000, 1_000_000])
def test_however_far_apart_two_are_their_battle_can_be_rated(apart: int, score: float) -> None:
    """What is sure to happen tells nothing, and its opposite no more than of any two."""
    one, other = Rating(1_500 + apart, 30), Rating(1_500, 30)
    for before, after in zip((one, other), rate_both(one, other, score), strict=True):
        assert abs(after.rating - before.rating) < 706
        assert 0 < after.deviation <= DEVIATION
        assert 0.01 < after.volatility < 0.2


@given(st.lists(st.tuples(ratings, scores), min_size=1, max_size=60))
def test_a_career_stays_within_bounds(games: list[tuple[Rating, float]]) -> None:
    player = Rating()
    for opponent, score in games:
        player = rate(player, [Game(opponent, score)])
    assert -1_500 < player.rating < 5_000
    assert 20 < player.deviation <= DEVIATION
    assert 0.01 < player.volatility < 0.5


def test_battles_make_a_rating_known() -> None:
    """And never wholly: whoever plays on and on keeps a deviation of about 60."""
    player = Rating()
    for number in range(400):
        player = rate(player, [Game(Rating(1_500, 60), number % 2)])
        if number == PROVISIONAL - 1:
            assert player.deviation < 180
    assert 50 < player.deviation < 75


def test_nobody_is_known_less_well_than_who_is_new() -> None:
    """Not after a period without games, nor within one that has some, before they tell anything."""
    assert rate(Rating(), []) == Rating()
    phi = DEVIATION / 173.7178
    variance = 4 * (1 + 3 * phi**2 / pi**2)  # of a game of equals: g is squared in it, and E is a half
    known = rate(Rating(), [Game(Rating(), 1)])
    assert known.deviation == pytest.approx(173.7178 / sqrt(1 / phi**2 + 1 / variance), rel=1e-9)


@given(ratings, st.floats(0, 1_000), st.floats(0, 1_000))
def test_rest_widens_alone(player: Rating, days: float, more: float) -> None:
    once = rested(player, days + more)
    assert (once.rating, once.volatility) == (player.rating, player.volatility)
    assert player.deviation - 1e-9 <= once.deviation <= DEVIATION
    assert rested(rested(player, days), more).deviation == pytest.approx(once.deviation)


def test_a_day_of_rest_is_a_period_without_games() -> None:
    assert rested(Rating(1_700, 80), 1).deviation == pytest.approx(rate(Rating(1_700, 80), []).deviation)
    with pytest.raises(ValueError, match="fewer than 0"):
        rested(Rating(), -1)


def test_a_season_begins() -> None:
    found = begin_season(Rating(1_800, 60, 0.05))
    assert (found.rating, found.volatility) == (1_650, 0.05)
    assert found.deviation == pytest.approx(161.55, abs=0.01)
    assert begin_season(Rating()) == Rating()


def test_provisional() -> None:
    assert [is_provisional(games) for games in (0, 9, 10)] == [True, True, False]
