"""A quiz battle of two: what each move does to it. Pure: a battle is the fold of its moves.

Seven rounds; both are asked the same question at the same time, and see nothing of the other's answer before the
reveal but that there is one. Points fall from 20 to 10 with the time that a right answer takes, as in QuizUp; the last
round counts double, so that 160 is the most. What a battle is made of is in `rules.battle_state`.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from rules.battle_state import (
    EMOTES,
    Answer,
    Answered,
    Emoted,
    Ended,
    Message,
    Move,
    Opened,
    Peer,
    Plan,
    Refused,
    Result,
    Revealed,
    Run,
    Side,
    State,
    begin,
)
from rules.scoring import GRACE_MS

FULL_POINTS, LEAST_POINTS = 20, 10
DOUBLED = 2
MISSES_TO_FORFEIT = 2
EMOTE_EVERY_MS, EMOTES_MOST = 2_000, 20
REMEMBERED = 32
"""Move ids of a player that are remembered, so that a move sent again does nothing."""

Step = tuple[State, tuple[Message, ...]]
_T = TypeVar("_T")


def fold(plan: Plan, began_at: int, moves: Iterable[tuple[Move, int]]) -> State:
    """The battle after moves that were accepted, each with its time. Raises Refused: they are not those of a battle."""
    state = begin(plan, began_at)
    for move, at in moves:
        state, _ = step(plan, state, move, at)
    return state


def multiplier(plan: Plan, no: int) -> int:
    """How many times the points of a round count: the last one's twice."""
    return DOUBLED if no == len(plan.questions) - 1 else 1


def points(plan: Plan, no: int, elapsed_ms: int) -> int:
    """Points of a right answer to round `no`: 20 at once, one less for each tenth of the time, 10 at its end."""
    lost = (FULL_POINTS - LEAST_POINTS) * min(elapsed_ms, plan.round_ms) // plan.round_ms
    return (FULL_POINTS - lost) * multiplier(plan, no)


def deadline(plan: Plan, state: State) -> int:
    """Until when answers of the open round are in time; GRACE_MS later it ends."""
    return state.opened_at + plan.round_ms


def step(plan: Plan, state: State, move: Move, now: int) -> Step:
    """What a move makes of the battle, and what is to be told. The same state: it was made before. Raises Refused."""
    if move.move_id and move.side is not None and move.move_id in state.sides[move.side].moves:
        return state, ()
    if move.kind == "rebuilt":
        return _rebuilt(plan, state, now), ()
    if state.phase == "over":
        raise Refused("battle_over", "The battle is over.")
    if move.kind == "tick":
        return _tick(plan, state, move, now)
    if move.side is None or (plan.ghost is not None and move.side == 1):
        raise Refused("no_side", f"A {move.kind} is made by a player who is there; a ghost plays by itself.")
    return _of_player(plan, state, move, move.side, now)


def _of_player(plan: Plan, state: State, move: Move, side: int, now: int) -> Step:
    match move.kind:
        case "answer":
            return _answer(plan, state, move, side, now)
        case "surrender":
            return _end(_noted(state, side, move), Result(1 - side, "surrender"))
        case "emote":
            return _emote(state, move, side, now)
        case _:
            return _peer(state, side, move.kind == "away")


def _answer(plan: Plan, state: State, move: Move, side: int, now: int) -> Step:
    _check_open(plan, state, move, now)
    question = plan.questions[state.round]
    if state.answers[side] is not None:
        raise Refused("already_answered", "The first answer to a round counts.")
    if move.response not in question.options:
        raise Refused("response_unknown", f"Must be one of the question's options: {', '.join(question.options)}.")
    return _answered(plan, _noted(state, side, move), side, move.response, max(0, now - state.opened_at), now)


def _check_open(plan: Plan, state: State, move: Move, now: int) -> None:
    if move.round is None or move.round > state.round or state.phase == "starting":
        raise Refused("round_not_open", "That round is not open yet.")
    if move.round < state.round or state.phase != "open":
        raise Refused("round_over", "That round is over.")
    if now > deadline(plan, state) + GRACE_MS:
        raise Refused("answer_late", "The round's time was over when this arrived.")


def _answered(plan: Plan, state: State, side: int, response: str, elapsed_ms: int, now: int) -> Step:
    """With an answer in it; the round ends with the second one."""
    right = response == plan.questions[state.round].key
    gained = points(plan, state.round, elapsed_ms) if right else 0
    state = replace(state, answers=_with(state.answers, side, Answer(response, elapsed_ms, gained)))
    if None not in state.answers:
        after, messages = _close(plan, state, now)
        return after, (Answered(side), *messages)
    return replace(state, due_at=_due(plan, state)), (Answered(side),)


