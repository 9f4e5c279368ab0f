"""Figures of the game over time: how times are counted in buckets, and in which steps a past is shown."""

from collections.abc import Mapping
from datetime import timedelta
from math import ceil, log
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

_LEAST_MS = 10
_GROWTH = 1.25
_BUCKETS = 40
"""The last is for whatever takes longer than a minute."""


def bucket_of(ms: float) -> int:
    """Which bucket a time belongs to: each ends a quarter later than the one before it."""
    return min(max(ceil(log(max(ms, _LEAST_MS) / _LEAST_MS, _GROWTH) - 1e-9), 0), _BUCKETS)


def end_of(bucket: int) -> int:
    """The longest time in a bucket, in ms."""
    return round(_LEAST_MS * _GROWTH**bucket)


def quantile(counts: Mapping[int, int], share: float) -> int | None:
    """The time in ms that this share of all (0 to 1) is within, as the end of its bucket; None: there are none."""
    left = share * sum(counts.values())
    for bucket in sorted(counts):
        left -= counts[bucket]
        if counts[bucket] and left <= 1e-9:
            return end_of(bucket)
    return None


Span = Literal["1h", "6h", "24h", "7d", "30d"]
SPANS: tuple[Span, ...] = get_args(Span)
KEPT = timedelta(days=35)
"""How long figures are kept: longer than the longest span."""


class Steps(NamedTuple):
    """A span, and how far its points are apart."""

    span: timedelta
    step: timedelta


STEPS: Mapping[Span, Steps] = MappingProxyType(
    {
        "1h": Steps(timedelta(hours=1), timedelta(minutes=1)),
        "6h": Steps(timedelta(hours=6), timedelta(minutes=5)),
        "24h": Steps(timedelta(hours=24), timedelta(minutes=15)),
        "7d": Steps(timedelta(days=7), timedelta(hours=2)),
        "30d": Steps(timedelta(days=30), timedelta(hours=6)),
    }
)
