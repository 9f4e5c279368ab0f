"""How far an import has come, told in Redis while its transaction is under way: nobody sees that before its end."""

from uuid import UUID

from redis import Redis, RedisError

_KEPT_S = 60


def tell(redis: "Redis", job: UUID, rows: int) -> None:
    """So many rows have been looked at. Without Redis nobody is told."""
    try:
        redis.set(f"progress:{job}", rows, ex=_KEPT_S)
    except RedisError:
        return


def read(redis: "Redis", job: UUID) -> int | None:
    """How many rows have been looked at; None: nothing was told within the last minute."""
    try:
        found = redis.get(f"progress:{job}")
    except RedisError:
        return None
    return None if found is None else int(found)


def forget(redis: "Redis", job: UUID) -> None:
    """The step is over."""
    try:
        redis.delete(f"progress:{job}")
    except RedisError:
        return
