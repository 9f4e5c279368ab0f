"""A replay tells what the fold went through, and ends where the fold ends."""

import pytest

from rules.battle import fold
from rules.battle_state import Answer, Move, Plan, Question, Refused, Result, begin
from rules.replay import replay

BEGAN = 1_000_000
PLAN = Plan(tuple(Question(("a", "b"), "a") for _ in range(2)), start_ms=10, round_ms=1_000, reveal_ms=10)


def answer(side: int, no: int, response: str = "a") -> Move:
    return Move("answer", side, f"{side}-{no}", no, response)


def tick(due_at: int) -> Move:
    return Move("tick", due_at=due_at)


PLAYED = [
    (Move("emote", 0, "e", emote="hello"), BEGAN + 5),
    (tick(BEGAN + 10), BEGAN + 10),
    (answer(0, 0), BEGAN + 110),
    (Move("away", 1), BEGAN + 120),
    (Move("back", 1), BEGAN + 200),
    (answer(1, 0, "b"), BEGAN + 510),
    (tick(BEGAN + 520), BEGAN + 520),
    (answer(1, 1), BEGAN + 1_020),
    (Move("surrender", 0, "s"), BEGAN + 1_100),
]


def test_a_replay_ends_where_the_fold_ends() -> None:
    told = replay(PLAN, BEGAN, PLAYED)
    assert told.state == fold(PLAN, BEGAN, PLAYED)
    assert (told.state.result, told.points) == (Result(1, "surrender"), (19, 0))


def test_rounds_have_both_answers_and_their_times() -> None:
    first, second = replay(PLAN, BEGAN, PLAYED).rounds
    assert (first.no, first.multiplier, first.opened_ms, first.closed_ms) == (0, 1, 10, 510)
    assert first.answers == (Answer("a", 100, 19), Answer("b", 500, 0))
    assert (second.no, second.multiplier, second.opened_ms, second.closed_ms) == (1, 2, 520, None)
    assert second.answers == (None, Answer("a", 500, 30))


def test_what_else_happened_is_told_with_its_round() -> None:
    moments = replay(PLAN, BEGAN, PLAYED).moments
    assert [(one.at_ms, one.kind, one.side, one.round) for one in moments] == [
        (5, "emote", 0, None),
        (120, "away", 1, 0),
        (200, "back", 1, 0),
        (1_100, "surrender", 0, 1),
    ]
    assert moments[0].emote == "hello"


def test_what_changed_nothing_is_not_told() -> None:
    again = [*PLAYED[:1], (Move("emote", 0, "e", emote="hello"), BEGAN + 6), (Move("back", 0), BEGAN + 7)]
    assert len(replay(PLAN, BEGAN, again).moments) == 1


def test_a_rebuilt_round_is_one_round() -> None:
    moves = [*PLAYED[:3], (Move("rebuilt", after=(1, 3)), BEGAN + 5_000), (answer(1, 0), BEGAN + 5_000)]
    told = replay(PLAN, BEGAN, moves)
    assert [(one.no, one.closed_ms) for one in told.rounds] == [(0, 5_000)]
    assert (told.moments[-1].kind, told.moments[-1].side) == ("rebuilt", None)


def test_what_are_no_moves_of_a_battle_are_refused() -> None:
    with pytest.raises(Refused):
        replay(PLAN, BEGAN, [(answer(0, 0), BEGAN + 5)])


def test_a_battle_that_just_began_has_no_round() -> None:
    told = replay(PLAN, BEGAN, [])
    assert (told.rounds, told.moments, told.state) == ((), (), begin(PLAN, BEGAN))
