"""Sockets that are open, by player, and the tokens that have opened one: kept in Redis, for all processes together."""

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import Literal, NamedTuple, cast

from redis import Redis

Verdict = Literal["welcome", "used", "many"]

_SEEN_MS = 30 * 24 * 3_600_000
_ADMIT = """
-- KEYS token, sockets, online; ARGV seconds to remember the token, socket, most, lease in ms, player
if not redis.call('SET', KEYS[1], ARGV[2], 'NX', 'EX', ARGV[1]) then return 'used' end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[3]) then return 'many' end
redis.call('ZADD', KEYS[2], now + ARGV[4], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
redis.call('ZADD', KEYS[3], now + ARGV[4], ARGV[5])
return 'welcome'
"""

_RENEW = f"""
-- KEYS online, seen, sockets of each; ARGV lease in ms, and of each the player and the socket
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local until_ms = now + ARGV[1]
for at = 3, #KEYS do
    redis.call('ZADD', KEYS[at], until_ms, ARGV[2 * at - 3])
    redis.call('PEXPIRE', KEYS[at], ARGV[1])
    redis.call('ZADD', KEYS[1], until_ms, ARGV[2 * at - 4])
    redis.call('ZADD', KEYS[2], now, ARGV[2 * at - 4])
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - {_SEEN_MS})
"""
_RENEWED_AT_ONCE = 200
"""Few enough to keep nobody waiting: thousands in one go would hold up Redis, and everybody in the process."""

_LEAVE = """
-- KEYS sockets, online, seen; ARGV socket, player
redis.call('ZREM', KEYS[1], ARGV[1])
local time = redis.call('TIME')
redis.call('ZADD', KEYS[3], time[1] * 1000 + math.floor(time[2] / 1000), ARGV[2])
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('ZREM', KEYS[2], ARGV[2]) end
"""

_COUNT = """
-- KEYS online
local time = redis.call('TIME')
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', time[1] * 1000 + math.floor(time[2] / 1000))
return redis.call('ZCARD', KEYS[1])
"""
_ONLINE = "sockets:online"
"""Players that have a socket, by when that lease ends."""
_SEEN = "sockets:seen"
"""Players by when they had a socket last; after _SEEN_MS they are forgotten."""
_LOOK = """
-- KEYS online, seen; ARGV players
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local found = {}
for at, player in ipairs(ARGV) do
    local ends = tonumber(redis.call('ZSCORE', KEYS[1], player) or 0)
    found[2 * at - 1] = ends > now and 1 or 0
    found[2 * at] = tonumber(redis.call('ZSCORE', KEYS[2], player) or 0)
end
return found
"""


class Knock(NamedTuple):
    """A player's socket that is to be let in by a token, which is remembered for `token_s` seconds."""

    player: str
    socket: str
    token: str
    token_s: int


class Seen(NamedTuple):
    """Whether a player is there, and since what Unix millisecond it is known; None: it is not."""

    online: bool
    at_ms: int | None


class Sockets:
    """The count of each player's sockets. A process that dies stops to renew its own, and they are forgotten."""

    def __init__(self, redis: "Redis", most: int, lease_s: float) -> None:
        self._redis = redis
        self._most = most
        self._lease_ms = int(lease_s * 1000)
        self._admit = redis.register_script(_ADMIT)
        self._renew = redis.register_script(_RENEW)
        self._leave = redis.register_script(_LEAVE)

    def admit(self, knocks: Sequence[Knock]) -> list[Verdict]:
        """Use their tokens, each once, and count one more socket of each player. May raise RedisError."""
        with self._redis.pipeline(transaction=False) as pipeline:
            for player, socket, token, token_s in knocks:
                keys = [f"sockets:token:{token}", _key(player), _ONLINE]
                values: list[str | int] = [max(token_s, 1), socket, self._most, self._lease_ms, player]
                self._admit(keys=keys, args=values, client=pipeline)
            return [verdict.decode() for verdict in pipeline.execute()]

    def renew(self, held: Iterable[tuple[str, str]]) -> None:
        """Tell that these (player, socket) are open; each is asked for just before. May raise RedisError."""
        waiting = iter(held)
        while some := list(islice(waiting, _RENEWED_AT_ONCE)):
            keys = [_ONLINE, _SEEN, *(_key(player) for player, _ in some)]
            self._renew(keys=keys, args=[self._lease_ms, *chain.from_iterable(some)])

    def leave(self, player: str, socket: str) -> None:
        """A socket has closed."""
        self._leave(keys=[_key(player), _ONLINE, _SEEN], args=[socket, player])


def players_online(redis: "Redis") -> int:
    """How many players have a socket in any process; those of a dead one are counted for a lease more.

    May raise RedisError.
    """
    return int(redis.eval(_COUNT, 1, _ONLINE))


def last_seen(redis: "Redis", players: Sequence[str]) -> list[Seen]:
    """Of each of the players, in that order, whether they have a socket now, and when last. May raise RedisError."""
    if not players:
        return []
    found = cast("list[int]", redis.eval(_LOOK, 2, _ONLINE, _SEEN, *players))
    return [Seen(bool(online), at_ms or None) for online, at_ms in zip(found[::2], found[1::2], strict=True)]


def is_online(redis: "Redis", player: str) -> bool:
    """Whether a player has a socket in any process. May raise RedisError."""
    return int(redis.eval(_COUNT, 1, _key(player))) > 0


def _key(player: str) -> str:
    return f"sockets:{player}"
