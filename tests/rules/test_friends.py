"""What comes of one player asking another."""

import pytest

from rules.friends import ASKED_MOST, FRIENDS_MOST, Counts, State, TooMany, ask

NOBODY = Counts(0, 0)
FULL = Counts(FRIENDS_MOST, ASKED_MOST)
LAST = Counts(FRIENDS_MOST - 1, ASKED_MOST - 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [("none", "asked"), ("asked", "asked"), ("asks_me", "friends"), ("friends", "friends")],
)
def test_asking(before: State, after: State) -> None:
    assert ask(before, NOBODY, NOBODY) == after
    assert ask(before, LAST, LAST) == after


@pytest.mark.parametrize("before", ["asked", "friends"])
def test_what_is_so_already_needs_no_room(before: State) -> None:
    assert ask(before, FULL, FULL) == before


@pytest.mark.parametrize(
    ("before", "mine", "theirs", "code"),
    [
        ("none", Counts(FRIENDS_MOST, 0), NOBODY, "friends_full"),
        ("asks_me", Counts(FRIENDS_MOST, 0), NOBODY, "friends_full"),
        ("asks_me", NOBODY, Counts(FRIENDS_MOST, 0), "their_friends_full"),
        ("none", Counts(0, ASKED_MOST), NOBODY, "askings_full"),
    ],
)
def test_there_is_no_room(before: State, mine: Counts, theirs: Counts, code: str) -> None:
    with pytest.raises(TooMany) as refused:
        ask(before, mine, theirs)
    assert refused.value.code == code


def test_the_other_ones_friends_do_not_keep_me_from_asking() -> None:
    """Nor does it tell me how many they have."""
    assert ask("none", NOBODY, FULL) == "asked"


def test_who_may_ask_no_more_may_accept() -> None:
    assert ask("asks_me", Counts(0, ASKED_MOST), NOBODY) == "friends"