def _emote(state: State, move: Move, side: int, now: int) -> Step:
    own = state.sides[side]
    if move.emote is None or move.emote not in EMOTES:
        raise Refused("emote_unknown", f"Must be one of {', '.join(EMOTES)}.")
    if own.emotes >= EMOTES_MOST or now < own.emoted_at + EMOTE_EVERY_MS:
        raise Refused("too_many_emotes", f"One in {EMOTE_EVERY_MS // 1000} seconds, {EMOTES_MOST} a battle.")
    own = replace(own, emotes=own.emotes + 1, emoted_at=now)
    state = replace(state, sides=_with(state.sides, side, own))
    return _noted(state, side, move), (Emoted(side, move.emote),)


def _peer(state: State, side: int, away: bool) -> Step:
    if state.sides[side].away == away:
        return state, ()
    sides = _with(state.sides, side, replace(state.sides[side], away=away))
    return replace(state, sides=sides), (Peer(side, away),)


def _tick(plan: Plan, state: State, move: Move, now: int) -> Step:
    if state.due_at is None or move.due_at != state.due_at or now < state.due_at:
        raise Refused("not_due", "Nothing is due.")
    if state.phase == "starting":
        return _open(plan, state, 0, now)
    if state.phase == "reveal":
        last = state.round == len(plan.questions) - 1
        return _end(state, _by_points(state)) if last else _open(plan, state, state.round + 1, now)
    run = _run(plan, state)
    if run is not None and run.response is not None:
        return _answered(plan, state, 1, run.response, run.elapsed_ms, now)
    return _close(plan, state, now)


def _open(plan: Plan, state: State, no: int, now: int) -> Step:
    state = replace(state, phase="open", round=no, opened_at=now, answers=(None, None))
    return replace(state, due_at=_due(plan, state)), (Opened(no),)


def _run(plan: Plan, state: State) -> Run | None:
    """What the ghost is still to do in the open round."""
    run = plan.ghost[state.round] if plan.ghost and state.answers[1] is None else None
    return run if run and run.response is not None and run.elapsed_ms <= plan.round_ms + GRACE_MS else None


def _due(plan: Plan, state: State) -> int:
    """When something happens in the open round though nobody does anything."""
    run = _run(plan, state)
    return state.opened_at + run.elapsed_ms if run else deadline(plan, state) + GRACE_MS


def _close(plan: Plan, state: State, now: int) -> Step:
    """The open round is over: points are added, and who stayed away twice in a row has forfeited."""
    first, second = (_after_round(side, answer) for side, answer in zip(state.sides, state.answers, strict=True))
    state = replace(state, sides=(first, second), past=(*state.past, state.answers))
    shown = replace(state, phase="reveal", due_at=now + plan.reveal_ms)
    gone = [side.missed >= MISSES_TO_FORFEIT for side in shown.sides]
    if not any(gone):
        return shown, (Revealed(state.round),)
    result = Result(None, "abandoned") if all(gone) else Result(gone.index(False), "forfeit")
    over, messages = _end(shown, result)
    return over, (Revealed(state.round), *messages)


def _after_round(side: Side, answer: Answer | None) -> Side:
    missed = side.missed + 1 if side.away and answer is None else 0
    return replace(side, points=side.points + (answer.points if answer else 0), missed=missed)


def _by_points(state: State) -> Result:
    first, second = (side.points for side in state.sides)
    return Result(None if first == second else int(second > first), "points")


def _end(state: State, result: Result) -> Step:
    return replace(state, phase="over", due_at=None, result=result), (Ended(result),)


def _rebuilt(plan: Plan, state: State, now: int) -> State:
    """Nobody could play for a while: who has not answered has the whole time of the round once more."""
    if state.phase == "over":
        return state
    if state.phase == "open":
        state = replace(state, opened_at=now)
        return replace(state, due_at=_due(plan, state))
    return replace(state, due_at=now + (plan.start_ms if state.phase == "starting" else plan.reveal_ms))


def _noted(state: State, side: int, move: Move) -> State:
    own = state.sides[side]
    own = replace(own, moves=(*own.moves, move.move_id)[-REMEMBERED:])
    return replace(state, sides=_with(state.sides, side, own))


def _with(pair: tuple[_T, _T], side: int, item: _T) -> tuple[_T, _T]:
    return (item, pair[1]) if side == 0 else (pair[0], item)
