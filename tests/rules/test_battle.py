"""A quiz battle of two: every branch of a step."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rules.battle import EMOTE_EVERY_MS, EMOTES_MOST, FULL_POINTS, REMEMBERED, fold, points, step
from rules.battle_state import (
    REVEAL_MS,
    ROUND_MS,
    ROUNDS,
    START_MS,
    Answer,
    Answered,
    Ended,
    Move,
    Opened,
    Peer,
    Refused,
    Result,
    Revealed,
    Run,
    State,
    unix_ms,
)
from rules.scoring import GRACE_MS
from tests.rules.battling import OPEN, PLAN, T0, Battle, opened


def test_rounds_open_close_and_end_the_battle() -> None:
    battle = opened()
    assert (battle.state.phase, battle.state.opened_at, battle.state.due_at) == (
        "open",
        OPEN,
        OPEN + ROUND_MS + GRACE_MS,
    )
    for no in range(ROUNDS):
        assert battle.answer(0, after=1_000) == (Answered(0),)
        assert battle.answer(1, "one") == (Answered(1), Revealed(no))
        assert (battle.state.phase, battle.state.due_at) == ("reveal", battle.now + REVEAL_MS)
        last = battle.tick()
        assert last == ((Opened(no + 1),) if no < ROUNDS - 1 else (Ended(Result(0, "points")),))
    assert (battle.state.phase, battle.state.due_at, battle.points()) == ("over", None, (19 * 8, 0))
    assert fold(PLAN, T0, battle.moves) == battle.state
    assert battle.refused("emote", 0, emote="wow") == "battle_over"
    assert battle.do("rebuilt") == ()


@pytest.mark.parametrize(
    ("elapsed", "no", "expected"),
    [
        *((0, 0, 20), (999, 0, 20), (1_000, 0, 19), (ROUND_MS - 1, 0, 11), (ROUND_MS, 0, 10), (ROUND_MS + 300, 0, 10)),
        *((0, ROUNDS - 1, 40), (ROUND_MS, ROUNDS - 1, 20)),
    ],
)
def test_points_fall_with_time_and_the_last_round_counts_double(elapsed: int, no: int, expected: int) -> None:
    assert points(PLAN, no, elapsed) == expected


def test_all_of_it_at_once_is_160() -> None:
    battle = opened()
    for _ in range(ROUNDS):
        battle.answer(0)
        battle.answer(1)
        battle.tick()
    assert battle.points() == (160, 160)
    assert battle.state.result == Result(None, "points")


def test_an_answer_is_refused_out_of_its_round_twice_late_or_unknown() -> None:
    battle = Battle()
    assert battle.refused("answer", 0, round=0, response="two") == "round_not_open"
    battle.tick()
    assert battle.refused("answer", 0, response="two") == "round_not_open"
    assert battle.refused("answer", 0, round=1, response="two") == "round_not_open"
    assert battle.refused("answer", 0, round=0, response="five") == "response_unknown"
    battle.answer(0, after=ROUND_MS + GRACE_MS)
    assert battle.state.answers[0] is not None
    assert battle.state.answers[0].points == 10
    assert battle.refused("answer", 0, round=0, response="one") == "already_answered"
    assert battle.refused("answer", 1, after=1, round=0, response="two") == "answer_late"
    battle.tick()
    assert battle.refused("answer", 1, round=0, response="two") == "round_over"
    battle.tick()
    assert battle.refused("answer", 1, round=0, response="two") == "round_over"


def test_a_move_sent_again_does_nothing_even_when_all_is_over() -> None:
    battle = opened()
    move = Move("answer", 0, "m1", 0, "two")
    again: list[State] = []
    battle.do("answer", 0, move_id="m1", round=0, response="two")
    again.append(battle.state)
    assert step(PLAN, battle.state, move, battle.now + 1) == (battle.state, ())
    battle.do("surrender", 0, move_id="m2")
    assert step(PLAN, battle.state, move, battle.now + 1) == (battle.state, ())
    with pytest.raises(Refused, match="over"):
        step(PLAN, battle.state, replace(move, side=1), battle.now)  # an id is its player's own


def test_who_surrenders_loses_at_any_time() -> None:
    battle = Battle()
    assert battle.do("surrender", 1) == (Ended(Result(0, "surrender")),)
    battle = opened()
    battle.answer(0)
    battle.answer(1, "one")
    assert battle.do("surrender", 0) == (Ended(Result(1, "surrender")),)


def test_emotes_are_of_the_set_and_not_too_many() -> None:
    battle = Battle()
    assert battle.refused("emote", 0) == "emote_unknown"
    battle.do("emote", 0, emote="hello")
    assert battle.refused("emote", 0, after=EMOTE_EVERY_MS - 1, emote="hello") == "too_many_emotes"
    battle.do("emote", 1, emote="hello")
    for _ in range(EMOTES_MOST - 1):
        battle.do("emote", 0, after=EMOTE_EVERY_MS, emote="wow")
    assert battle.refused("emote", 0, after=EMOTE_EVERY_MS, emote="wow") == "too_many_emotes"
    assert ROUNDS + EMOTES_MOST + 1 <= REMEMBERED, "every move that a player can make is remembered"


def test_away_and_back_are_told_once() -> None:
    battle = opened()
    assert battle.do("back", 0) == ()
    assert battle.do("away", 0) == (Peer(0, True),)
    assert battle.do("away", 0) == ()
    assert battle.do("back", 0) == (Peer(0, False),)


def rounds(battle: Battle, count: int) -> None:
    for _ in range(count):
        battle.tick()
        battle.tick()


def test_away_at_the_end_of_two_rounds_in_a_row_forfeits() -> None:
    battle = Battle()
    battle.do("away", 1)
    rounds(battle, 1)
    assert battle.state.phase == "reveal"
    battle.tick()
    assert battle.tick() == (Revealed(1), Ended(Result(0, "forfeit")))


def test_who_answers_or_is_back_in_time_has_missed_nothing() -> None:
    battle = Battle()
    battle.do("away", 0)
    battle.tick()
    battle.answer(0)
    battle.tick()
    battle.tick()
    battle.tick()
    battle.do("back", 0)
    battle.tick()
    battle.tick()
    assert battle.state.sides[0].missed == 0
    assert battle.state.phase == "reveal"


def test_both_away_leave_a_battle_without_a_winner() -> None:
    battle = Battle()
    battle.do("away", 0)
    battle.do("away", 1)
    rounds(battle, 2)
    assert battle.state.result == Result(None, "abandoned")


def test_a_tick_is_for_its_own_deadline_and_not_before_it() -> None:
    battle = Battle()
    due = battle.state.due_at
    assert due is not None
    assert battle.refused("tick", due_at=due) == "not_due"
    battle.now = due
    assert battle.refused("tick", due_at=due - 1) == "not_due"
    assert battle.refused("tick") == "not_due"
    battle.tick()
    assert battle.refused("tick", due_at=due) == "not_due"


def test_a_move_of_nobody_is_refused() -> None:
    assert Battle().refused("surrender") == "no_side"


def test_a_ghost_answers_as_it_did_then_and_nobody_answers_for_it() -> None:
    late = ROUND_MS + GRACE_MS
    runs = (Run("two", 2_000), Run(None, 0), Run("two", late), Run("one", 10), *(Run("two", 0) for _ in range(3)))
    battle = opened(replace(PLAN, ghost=runs))
    assert battle.refused("answer", 1, round=0, response="two") == "no_side"
    assert battle.refused("surrender", 1) == "no_side"
    assert battle.state.due_at == OPEN + 2_000
    assert battle.tick(late=150) == (Answered(1),)
    assert battle.state.answers[1] is not None
    assert (battle.state.answers[1].elapsed_ms, battle.state.answers[1].points) == (2_000, 18)
    assert battle.answer(0) == (Answered(0), Revealed(0))
    battle.tick()
    assert battle.tick() == (Revealed(1),), "it gave no answer to the second"
    battle.tick()
    assert battle.tick() == (Answered(1),), "an answer in the grace counted then, and counts now"
    assert battle.points() == (18, 18)
    assert battle.tick() == (Revealed(2),)
    battle.tick()
    assert battle.answer(0, after=1) == (Answered(0),)
    assert battle.tick() == (Answered(1), Revealed(3))


def test_an_answer_took_no_less_than_no_time() -> None:
    """The clock of the process that heard it is behind that of the one that opened the round."""
    battle = opened()
    battle.answer(0, after=-40)
    assert battle.state.answers[0] == Answer("two", 0, FULL_POINTS)


def test_what_a_ghost_answered_when_the_round_was_over_is_no_answer() -> None:
    battle = opened(replace(PLAN, ghost=tuple(Run("two", ROUND_MS + GRACE_MS + 1) for _ in range(ROUNDS))))
    assert battle.tick() == (Revealed(0),)
    assert battle.state.past[0] == (None, None)


def test_after_a_rebuild_the_round_begins_anew_for_who_has_not_answered() -> None:
    battle = opened()
    battle.answer(0, after=500)
    battle.do("rebuilt", after=60_000)
    assert battle.state.opened_at == battle.now
    battle.answer(1, after=1_000)
    answers = battle.state.past[0]
    assert [answer and answer.elapsed_ms for answer in answers] == [500, 1_000]
    battle.do("rebuilt", after=60_000)
    assert battle.state.due_at == battle.now + REVEAL_MS
    fresh = Battle()
    fresh.do("rebuilt", after=60_000)
    assert fresh.state.due_at == fresh.now + START_MS


@pytest.mark.parametrize(("microsecond", "ms"), [(0, 0), (999, 0), (1_000, 1), (123_000, 123), (123_999, 123)])
def test_milliseconds_are_cut_off_wherever_they_are_counted(microsecond: int, ms: int) -> None:
    """A battle that is folded again must have the deadlines that its ticks name."""
    at = datetime(2026, 11, 26, 12, 0, 0, microsecond, tzinfo=UTC)
    assert unix_ms(at) == 1_795_694_400_000 + ms
    assert all(unix_ms(datetime.fromtimestamp(n / 1000, UTC)) == n for n in range(unix_ms(at), unix_ms(at) + 1_000))


def test_moves_that_are_no_battles_fold_to_nothing() -> None:
    with pytest.raises(Refused):
        fold(PLAN, T0, [(Move("answer", 0, round=0, response="two"), T0)])
