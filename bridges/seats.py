"""Who is there in battles that run: a lease for each side, renewed by whichever process has a socket of that player's.

Who has no lease any more is away, and any process may say so: the one that had the socket is perhaps dead, or frozen.
Where nobody has looked for a while nobody could renew either, as Redis was away or stood still: all have more time.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple, cast
from uuid import UUID

from redis import Redis

KEY = "battles:seats"
_LOOKED = "battles:seats:looked"
LEASE_MS = 8_000
"""Longer than who is sent away by a process that ends stays away (web.realtime.limits)."""
AGAIN_MS = 2_000
"""Who has seen a lease's end, and has not done what follows for so long, is dead: another sees it."""
_UNSEEN_MS = 4_000

_NOW = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
"""

_RENEW = f"""
{_NOW}
for _, seat in ipairs(ARGV) do redis.call('ZADD', KEYS[1], now + {LEASE_MS}, seat) end
"""

_ENDED = f"""
-- KEYS seats, when they were looked at; ARGV how many
{_NOW}
local looked = redis.call('GET', KEYS[2])
redis.call('SET', KEYS[2], now)
if looked and now - looked > {_UNSEEN_MS} then
  for _, seat in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do redis.call('ZADD', KEYS[1], now + {LEASE_MS}, seat) end
end
local ended = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
for _, seat in ipairs(ended) do redis.call('ZADD', KEYS[1], now + {AGAIN_MS}, seat) end
return {{now + {AGAIN_MS}, ended}}
"""

_FORGET = """
-- KEYS seats; ARGV a seat, until when it was whose who saw its end
local ends = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or 0)
if ends == tonumber(ARGV[2]) then redis.call('ZREM', KEYS[1], ARGV[1]) end
"""


class Seat(NamedTuple):
    """A side of a battle."""

    battle: UUID
    side: int

    @property
    def name(self) -> str:
        """As Redis has it."""
        return f"{self.battle}:{self.side}"


class Ended(NamedTuple):
    """A seat whose lease has ended; until `until_ms` nobody else sees that."""

    seat: Seat
    until_ms: int


class Seats:
    """Of one Redis. Any call may raise RedisError."""

    def __init__(self, redis: "Redis") -> None:
        script = redis.register_script
        self._renew, self._ended, self._forget = script(_RENEW), script(_ENDED), script(_FORGET)

    def renew(self, seats: Collection[Seat]) -> None:
        """Their players are there."""
        self._renew(keys=[KEY], args=[seat.name for seat in seats])

    def ended(self, most: int) -> Sequence[Ended]:
        """Seats whose lease has ended, longest first: `forget` follows, or others see them two seconds later."""
        until_ms, names = cast("tuple[int, list[bytes]]", self._ended(keys=[KEY, _LOOKED], args=[most]))
        return [Ended(_seat(name), until_ms) for name in names]

    def forget(self, ended: Ended) -> None:
        """What follows from a lease's end is done. A seat that was renewed since stays."""
        self._forget(keys=[KEY], args=[ended.seat.name, ended.until_ms])


def _seat(name: bytes) -> Seat:
    battle, _, side = name.decode().partition(":")
    return Seat(UUID(battle), int(side))
