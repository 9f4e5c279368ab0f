"""How long one thing takes, done again and again."""

from collections.abc import Callable
from time import perf_counter

from lab.bench.result import Progress


def timed(act: Callable[[], object], times: int, share: float, name: str, progress: Progress) -> list[float]:
    """Milliseconds, sorted; the first, which only warms, is left out."""
    taken = []
    for _ in range(times + 1):
        progress(share, name)
        began = perf_counter()
        act()
        taken.append(1000 * (perf_counter() - began))
    return sorted(taken[1:])
