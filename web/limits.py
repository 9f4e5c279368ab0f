"""Limits of one process, which cost no store: rates by player, app and address, and how many answers are under way."""

from collections import OrderedDict, deque
from ipaddress import IPv6Address, ip_address
from time import monotonic
from typing import NamedTuple

from web import metrics
from web.errors import Problem, unavailable

_REMEMBERED = 50_000


class Quota(NamedTuple):
    """What a client may have: so many in a window of seconds."""

    name: str
    most: int
    window_s: int


def too_many(quota: Quota, wait_s: int, detail: str, left: int = 0) -> Problem:
    """429, with the fields of draft-ietf-httpapi-ratelimit-headers."""
    headers = {
        "Retry-After": str(wait_s),
        "RateLimit-Policy": f'"{quota.name}";q={quota.most};w={quota.window_s}',
        "RateLimit": f'"{quota.name}";r={left};t={wait_s}',
    }
    return Problem(429, "too_many_requests", detail, headers=headers)


class Buckets:
    """`rate` a second on average, `burst` at once, for each name. Forgets who has not come for longest."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate = rate
        self.burst = burst
        self._levels: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def take(self, name: bytes, count: int = 1) -> None:
        """Take `count` from a bucket. Raises Problem 429, which says when there will be enough."""
        now = monotonic()
        level, at = self._levels.pop(name, (self.burst, now))
        level = min(self.burst, level + (now - at) * self.rate)
        enough = count <= level
        self._levels[name] = (level - count if enough else level, now)
        if len(self._levels) > _REMEMBERED:
            self._levels.popitem(last=False)
        if not enough:
            raise self._problem(count, level)

    def _problem(self, count: int, level: float) -> Problem:
        seconds = max(1, round((min(count, self.burst) - level) / self.rate))
        quota = Quota("default", int(self.burst), max(1, round(self.burst / self.rate)))
        return too_many(quota, seconds, f"No more than {self.rate:g} a second, and {self.burst:g} at once.", int(level))


def address(remote: str | None) -> bytes:
    """The name of a bucket for a client's address: of IPv6 the first half, as one home has all of the rest."""
    try:
        ip = ip_address(remote or "")
    except ValueError:
        return (remote or "").encode()
    if isinstance(ip, IPv6Address):
        return ip.ipv4_mapped.packed if ip.ipv4_mapped else ip.packed[:8]
    return ip.packed


class Gate:
    """Lets so many in at once; more are shed, for they would only make all the others late."""

    def __init__(self, places: int) -> None:
        self._free = deque([None] * places)  # popping and appending are atomic, counting is not

    def __enter__(self) -> None:
        try:
            self._free.pop()
        except IndexError:
            metrics.SHED.inc()
            raise unavailable("Too many answers are on their way; nothing was accepted.", code="overloaded") from None

    def __exit__(self, *_: object) -> None:
        self._free.append(None)
