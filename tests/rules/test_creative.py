"""Creative battles: where they go, what votes make of them, and that every battle is shown about as often."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.creative import (
    ENTRY_TOKENS,
    PROMPT_STATES,
    PROMPT_WAYS,
    WIN_TOKENS,
    EntryState,
    Result,
    States,
    after_writing,
    choose,
    result,
    score,
    tokens,
)
from rules.decency import faults
from rules.indecent import WORDS

BOTH: States = ("approved", "approved")


@pytest.mark.parametrize(
    ("states", "phase"),
    [
        (BOTH, "voting"),
        (("approved", "pending"), "moderating"),
        (("pending", None), "moderating"),
        (("approved", None), "closed"),
        (("approved", "rejected"), "closed"),
        (("approved", "withdrawn"), "closed"),
        ((None, None), "closed"),
    ],
)
def test_where_a_battle_goes_when_nothing_can_be_written_any_more(states: States, phase: str) -> None:
    assert after_writing(states) == phase


@pytest.mark.parametrize(
    ("states", "votes", "found"),
    [
        (BOTH, (3, 1), Result("votes", 0, (3, 1), (0.75, 0.25))),
        (BOTH, (1, 2), Result("votes", 1, (1, 2), (0.3333, 0.6667))),
        (BOTH, (2, 2), Result("tie", None, (2, 2), (0.5, 0.5))),
        (BOTH, (0, 0), Result("tie", None, (0, 0), (0.5, 0.5))),
        (("approved", None), (0, 0), Result("default", 0, (0, 0), (1.0, 0.0))),
        (("rejected", "approved"), (4, 1), Result("default", 1, (4, 1), (0.0, 1.0))),
        (("withdrawn", None), (0, 0), Result("void", None, (0, 0), (0.0, 0.0))),
        ((None, None), (0, 0), Result("void", None, (0, 0), (0.0, 0.0))),
    ],
)
def test_what_the_votes_make_of_it(states: States, votes: tuple[int, int], found: Result) -> None:
    assert result(states, votes) == found


@pytest.mark.parametrize(
    ("states", "votes", "found"),
    [
        (BOTH, (3, 1), 1.0),
        (BOTH, (1, 2), 0.0),
        (BOTH, (2, 2), 0.5),
        (BOTH, (0, 0), None),
        (("approved", None), (0, 0), 1.0),
        (("rejected", "approved"), (4, 1), 0.0),
        ((None, None), (0, 0), None),
    ],
)
def test_what_ratings_take_of_it(states: States, votes: tuple[int, int], found: float | None) -> None:
    assert score(result(states, votes)) == found


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_shares_add_up_and_a_tie_is_split(first: int, second: int) -> None:
    found = result(BOTH, (first, second))
    assert sum(found.shares) == pytest.approx(1)
    given_ = tokens(found)
    whole = WIN_TOKENS + 2 * ENTRY_TOKENS if first + second else 0
    assert sum(given_) == whole
    assert (given_[0] == given_[1]) == (first == second)


def test_what_nobody_voted_on_gives_nothing() -> None:
    states: list[EntryState | None] = ["approved", None]
    assert tokens(result(states, (0, 0))) == tokens(result(BOTH, (0, 0))) == (0, 0)


def test_the_least_shown_comes_first_and_others_by_chance() -> None:
    random = Random(1)
    chosen = [choose([5, 3, 3], random.random()) for _ in range(4_000)]
    assert 300 < chosen.count(0) < 600
    assert chosen.count(1) == pytest.approx(chosen.count(2), rel=0.15)
    assert choose([0, 100], 0.999999) == 0
    assert choose([10**9, 0], 0.0) == 1, "what was shown so much more often has no chance at all"
    assert choose([7], 0.0) == 0


def test_whatever_the_crowd_sees_late_every_battle_is_shown_about_as_often() -> None:
    """Twenty voters at a time see the same counts: taking the least shown alone, all would be shown the same one."""
    random, servings = Random(2), [0] * 50
    for _ in range(150):
        seen = sorted(range(50), key=lambda battle: (servings[battle], random.random()))[:16]
        counts = [servings[battle] for battle in seen]
        for _voter in range(20):
            servings[seen[choose(counts, random.random())]] += 1
    median = sorted(servings)[25]
    assert median / 2 < min(servings) <= max(servings) < median * 2


def test_what_was_published_once_is_no_draft_again() -> None:
    assert set(PROMPT_WAYS) == set(PROMPT_STATES)
    assert not any("draft" in ways for ways in PROMPT_WAYS.values())


@pytest.mark.parametrize(
    "text",
    [
        "see http://x",
        "HTTPS://X.Y",
        "my site www.x",
        "write to a@b.co",
        "buzz.com",
        "go to foo.io now",
        "t\u200b.me.com",
        "evil . com",
        "evil .com",
        "evil\u00a0.  Com",
        "the end . com",
    ],
)
def test_addresses_are_seen(text: str) -> None:
    assert "link" in faults(text)


@pytest.mark.parametrize(
    "text",
    [
        *("e.g. this", "3.14 is it.", "The end.It was", "a@b", "well...come", "1. e4 e5", ""),
        *(
            "Hello. Come in",
            "It ends. Top!",
            "I saw it. App or not",
            "Wait . . . top",
            "Um medo. Com certeza",
            "Oh . Come",
        ),
    ],
)
def test_what_is_no_address_is_not_taken_for_one(text: str) -> None:
    assert faults(text) == ()


@pytest.mark.parametrize("word", [word for words in WORDS.values() for word in words.split()])
def test_listed_words_are_seen_however_they_are_written(word: str) -> None:
    for written in (word, word.upper(), f"You {word}!", f"«{word}»", " ".join(word), word[0] + "\u200b" + word[1:]):
        assert "word" in faults(written), written


@pytest.mark.parametrize("text", ["fu\u0308ck", "F.U.C.K", "sh1t", "$hit", "fuuuuck", "oh s h i t"])
def test_a_word_in_disguise_is_seen(text: str) -> None:
    assert faults(text) == ("word",)


@pytest.mark.parametrize("text", ["Scunthorpe", "classic", "a b c d", "Dickens", "It is what it is", "кот", "قطة"])
def test_words_that_only_hold_one_are_not(text: str) -> None:
    assert faults(text) == ()
