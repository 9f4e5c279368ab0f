"""A quiz battle told move by move: what the fold of its moves went through. Times are ms since the battle began."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from rules.battle import multiplier, step
from rules.battle_state import Answers, Move, Plan, State, begin

MomentKind = Literal["emote", "away", "back", "surrender", "rebuilt"]
_TOLD: frozenset[str] = frozenset({"emote", "away", "back", "surrender", "rebuilt"})
_UNANSWERED: Answers = (None, None)


@dataclass(frozen=True)
class Round:
    """A round that was open. `closed_ms` is when it was revealed, None: the battle was over before."""

    no: int
    multiplier: int
    opened_ms: int
    closed_ms: int | None = None
    answers: Answers = _UNANSWERED


@dataclass(frozen=True)
class Moment:
    """What happened beside the answers: `rebuilt` is of no side, nobody could play just then."""

    at_ms: int
    kind: MomentKind
    side: int | None
    round: int | None
    """Which was open, or had been last; None: before the first."""
    emote: str | None


@dataclass(frozen=True)
class Replay:
    """All of a battle. `state` is the fold, and after the end its `result` and points are what was stored."""

    rounds: tuple[Round, ...]
    moments: tuple[Moment, ...]
    state: State

    @property
    def points(self) -> tuple[int, int]:
        """Of the rounds that were revealed, by side."""
        first, second = self.state.sides
        return first.points, second.points


def replay(plan: Plan, began_at: int, moves: Iterable[tuple[Move, int]]) -> Replay:
    """Tell the moves that count, each with its time. Raises Refused: they are not those of a battle."""
    state, rounds, moments = begin(plan, began_at), list[Round](), list[Moment]()
    for move, at in moves:
        before, (state, _) = state, step(plan, state, move, at)
        if state is not before and move.kind in _TOLD:
            moments.append(_moment(move, at - began_at, rounds))
        if state.phase == "open" and state.round == len(rounds):
            rounds.append(Round(state.round, multiplier(plan, state.round), at - began_at))
        if rounds:
            rounds[-1] = _seen(rounds[-1], state, at - began_at)
    return Replay(tuple(rounds), tuple(moments), state)


def _moment(move: Move, at_ms: int, rounds: list[Round]) -> Moment:
    kind: MomentKind = move.kind  # type: ignore[assignment]  # one of _TOLD
    return Moment(at_ms, kind, move.side, rounds[-1].no if rounds else None, move.emote or None)


def _seen(last: Round, state: State, at_ms: int) -> Round:
    """The round that is open or was last, as it is after a move."""
    closed = at_ms if last.closed_ms is None and len(state.past) > last.no else last.closed_ms
    return replace(last, answers=state.answers, closed_ms=closed)
