"""A live quiz by the clock."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.live import Phase, Timetable, alive, eliminated, is_accepted, joins_at, phase, survived
from rules.scoring import GRACE_MS

START = 1_000_000
QUIZ = Timetable(START, lobby_ms=60_000, question_ms=10_000, reveal_ms=5_000, count=2)
HELD = 10_000 + GRACE_MS + 1
SECOND = START + HELD + 5_000
END = SECOND + HELD + 5_000

timetables = st.builds(
    Timetable, st.integers(0, 10_000), st.integers(0, 500), st.integers(1, 500), st.integers(0, 500), st.integers(1, 5)
)
ORDER = ["scheduled", "lobby", "question", "reveal", "ended"]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (0, Phase("scheduled", None, None, START - 60_000)),
        (START - 60_001, Phase("scheduled", None, None, START - 60_000)),
        (START - 60_000, Phase("lobby", None, START - 60_000, START)),
        (START - 1, Phase("lobby", None, START - 60_000, START)),
        (START, Phase("question", 0, START, START + HELD)),
        (START + HELD - 1, Phase("question", 0, START, START + HELD)),
        (START + HELD, Phase("reveal", 0, START + HELD, SECOND)),
        (SECOND - 1, Phase("reveal", 0, START + HELD, SECOND)),
        (SECOND, Phase("question", 1, SECOND, SECOND + HELD)),
        (SECOND + HELD, Phase("reveal", 1, SECOND + HELD, END)),
        (END, Phase("ended", None, END, None)),
        (END * 100, Phase("ended", None, END, None)),
    ],
)
def test_phases(now: int, expected: Phase) -> None:
    assert phase(QUIZ, now) == expected


@given(timetables, st.integers(-1_000, 20_000))
def test_every_time_lies_in_its_phase(quiz: Timetable, now: int) -> None:
    found = phase(quiz, now)
    assert (found.opens_at_ms is None) is (found.kind == "scheduled")
    assert (found.closes_at_ms is None) is (found.kind == "ended")
    assert found.opens_at_ms is None or found.opens_at_ms <= now
    assert found.closes_at_ms is None or now < found.closes_at_ms


@given(timetables)
def test_phases_follow_each_other_without_gaps_or_overlaps(quiz: Timetable) -> None:
    """From change to change one gets through the whole quiz, each phase once, in order, where the last one ended."""
    phases = [phase(quiz, -1_000)]
    while (change := phases[-1].closes_at_ms) is not None:
        phases.append(phase(quiz, change))
    assert all(one.closes_at_ms == other.opens_at_ms for one, other in pairwise(phases))
    rounds = [
        (kind, no) for no in range(quiz.count) for kind in ("question", "reveal") if kind != "reveal" or quiz.reveal_ms
    ]
    assert [(each.kind, each.no) for each in phases] == [
        ("scheduled", None),
        *[("lobby", None)] * bool(quiz.lobby_ms),
        *rounds,
        ("ended", None),
    ]
    assert phases[-1].opens_at_ms == quiz.ends_at_ms


@given(timetables, st.integers(-1_000, 20_000), st.integers(0, 5_000))
def test_time_only_goes_forward(quiz: Timetable, now: int, more: int) -> None:
    def place(at: int) -> tuple[int, int]:
        found = phase(quiz, at)
        rank = ORDER.index(found.kind)
        return (found.no if found.no is not None else (-1 if rank < 2 else quiz.count), rank)

    assert place(now) <= place(now + more)


@given(timetables, st.integers(0, 4), st.integers(-1_000, 20_000))
def test_an_answer_is_accepted_until_its_grace_ends_and_never_during_a_reveal(
    quiz: Timetable, no: int, received: int
) -> None:
    no = min(no, quiz.count - 1)
    in_time = quiz.opens_at_ms(no) <= received <= quiz.deadline_ms(no) + GRACE_MS
    assert is_accepted(quiz, no, received) is in_time
    if in_time:
        assert phase(quiz, received).kind == "question"
        assert received < quiz.reveals_at_ms(no)


def test_the_edges_of_acceptance() -> None:
    last = START + 10_000 + GRACE_MS
    assert [is_accepted(QUIZ, 0, at) for at in (START - 1, START, last, last + 1)] == [False, True, True, False]
    assert not is_accepted(QUIZ, 1, START)
    assert not is_accepted(QUIZ, 0, SECOND)


@pytest.mark.parametrize(
    ("now", "no"),
    [
        (0, 0),
        (START - 1, 0),
        (START, 0),
        (START + 9_999, 0),
        (START + 10_000, 1),
        (START + HELD, 1),
        (SECOND + 9_999, 1),
        (SECOND + 10_000, None),
        (END, None),
    ],
)
def test_latecomers_join_at_the_current_question(now: int, no: int | None) -> None:
    assert joins_at(QUIZ, now) == no


@given(timetables, st.integers(-1_000, 20_000))
def test_who_joins_has_time_to_answer(quiz: Timetable, now: int) -> None:
    no = joins_at(quiz, now)
    if no is None:
        assert now >= quiz.deadline_ms(quiz.count - 1)
    else:
        assert now < quiz.deadline_ms(no)
        assert no == 0 or now >= quiz.deadline_ms(no - 1)


@pytest.mark.parametrize(
    ("lobby", "question", "reveal", "count"), [(-1, 10, 10, 1), (0, 0, 10, 1), (0, 10, -1, 1), (0, 10, 10, 0)]
)
def test_what_cannot_be(lobby: int, question: int, reveal: int, count: int) -> None:
    with pytest.raises(ValueError, match="at least one question"):
        Timetable(START, lobby, question, reveal, count)


def test_elimination() -> None:
    results = [{"ada": True, "bob": True, "cat": False}, {"ada": True, "cat": True, "dan": True}, {"ada": False}]
    players = ["ada", "bob", "cat"]
    assert [alive(players, results[:n]) for n in range(4)] == [{"ada", "bob", "cat"}, {"ada", "bob"}, {"ada"}, set()]
    assert eliminated(players, results) == {"cat": 0, "bob": 1, "ada": 2}


@given(
    st.sets(st.integers(0, 9)),
    st.lists(st.dictionaries(st.integers(0, 9), st.booleans()), max_size=6),
    st.integers(0, 6),
)
def test_nobody_comes_back(players: set[int], results: list[dict[int, bool]], cut: int) -> None:
    before, after = alive(players, results[:cut]), alive(players, results)
    assert after <= before <= players
    assert after == {player for player in players if all(right.get(player) for right in results)}
    assert eliminated(players, results[:cut]).items() <= eliminated(players, results).items()
    assert before == players - eliminated(players, results[:cut]).keys()


@pytest.mark.parametrize(("base", "count"), [([], 0), ([500, 1, None, 700], 2), ([0, 700], 0), ([500, 700], 2)])
def test_what_a_player_came_through_ends_with_the_first_wrong_or_missing_answer(
    base: list[int | None], count: int
) -> None:
    assert survived(base) == count
