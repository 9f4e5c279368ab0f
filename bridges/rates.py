"""How fast a counter grows, from readings that all processes share in Redis."""

from redis import Redis

_KEPT = 64
_GAP_S = 1.0
"""Between readings that are kept."""
WINDOW_S = 10.0
_STALE_S = 60.0


def rate(redis: "Redis", name: str, at: float, total: int) -> float | None:
    """Growth a second of the counter, whose value at this Unix time is given, over some ten seconds.

    None where nobody read it in the last minute, or it fell. May raise RedisError.
    """
    key = f"rates:{name}"
    readings = [_read(item) for item in redis.lrange(key, 0, _KEPT - 1)]
    if not readings or at - readings[0][0] >= _GAP_S:
        with redis.pipeline() as pipeline:
            pipeline.lpush(key, f"{at:.3f} {total}")
            pipeline.ltrim(key, 0, _KEPT - 1)
            pipeline.expire(key, int(_STALE_S))
            pipeline.execute()
    fit = [reading for reading in readings if _GAP_S / 2 <= at - reading[0] <= _STALE_S and reading[1] <= total]
    if not fit:
        return None
    then, before = min(fit, key=lambda reading: abs(at - reading[0] - WINDOW_S))
    return (total - before) / (at - then)


def _read(item: bytes | str) -> tuple[float, int]:
    at, total = item.split()
    return float(at), int(total)
