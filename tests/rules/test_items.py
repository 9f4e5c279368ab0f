"""Statistics of a question, and signs that it is broken."""

from statistics import correlation

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules.items import (
    ANSWERS_LEAST,
    GOOD_FROM,
    Attempt,
    Stats,
    add,
    discrimination,
    empty,
    flags,
    rest_score,
)

KEY = 1
chunks = st.lists(
    st.builds(Attempt, st.booleans(), st.integers(0, 1000), st.integers(0, 20_000), st.none() | st.integers(0, 3)),
    max_size=30,
)


def chose(option: int, rest: int, elapsed_ms: int = 4_000) -> Attempt:
    return Attempt(option == KEY, rest, elapsed_ms, option)


def stats(*attempts: Attempt) -> Stats:
    return add(empty(4, KEY), attempts)


def codes(of: Stats) -> list[str]:
    return [flag.code for flag in flags(of)]


SOUND = [chose(KEY, 900), chose(KEY, 600), chose(0, 300), chose(2, 400), chose(3, 200)]
"""Who does well elsewhere does well here."""


@pytest.mark.parametrize(
    ("right", "answered", "was_right", "rest"),
    [(7, 10, True, 667), (7, 10, False, 778), (10, 10, True, 1000), (0, 2, False, 0), (1, 2, True, 0)],
)
def test_a_rest_score_leaves_the_question_out(right: int, answered: int, was_right: bool, rest: int) -> None:
    assert rest_score(right, answered, was_right) == rest


def test_a_session_of_one_question_has_no_rest() -> None:
    with pytest.raises(ValueError, match="another answer"):
        rest_score(1, 1, True)


def test_counts_shares_and_times() -> None:
    of = stats(*SOUND, Attempt(False, 500, 9_000))
    assert (of.n, of.right) == (6, 2)
    assert of.share_right == pytest.approx(1 / 3)
    assert (of.x, of.xx, of.x_right) == (2_900, 1_710_000, 1_500)
    assert of.chosen == (1, 2, 1, 1)
    assert of.chosen_good == (0, 1, 0, 0)
    assert of.median_ms == pytest.approx(4_000, rel=0.05)
    assert stats(*[chose(0, 1, 1_000)] * 9, *[chose(0, 1, 8_000)] * 2).p90_ms == pytest.approx(8_000, rel=0.05)


def test_nothing_is_known_of_no_answers() -> None:
    of = empty(4, KEY)
    assert (of.share_right, of.median_ms, of.p90_ms, discrimination(of), flags(of)) == (None, None, None, None, ())


@given(chunks, chunks, chunks)
def test_chunks_add_up_in_any_order(one: list[Attempt], two: list[Attempt], three: list[Attempt]) -> None:
    at_once = stats(*one, *two, *three)
    assert add(add(stats(*three), one), two) == at_once
    assert sum(at_once.elapsed) == at_once.n


@pytest.mark.parametrize("option", [-1, 4])
def test_an_option_that_there_is_not(option: int) -> None:
    with pytest.raises(ValueError, match="options 0 to 3"):
        stats(Attempt(False, 1, 1, option))
    with pytest.raises(ValueError, match="options 0 to 3"):
        empty(4, option)


@given(chunks)
def test_discrimination_is_pearsons_correlation(attempts: list[Attempt]) -> None:
    rights, rests = [float(each.right) for each in attempts], [float(each.rest) for each in attempts]
    value = discrimination(stats(*attempts))
    if len(set(rights)) < 2 or len(set(rests)) < 2:
        assert value is None
    else:
        assert value == pytest.approx(correlation(rights, rests), abs=1e-9)


def test_discrimination_is_not_defined_without_a_difference() -> None:
    assert discrimination(stats(*[chose(KEY, 500), chose(0, 500)])) is None
    assert discrimination(stats(*[chose(KEY, 500), chose(KEY, 900)])) is None
    assert discrimination(stats(chose(KEY, 900), chose(0, 100))) == 1


def test_a_sound_question_has_no_flags() -> None:
    assert codes(stats(*SOUND * 40)) == []
    assert (discrimination(stats(*SOUND * 40)) or 0) > 0.8


@given(chunks)
def test_few_answers_flag_nothing(attempts: list[Attempt]) -> None:
    assume(len(attempts) < ANSWERS_LEAST)
    assert flags(stats(*attempts)) == ()


def test_flags_begin_with_the_thirtieth_answer() -> None:
    assert codes(stats(*[chose(0, 100)] * 29)) == []
    assert codes(stats(*[chose(0, 100)] * 30)) == ["nobody_right"]


def test_a_wrong_key_is_seen() -> None:
    """The key is said to be 1, and good players choose 2."""
    of = stats(*[chose(2, 900)] * 20, *[chose(1, 300)] * 10, *[chose(0, 200), chose(3, 200)] * 5)
    assert codes(of) == ["negative_discrimination", "distractor_beats_key"]
    beats = flags(of)[1]
    assert (beats.option, beats.value) == (2, 1.0)
    assert beats.limit == pytest.approx(0.684, abs=0.001)


def test_a_correlation_that_may_be_chance_is_no_flag() -> None:
    chance = stats(*[chose(KEY, 400), chose(0, 500)] * 16, *[chose(KEY, 900), chose(0, 100)] * 14)
    assert codes(chance) == []
    slight = [chose(KEY, 400)] * 9 + [chose(KEY, 500)] * 6 + [chose(0, 400)] * 6 + [chose(0, 500)] * 9
    assert discrimination(stats(*slight)) == pytest.approx(-0.2)
    assert codes(stats(*slight)) == []
    assert codes(stats(*slight * 3)) == ["negative_discrimination"]


@pytest.mark.parametrize(("distractor", "key", "seen"), [(14, 6, True), (13, 7, False), (12, 2, False), (15, 5, True)])
def test_a_distractor_must_lead_by_more_than_chance(distractor: int, key: int, seen: bool) -> None:
    """Of 20: 14 to 6 is 1.79 standard errors, 13 to 7 is 1.34; of 14 nothing is said."""
    of = stats(*[chose(0, GOOD_FROM)] * distractor, *[chose(KEY, GOOD_FROM)] * key, *[chose(KEY, GOOD_FROM - 1)] * 30)
    assert ("distractor_beats_key" in codes(of)) is seen


def test_an_option_nobody_falls_for() -> None:
    of = stats(*SOUND * 10, *[chose(0, 300), chose(2, 300)] * 20)
    never = stats(*[chose(KEY, 900)] * 60, *[chose(0, 300)] * 30, *[chose(2, 300)] * 29)
    assert codes(of) == []
    assert [(flag.code, flag.option) for flag in flags(never)] == [("unchosen_distractor", 3)]
    assert codes(stats(*[chose(KEY, 900)] * 60, *[chose(0, 300)] * 29, *[chose(2, 300)] * 29)) == []


@pytest.mark.parametrize(("quick", "slow", "seen"), [(40, 0, True), (37, 3, True), (35, 5, False)])
def test_everybody_too_fast(quick: int, slow: int, seen: bool) -> None:
    of = stats(*[chose(KEY, 900, 700)] * quick, *[chose(KEY, 900, 6_000)] * slow)
    assert codes(of) == ["too_fast"] * seen


def test_a_question_without_options_has_no_distractors() -> None:
    of = add(empty(0, None), [Attempt(False, 900, 4_000)] * 200 + [Attempt(True, 950, 4_000)])
    assert flags(of) == ()
    assert codes(add(empty(0, None), [Attempt(False, 900, 4_000)] * 30)) == ["nobody_right"]
