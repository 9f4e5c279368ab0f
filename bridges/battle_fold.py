"""A quiz battle from its stored moves: those that count, and the state that they fold to."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from models.battle_moves import Stored
from rules.battle import step
from rules.battle_state import Move, Plan, State, begin, unix_ms
from rules.lives import Place, counting

decode_move = msgspec.json.Decoder(Move).decode


class Counted(NamedTuple):
    """A move that counts."""

    stored: Stored
    move: Move


class Folded(NamedTuple):
    """A battle after the moves that count; those beyond its end are left out."""

    state: State
    moves: Sequence[Counted]


def beginnings(moves: Mapping[Place, Move]) -> dict[int, Place]:
    """What each life goes on from, as its first move says."""
    return {place.life: Place(*move.after) for place, move in moves.items() if move.after}


def counted(stored: Sequence[Stored], life: int) -> list[Counted] | None:
    """The moves that count in a life, in order, up to the first gap; None: what it goes on from is not known yet."""
    moves = {Place(one.life, one.seq): Counted(one, decode_move(one.move)) for one in stored}
    places = counting(beginnings({place: one.move for place, one in moves.items()}), moves, life)
    return None if places is None else [moves[place] for place in places]


def fold(plan: Plan, started_at: datetime, stored: Sequence[Stored], life: int) -> Folded | None:
    """A battle in a life, from all its stored moves; None as in `counted`. Raises Refused: they are no battle's."""
    moves = counted(stored, life)
    if moves is None:
        return None
    state = begin(plan, unix_ms(started_at))
    for number, one in enumerate(moves, 1):
        state, _ = step(plan, state, one.move, unix_ms(one.stored.at))
        if state.phase == "over":
            return Folded(state, moves[:number])
    return Folded(state, moves)
