"""What sessions give: tokens come of play that counts, practice gives XP, days and achievements alone."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.achievements import earned
from rules.levels import Mode
from rules.progress import Grant, Played, Progress, paid, settle

DAY, QUIZ = date(2026, 11, 23), UUID(int=7)


def played(mode: Mode, right: int = 5, day: date = DAY, **more: Any) -> Played:
    """Five questions, all answered."""
    return replace(Played(1, mode, mode != "practice", None, 5, 5, right, 0, day), **more)


def after(sessions: Iterable[Played]) -> tuple[Progress, list[Grant]]:
    """What they come to, one after the other, and what they granted."""
    progress = Progress()
    grants: list[Grant] = []
    for one in sessions:
        progress, reward = settle(progress, one)
        grants += reward.grants
    return progress, grants


def test_practice_gives_achievements_and_no_tokens() -> None:
    days = [DAY + timedelta(days=no) for no in range(230)]
    progress, grants = after(played("practice", day=day, category_id=no) for no, day in enumerate(days))
    assert {"answers_100", "perfect_50", "streak_30", "categories_15", "level_10"} <= progress.achievements
    assert grants == []


def test_what_was_practised_is_granted_once_it_is_played() -> None:
    progress, grants = after([*[played("practice")] * 30, played("ranked"), played("ranked")])
    assert "answers_100" in progress.achievements
    assert grants == [Grant("achievement", "first_answer", 10), Grant("achievement", "perfect_1", 10)]


def test_days_of_practice_keep_a_run_and_do_not_make_it_longer_for_tokens() -> None:
    modes: list[Mode] = [*3 * ("ranked",), *3 * ("practice",), *3 * ("ranked",)]
    week = [played(mode, 0, DAY + timedelta(days=no)) for no, mode in enumerate(modes)]
    assert [grant.source for grant in after(week)[1]] == ["achievement"]
    tenth = played("ranked", 0, DAY + timedelta(days=9))
    assert Grant("streak", "7", 25) in after([*week, tenth])[1]


@settings(max_examples=50, deadline=None)
@given(order=st.permutations([*[("ranked", no) for no in range(8)], *[("practice", no) for no in range(12)]]))
def test_what_is_granted_does_not_depend_on_the_order(order: list[tuple[Mode, int]]) -> None:
    progress, grants = after(played(mode, day=DAY + timedelta(days=no), category_id=no) for mode, no in order)
    assert {grant.key for grant in grants if grant.source == "achievement"} == {
        one.code for one in earned(paid(progress))
    }
    assert sorted(grants, key=str) == sorted(
        after(played(mode, day=DAY + timedelta(days=no), category_id=no) for mode, no in sorted(order))[1], key=str
    )
    assert len(set(grants)) == len(grants)


@pytest.mark.parametrize(("answered", "count"), [(5, 1), (1, 0)])
def test_challenges_of_one_day_count_once_and_if_answered_to_the_end(answered: int, count: int) -> None:
    nine = [played("daily", 0, challenge=DAY, answered=answered, category_id=no) for no in range(9)]
    progress, grants = after(nine)
    assert progress.counters["daily_played"] == count
    assert {grant.key for grant in grants if grant.source == "daily"} == set(["2026-11-23"][:count])
    next_day = after([*nine, played("daily", 0, challenge=DAY + timedelta(days=1))])[0]
    assert next_day.counters["daily_played"] == count + 1


def test_a_challenge_that_is_whole_by_a_late_answer_counts() -> None:
    known = played("daily", 0, challenge=DAY, answered=4)
    before, _ = settle(Progress(), known)
    progress, reward = settle(before, played("daily", 0, challenge=DAY), known)
    assert progress.counters["daily_played"] == 1
    assert Grant("daily", "2026-11-23", 10) in reward.grants


def test_a_challenge_that_is_not_on_boards_gives_no_tokens_of_its_day() -> None:
    """A guest's, which counts as played all the same."""
    progress, grants = after([played("daily", challenge=DAY, on_boards=False)])
    assert progress.counters["daily_played"] == 1
    assert "daily" not in {grant.source for grant in grants}


def test_practice_of_an_earlier_day_that_is_told_late_has_the_latest_days_cap() -> None:
    much = played("practice", 50, DAY + timedelta(days=1), questions=50, answered=50)
    progress, _ = after([much])
    assert progress.xp == 150
    assert settle(progress, played("practice"))[1].xp == 0


@pytest.mark.parametrize(
    ("mode", "more", "grants"),
    [
        ("scheduled", {}, [Grant("quiz", str(QUIZ), 10)]),
        ("scheduled", {"answered": 4}, []),
        ("scheduled", {"on_boards": False}, []),
        ("live", {}, [Grant("live_quiz", str(QUIZ), 10)]),
        ("live", {"won": True}, [Grant("live_quiz", str(QUIZ), 50)]),
        ("live", {"won": True, "answered": 4}, [Grant("live_quiz", str(QUIZ), 40)]),
        ("daily", {"quiz": None, "challenge": DAY}, [Grant("daily", str(DAY), 10)]),
    ],
)
def test_a_quiz_gives_tokens_for_its_end_and_a_live_one_for_its_first_place(
    mode: Mode, more: dict[str, Any], grants: list[Grant]
) -> None:
    given = after([played(mode, 0, **{"quiz": QUIZ, **more})])[1]
    assert [one for one in given if one.source != "achievement"] == grants
