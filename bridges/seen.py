"""How long it takes from taking an answer until boards show it, as workers saw it of late: in Redis, and only there.

It is a measurement: what is lost of it is missing, and nothing else. Of a slice the answer that waited longest counts
for all of them, so the figure is rather too high than too low.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from re import compile as compile_re
from typing import Any, NamedTuple

from redis import Redis

from rules.figures import bucket_of, quantile

_STEP_S = 10
_STEPS = 6
"""Of what a reading tells: the last minute."""
_KEPT_S = 120
_SLICES = 256
_SOURCE = compile_re(r"(\S+/\d+) (\d+)-(\d+)")


class Reading(NamedTuple):
    """Times of the last minute's answers in ms; None: there were none."""

    answers: int
    p50_ms: int | None
    p95_ms: int | None


def applied(redis: "Redis", place: str, lo: int, hi: int, received_at: datetime) -> None:
    """A slice of answers is applied, the oldest of which was taken then; `place` is `topic/partition`."""
    key = _key(place)
    with redis.pipeline(transaction=False) as pipeline:
        pipeline.rpush(key, f"{lo} {hi} {received_at.timestamp():.3f}")
        pipeline.ltrim(key, -_SLICES, -1)
        pipeline.expire(key, _KEPT_S)
        pipeline.execute()


def shown(redis: "Redis", sources: Iterable[str], now: float) -> None:
    """Boards show what these sources (`topic/partition lo-hi`) changed, at that Unix time; others say nothing here."""
    told = [(found[1], int(found[2]), int(found[3])) for source in sources if (found := _SOURCE.fullmatch(source))]
    places = sorted({place for place, _, _ in told})
    if not places:
        return
    with redis.pipeline(transaction=False) as pipeline:
        for place in places:
            pipeline.lrange(_key(place), 0, -1)
        slices = dict(zip(places, map(_slices, pipeline.execute()), strict=True))
    with redis.pipeline(transaction=False) as pipeline:
        for place, lo, hi in told:
            for begin, end, at in slices[place]:
                if begin <= lo and hi <= end:
                    pipeline.hincrby(_step(now), str(bucket_of((now - at) * 1000)), hi - lo)
        for place in places:
            until = max(hi for other, _, hi in told if other == place)
            pipeline.ltrim(_key(place), sum(end <= until for _, end, _ in slices[place]), -1)
        pipeline.expire(_step(now), _KEPT_S)
        pipeline.execute()


def reading(redis: "Redis", now: float) -> Reading:
    """What was seen in the minute before a Unix time. May raise RedisError."""
    with redis.pipeline(transaction=False) as pipeline:
        for number in range(_STEPS):
            pipeline.hgetall(_step(now - number * _STEP_S))
        counts = Counter[int]()
        for step in pipeline.execute():
            counts.update({int(bucket): int(count) for bucket, count in step.items()})
    return Reading(counts.total(), quantile(counts, 0.5), quantile(counts, 0.95))


def _slices(items: list[bytes]) -> list[tuple[int, int, float]]:
    parts: Iterable[Any] = (item.split() for item in items)
    return [(int(lo), int(hi), float(at)) for lo, hi, at in parts]


def _key(place: str) -> str:
    return f"seen:applied:{place}"


def _step(now: float) -> str:
    return f"seen:{int(now // _STEP_S)}"
