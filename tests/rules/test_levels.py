"""Experience and levels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.levels import AWARDS, MODES, Level, Mode, counted, floor_of, level_of, xp_of

modes = st.sampled_from(MODES)


@pytest.mark.parametrize(
    ("mode", "questions", "answered", "right", "xp"),
    [
        ("practice", 10, 10, 10, 35),
        ("practice", 10, 9, 9, 27),
        ("ranked", 10, 10, 7, 82),
        ("ranked", 10, 9, 7, 60),
        ("ranked", 10, 0, 0, 0),
        ("ranked", 0, 0, 0, 0),
        ("daily", 5, 5, 5, 100),
        ("scheduled", 10, 10, 0, 60),
        ("live", 10, 10, 10, 170),
    ],
)
def test_a_session(mode: Mode, questions: int, answered: int, right: int, xp: int) -> None:
    assert xp_of(mode, questions, answered, right) == xp


@pytest.mark.parametrize(("before", "xp"), [(0, 35), (115, 35), (116, 34), (149, 1), (150, 0), (9_999, 0)])
def test_practice_is_capped_a_day(before: int, xp: int) -> None:
    assert xp_of("practice", 10, 10, 10, before) == xp


def test_nothing_else_is() -> None:
    assert {mode for mode in MODES if xp_of(mode, 10, 10, 10, 10**6) == xp_of(mode, 10, 10, 10)} == set(MODES) - {
        "practice"
    }


@pytest.mark.parametrize(
    ("questions", "answered", "right", "before"), [(10, 11, 5, 0), (10, 5, 6, 0), (10, 5, -1, 0), (10, 5, 5, -1)]
)
def test_what_cannot_be(questions: int, answered: int, right: int, before: int) -> None:
    with pytest.raises(ValueError, match="right of"):
        xp_of("ranked", questions, answered, right, before)


@given(modes, st.integers(1, 50), st.data())
def test_more_answers_and_more_right_ones_never_earn_less(mode: Mode, questions: int, data: st.DataObject) -> None:
    answered = data.draw(st.integers(1, questions))
    right = data.draw(st.integers(1, answered))
    xp = xp_of(mode, questions, answered, right)
    assert xp_of(mode, questions, answered, right - 1) <= xp
    assert xp_of(mode, questions, answered - 1, right - 1) <= xp


@pytest.mark.parametrize(
    ("worth", "those"),
    [(None, (4, 3, 2)), ([True, True, False, False], (2, 2, 1)), ([False, False, True, True], (2, 1, 1))],
)
def test_xp_is_of_questions_that_may_give_points(worth: list[bool] | None, those: tuple[int, int, int]) -> None:
    assert counted([700, 0, 500, None], worth) == those
    assert xp_of("ranked", *counted([700, 0], [False, False])) == 0


@given(st.lists(st.integers(0, 10), max_size=30))
def test_a_day_of_practice_gives_no_more_than_its_most(rights: list[int]) -> None:
    earned = 0
    for right in rights:
        earned += xp_of("practice", 10, 10, right, earned)
    assert earned == min(150, sum(15 + 2 * right for right in rights))


def test_every_mode_has_an_award_and_practice_the_least() -> None:
    assert set(AWARDS) == set(MODES)
    assert min(MODES, key=lambda mode: xp_of(mode, 10, 10, 7)) == "practice"


@pytest.mark.parametrize(
    ("xp", "level"),
    [
        (0, Level(1, 0, 100)),
        (99, Level(1, 0, 100)),
        (100, Level(2, 100, 300)),
        (299, Level(2, 100, 300)),
        (300, Level(3, 300, 600)),
        (4_499, Level(9, 3_600, 4_500)),
        (4_500, Level(10, 4_500, 5_500)),
        (495_000, Level(100, 495_000, 505_000)),
    ],
)
def test_levels(xp: int, level: Level) -> None:
    assert level_of(xp) == level


@given(st.integers(0, 10**15))
def test_a_level_holds_its_xp(xp: int) -> None:
    level = level_of(xp)
    assert level.floor <= xp < level.next
    assert (floor_of(level.number), floor_of(level.number + 1)) == (level.floor, level.next)


@given(st.integers(1, 10**6))
def test_every_level_begins_above_the_one_before_and_asks_for_more(number: int) -> None:
    assert floor_of(number) < floor_of(number + 1)
    assert floor_of(number + 2) - floor_of(number + 1) > floor_of(number + 1) - floor_of(number)
    assert level_of(floor_of(number)).number == number
    assert level_of(floor_of(number + 1) - 1).number == number


def test_there_is_nothing_below() -> None:
    with pytest.raises(ValueError, match="XP only grows"):
        level_of(-1)
    with pytest.raises(ValueError, match="begin with 1"):
        floor_of(0)
