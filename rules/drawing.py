"""Which questions a session asks."""

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

T = TypeVar("T")


def draw(bank: Sequence[T], avoid: Collection[T], count: int, sample: Callable[[Sequence[T], int], list[T]]) -> list[T]:
    """Draw `count` different questions, those to `avoid` only when others run out. At most what the bank has.

    `sample(bank, n)` draws n at random. It draws as many more as there are to avoid, never the whole bank.
    """
    drawn = sample(bank, min(count + len(avoid), len(bank)))
    fresh = [item for item in drawn if item not in avoid]
    stale = [item for item in drawn if item in avoid]
    return (fresh + stale)[:count]
