"""A question's figures: who stands where, who is out, and nothing of what comes later."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from models.live import Entrant
from web.realtime.rounds import Round, figure

START = datetime(2026, 11, 24, 18, tzinfo=UTC)
A, B, C = (UUID(int=number) for number in (1, 2, 3))


def entrant(player: UUID, *base: int | None, reached: float = 1, said: str | None = None, came: float = -1) -> Entrant:
    """Someone with these points, reached so many seconds after the start."""
    reached_at = START + timedelta(seconds=reached)
    return Entrant(player, player, "en", START + timedelta(seconds=came), base, reached_at, said)


def round_of(no: int, entrants: Sequence[Entrant], kind: str = "single_choice", complete: bool = True) -> Round:
    """The figures of question `no`."""
    return figure(entrants, no, kind, START, 10, complete)


def test_equal_points_stand_by_time_and_then_by_id() -> None:
    found = round_of(0, [entrant(A, 900), entrant(B, 900, reached=0.5), entrant(C, 900)])
    assert [(one.rank, one.player) for one in found.top] == [(1, B), (2, C), (3, A)]


def test_with_elimination_who_came_further_stands_above_who_has_more_points() -> None:
    """In the end the one who is left has won."""
    there = [entrant(A, 1_000, 1_000, 0), entrant(B, 500, 500, 500), entrant(C, 1_000, None, None)]
    found = figure(there, 2, "single_choice", START, 10, complete=True, elimination=True)
    assert [one.player for one in found.top] == [B, A, C]
    assert found.alive == {B}
    assert [one.player for one in round_of(2, there).top] == [A, B, C]


def test_who_is_hidden_has_no_rank_and_others_move_up() -> None:
    found = round_of(0, [replace(entrant(A, 900), visible=False), entrant(B, 500)])
    assert [(one.rank, one.player) for one in found.top] == [(1, B)]
    assert (found.own[A].rank, found.own[A].total) == (None, 900)


def test_later_answers_are_left_out() -> None:
    found = round_of(0, [entrant(A, 900, 800, said="x"), entrant(B, None, 1000)])
    assert (found.answered, found.right, found.distribution) == (1, 1, {"x": 1})
    assert (found.own[A].total, found.own[B].total, found.own[B].rank) == (900, 0, None)


def test_a_multiple_choice_counts_each_option_and_a_typed_one_none() -> None:
    both = [entrant(A, 900, said="x,y"), entrant(B, 0, said="y")]
    assert round_of(0, both, "multiple_choice").distribution == {"x": 1, "y": 2}
    assert round_of(0, both, "short_text").distribution == {}


def test_who_is_out_stays_out_and_who_came_late_is_not_in() -> None:
    there = [entrant(A, 900, 900), entrant(B, 0, 900), entrant(C, 900, 900, came=1)]
    assert round_of(1, there).alive == {A}


def test_an_answer_that_may_still_come_puts_nobody_out() -> None:
    there = [entrant(A, 900, None), entrant(B, 900, 0), entrant(C, None, 900)]
    assert round_of(1, there, complete=False).alive == {A}
    assert round_of(1, there).alive == set()
