"""Fifty-fifty takes all wrong options but one, and several players' losses together tell no more than one's."""

import pytest

from rules.lifelines import NoLifeline, hide

SEED = b"a quiz's"


def places(ids: list[str], right: int, no: int = 0) -> set[int]:
    """The places of the options that are taken away."""
    return {ids.index(id_) for id_ in hide("single_choice", ids, ids[right], SEED, no)}


def test_the_right_one_and_one_other_are_left() -> None:
    for right in range(4):
        gone = places(["k", "q", "a", "z"], right)
        assert len(gone) == 2
        assert right not in gone


def test_what_options_are_called_changes_nothing() -> None:
    """Each player of a quiz knows them by other names: the union of what they lose must not name the right one."""
    assert places(["k", "q", "a", "z"], 2) == places(["z", "a", "m", "b"], 2)


def test_the_one_that_is_left_differs_from_question_to_question() -> None:
    assert len({frozenset(places(["k", "q", "a", "z"], 0, no)) for no in range(20)}) == 3


@pytest.mark.parametrize(("kind", "count"), [("single_choice", 2), ("multiple_choice", 4), ("true_false", 2)])
def test_nothing_else_can_be_helped(kind: str, count: int) -> None:
    with pytest.raises(NoLifeline):
        hide(kind, [str(place) for place in range(count)], "0", SEED, 0)  # type: ignore[arg-type]  # kinds of all sorts
