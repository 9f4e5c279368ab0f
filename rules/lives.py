"""Which moves of a battle count, when its state was rebuilt in between.

Each rebuild begins a new life of the battle, with a move that names the last one before it that counts. What processes
of older lives made of the battle beyond that was never confirmed to anybody: who confirms a move has seen that all
those before it are safe.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

FIRST_LIFE = 1


class Place(NamedTuple):
    """Where a move stands among a battle's: its life, and its number, from 1, over all lives that count."""

    life: int
    seq: int


START = Place(0, 0)
"""What the first life goes on from."""


def counting(begins: Mapping[int, Place], places: Iterable[Place], life: int) -> Sequence[Place] | None:
    """The moves that count up to `life`'s last one that follows without a gap, in order.

    `begins` has what each life's first move says that it goes on from (the first life has none). None: something that
    comes before this life is not known (yet).
    """
    known = set(places)
    found: list[Place] = []
    last: int | None = None
    while life != START.life:
        after = START if life == FIRST_LIFE else begins.get(life)
        if after is None or after.life >= life:
            return None
        own = _following(known, life, after.seq, last)
        if last is not None and after.seq + len(own) != last:
            return None
        found[:0] = own
        life, last = after
    return found


def newest(begins: Mapping[int, Place], places: Iterable[Place]) -> Sequence[Place]:
    """The moves that count of the newest life of which everything before it is known."""
    known = list(places)
    chains = (counting(begins, known, life) for life in sorted({*begins, FIRST_LIFE}, reverse=True))
    return next((chain for chain in chains if chain is not None), [])


def _following(known: set[Place], life: int, after: int, last: int | None) -> list[Place]:
    """Moves of a life without a gap from `after` on, up to `last`."""
    own: list[Place] = []
    while (last is None or after < last) and (place := Place(life, after + 1)) in known:
        own.append(place)
        after += 1
    return own
