"""First attempts of ended sessions, and what each says."""

from dataclasses import replace
from uuid import UUID, uuid4

from rules import items
from rules.content import Content, Wording
from rules.lessons import Given, Lesson, attempts, option_of
from rules.options import option_ids

SEED = b"0" * 16
PLAYER, OTHER = uuid4(), uuid4()
CHOICE = Content("single_choice", (Wording("en", "stem", ("w", "x", "y", "z")),), correct=(0,))
TYPED = Content("short_text", (Wording("en", "stem", accepted=("w",)),))
ASKED = [uuid4(), uuid4(), uuid4()]
CONTENTS = {(ASKED[0], 1): CHOICE, (ASKED[1], 1): CHOICE, (ASKED[2], 1): TYPED}


def response(no: int, option: int) -> str:
    return option_ids(SEED, no, 4)[option]


def lesson(*answers: Given, player: UUID = PLAYER) -> Lesson:
    return Lesson(uuid4(), player, "ranked", None, 15_000, ASKED, [1, 1, 1], SEED, {}, answers)


FIRST = Given(0, response(0, 2), False, 2_000, 1)
SECOND = Given(1, response(1, 0), True, 3_000, 2)
THIRD = Given(2, "w", True, 4_000, 3)


def test_each_answer_says_what_it_was_beside_the_others() -> None:
    found = attempts([lesson(FIRST, SECOND, THIRD)], CONTENTS)
    assert [(one.question_id, one.options, one.right) for one in found] == [
        (ASKED[0], 4, False),
        (ASKED[1], 4, True),
        (ASKED[2], 0, True),
    ]
    assert [one.attempt for one in found] == [
        items.Attempt(False, 1000, 2_000, 2),
        items.Attempt(True, 500, 3_000, 0),
        items.Attempt(True, 500, 4_000, None),
    ]


def test_only_a_players_first_is_one() -> None:
    again = replace(FIRST, response=response(0, 0), right=True)
    found = attempts([lesson(FIRST, SECOND), lesson(again, THIRD), lesson(again, THIRD, player=OTHER)], CONTENTS)
    assert [(one.player_id, one.right) for one in found if one.question_id == ASKED[0]] == [
        (PLAYER, False),
        (OTHER, True),
    ]


def test_a_lone_answer_has_nothing_to_be_held_against() -> None:
    (found,) = attempts([lesson(FIRST)], CONTENTS)
    assert (found.right, found.attempt) == (False, None)


def test_a_halved_question_is_guessed_among_two_and_says_nothing_of_its_options() -> None:
    found = attempts([replace(lesson(FIRST, SECOND), hidden={0: 2})], CONTENTS)
    assert [(one.options, one.attempt is None) for one in found] == [(2, True), (4, False)]


def test_lost_questions_teach_nothing() -> None:
    assert attempts([replace(lesson(FIRST), question_ids=[])], CONTENTS) == []
    assert attempts([lesson(FIRST)], {}) == []


def test_options_are_named_as_they_are_stored() -> None:
    assert [option_of(CHOICE, SEED, 1, response(1, option)) for option in range(4)] == [0, 1, 2, 3]
    assert option_of(CHOICE, SEED, 1, response(0, 0)) is None
    assert option_of(CHOICE, None, 1, response(1, 0)) is None
    assert option_of(TYPED, SEED, 1, "w") is None


def test_a_version_is_the_key_and_the_options() -> None:
    words = CHOICE.wordings[0]
    same = [
        replace(CHOICE, wordings=(replace(words, stem="mended", explanation="why"),)),
        replace(CHOICE, wordings=(words, replace(words, lang="es", options=("a", "b", "c", "d")))),
    ]
    others = [
        replace(CHOICE, correct=(1,)),
        replace(CHOICE, kind="multiple_choice"),
        replace(CHOICE, wordings=(replace(words, options=("w", "x", "y", "other")),)),
        TYPED,
        replace(TYPED, wordings=(replace(TYPED.wordings[0], accepted=("w", "v")),)),
    ]
    assert {items.version(content) for content in same} == {items.version(CHOICE)}
    assert len({items.version(content) for content in [CHOICE, *others]}) == 6
