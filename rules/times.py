"""Times to answer as a histogram: small, mergeable by adding counts, and good for quantiles within 5 %.

DDSketch (Masson, Rim & Lee, PVLDB 12, 2019) over a fixed range: bucket i ends at 100 ms * GAMMA^i, both its ends are
within ERROR of the value that stands for it, and counts of the same bucket add up.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate

ERROR = 0.05
"""Relative error of a quantile between FIRST_MS and the last edge, 272 s: beyond the longest limit of 240 s."""
GAMMA = (1 + ERROR) / (1 - ERROR)
FIRST_MS = 100
"""Everything up to here is one bucket: shorter times are no answers of people, whatever they are exactly."""
BUCKETS = 80
EDGES = tuple(FIRST_MS * GAMMA**i for i in range(BUCKETS))
"""Upper ends of the buckets in ms, included; the last bucket also has all that is longer."""

Histogram = tuple[int, ...]
"""Counts by bucket, BUCKETS of them."""
EMPTY: Histogram = (0,) * BUCKETS


def bucket(elapsed_ms: int) -> int:
    """The bucket of a time."""
    return min(bisect_left(EDGES, elapsed_ms), BUCKETS - 1)


def of(times_ms: Iterable[int]) -> Histogram:
    """The histogram of some times in ms."""
    counts = [0] * BUCKETS
    for elapsed in times_ms:
        counts[bucket(elapsed)] += 1
    return tuple(counts)


def merge(one: Sequence[int], other: Sequence[int]) -> Histogram:
    """The histogram of both."""
    return tuple(a + b for a, b in zip(one, other, strict=True))


def quantile(histogram: Sequence[int], q: float) -> int | None:
    """The time in ms that a share q, 0..1, of the answers did not exceed; None without answers.

    Within ERROR, and half a millisecond more as it is rounded: of 496 ms it may say 521, which is 5.04 % off.
    The lower quantile: the value of rank floor(q * (n - 1)) from 0. FIRST_MS means: that or less.
    """
    total = sum(histogram)
    if not total:
        return None
    rank = int(q * (total - 1))
    index = next(i for i, reached in enumerate(accumulate(histogram)) if reached > rank)
    return round(EDGES[index] * 2 / (GAMMA + 1)) if index else FIRST_MS
