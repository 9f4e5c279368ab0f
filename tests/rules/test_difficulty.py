"""Measured difficulty."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.content import Kind
from rules.difficulty import (
    BAND,
    GUESSED,
    HARD,
    RIGHT_LEAST,
    RIGHT_MOST,
    Attempt,
    Rating,
    band,
    bands,
    choices,
    expectation,
    fold,
    level,
    step,
    update,
    window,
)

logits = st.floats(-8, 8)
options = st.sampled_from([0, 2, 3, 4, 8])
ratings = st.builds(Rating, logits, st.integers(0, 10_000))
attempts = st.lists(st.builds(Attempt, st.sampled_from("abc"), st.integers(1, 3), st.booleans(), options), max_size=20)


@pytest.mark.parametrize(
    ("item", "player", "options", "right"),
    [
        (0, 0, 0, 0.5),
        (0, 0, 4, 0.625),
        (0, 0, 2, 0.75),
        (math.log(3), 0, 0, 0.25),
        (0, math.log(3), 0, 0.75),
        (math.log(3), 0, 4, 0.4375),
        (1000, 0, 4, 0.25),
        (1000, 0, 0, 0.0),
        (-1000, 0, 4, 1.0),
    ],
)
def test_expectation(item: float, player: float, options: int, right: float) -> None:
    assert expectation(item, player, options) == pytest.approx(right)


@pytest.mark.parametrize("options", [1, -1])
def test_a_question_with_one_option_asks_nothing(options: int) -> None:
    with pytest.raises(ValueError, match="at least 2"):
        expectation(0, 0, options)


@given(logits, logits, logits, options)
def test_the_better_the_likelier_and_never_below_the_floor(
    item: float, player: float, more: float, options: int
) -> None:
    likely = expectation(item, player, options)
    assert (1 / options if options else 0) <= likely <= 1
    assert expectation(item, player + abs(more), options) >= likely >= expectation(item + abs(more), player, options)


@pytest.mark.parametrize(("n", "k"), [(0, 1.0), (20, 0.5), (180, 0.1)])
def test_the_more_attempts_the_smaller_the_step(n: int, k: float) -> None:
    assert step(n) == pytest.approx(k)


def test_one_attempt() -> None:
    assert update(Rating(), Rating(0.0, 20), True, 4) == (Rating(-0.375, 1), Rating(0.1875, 21))
    assert update(Rating(), Rating(0.0, 20), False, 4) == (Rating(0.625, 1), Rating(-0.3125, 21))


@given(ratings, ratings, st.booleans(), options)
def test_question_and_player_move_apart_or_together_and_never_beyond_their_step(
    item: Rating, player: Rating, right: bool, options: int
) -> None:
    after_item, after_player = update(item, player, right, options)
    sign = 1 if right else -1
    assert 0 <= sign * (after_player.value - player.value) <= step(player.n) + 1e-9
    assert 0 <= sign * (item.value - after_item.value) <= step(item.n) + 1e-9
    assert (after_item.n, after_player.n) == (item.n + 1, player.n + 1)


def test_a_fold_takes_first_attempts_only() -> None:
    first = [Attempt("q", 1, True, 4), Attempt("q", 2, False, 4), Attempt("r", 1, False, 0)]
    again = [Attempt("q", 1, False, 4), Attempt("q", 2, True, 4)]
    assert fold({}, {}, first + again) == fold({}, {}, first)
    items, players = fold({"q": Rating(1.0, 5)}, {}, first[:1])
    assert (items["q"], players[1]) == update(Rating(1.0, 5), Rating(), True, 4)


@given(attempts, st.integers(0, 20))
def test_a_fold_in_chunks_is_the_fold_at_once(all_attempts: list[Attempt[str, int]], cut: int) -> None:
    head = all_attempts[:cut]
    counted = {(each.item, each.player) for each in head}
    tail = [each for each in all_attempts[cut:] if (each.item, each.player) not in counted]
    items, players = fold({}, {}, head)
    assert fold(items, players, tail) == fold({}, {}, all_attempts)
    assert sum(item.n for item in items.values()) == len(counted)


def test_a_hard_question_is_found_out() -> None:
    """Of 400 players of skill 0, 20 % are right without a chance to guess: log 4 is the difficulty that explains it."""
    item = Rating()
    for number in range(400):
        item, _ = update(item, Rating(), number % 5 == 0, 0)
    assert item.value == pytest.approx(math.log(4), abs=0.15)
    assert level(item.value) == "hard"


@pytest.mark.parametrize(
    ("value", "name"),
    [(-9, "easy"), (-HARD, "easy"), (-HARD + 0.01, "medium"), (0, "medium"), (HARD - 0.01, "medium"), (HARD, "hard")],
)
def test_level(value: float, name: str) -> None:
    assert level(value) == name


def test_an_average_player_knows_three_of_ten_hard_ones() -> None:
    assert expectation(HARD, 0, 0) == pytest.approx(0.3)
    assert expectation(-HARD, 0, 0) == pytest.approx(0.7)


@given(logits, options)
def test_my_level_is_where_three_of_four_answers_are_right(skill: float, options: int) -> None:
    low, high = window(skill, options)
    assert expectation(low, skill, options) == pytest.approx(RIGHT_MOST)
    assert expectation(high, skill, options) == pytest.approx(RIGHT_LEAST)
    assert low < high


@pytest.mark.parametrize(
    ("kind", "options", "ways"),
    [
        ("single_choice", 4, 4),
        ("true_false", 2, 2),
        ("multiple_choice", 3, 7),
        ("ordering", 4, 24),
        ("short_text", 0, 0),
        ("numeric", 0, 0),
    ],
)
def test_what_a_guess_is_among(kind: Kind, options: int, ways: int) -> None:
    assert choices(kind, options) == ways


@given(logits, logits, options)
def test_what_is_in_the_bands_of_a_level_is_known_as_often_as_it_should_be(
    skill: float, item: float, options: int
) -> None:
    if band(item, options) in bands(skill):
        assert RIGHT_LEAST - 1e-9 <= expectation(item, skill, options) <= RIGHT_MOST + 1e-9


@given(logits, options)
def test_a_level_has_bands_for_every_player_and_kind(skill: float, options: int) -> None:
    assert len(bands(skill)) >= 7
    middle = bands(skill)[len(bands(skill)) // 2]
    items = [skill + step * BAND / 4 for step in range(-60, 60)]
    assert any(band(item, options) == middle for item in items)


def test_a_harder_question_has_a_higher_band_and_guessing_makes_it_easier() -> None:
    assert band(GUESSED["easy"], 4) < band(GUESSED["medium"], 4) < band(GUESSED["hard"], 4)
    assert band(0.0, 2) < band(0.0, 4) < band(0.0, 0) == 0


def test_beginners_are_given_what_authors_call_easy() -> None:
    assert band(GUESSED["easy"], 4) in bands(0)
    assert band(GUESSED["hard"], 4) not in bands(0)
    assert band(GUESSED["hard"], 4) in bands(2.2)
