"""Sockets that are open, by player, and the tokens that have opened one: kept in Redis, for all processes together."""

from collections.abc import Iterable
from typing import Literal, cast

from redis import Redis

Verdict = Literal["welcome", "used", "many"]

_ADMIT = """
-- KEYS token, sockets; ARGV seconds to remember the token, socket, most, lease in ms
if not redis.call('SET', KEYS[1], ARGV[2], 'NX', 'EX', ARGV[1]) then return 'used' end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[3]) then return 'many' end
redis.call('ZADD', KEYS[2], now + ARGV[4], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
return 'welcome'
"""

_RENEW = """
-- KEYS sockets; ARGV socket, lease in ms
local time = redis.call('TIME')
redis.call('ZADD', KEYS[1], time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""


class Sockets:
    """The count of each player's sockets. A process that dies stops to renew its own, and they are forgotten."""

    def __init__(self, redis: "Redis", most: int, lease_s: float) -> None:
        self._redis = redis
        self._most = most
        self._lease_ms = int(lease_s * 1000)
        self._admit = redis.register_script(_ADMIT)
        self._renew = redis.register_script(_RENEW)

    def admit(self, player: str, socket: str, token: str, token_s: int) -> Verdict:
        """Use a token, once in `token_s` seconds, and count one more socket of the player. May raise RedisError."""
        keys = [f"sockets:token:{token}", _key(player)]
        verdict = self._admit(keys=keys, args=[max(token_s, 1), socket, self._most, self._lease_ms])
        return cast(Verdict, verdict.decode())

    def renew(self, held: Iterable[tuple[str, str]]) -> None:
        """Tell that these (player, socket) are still open."""
        with self._redis.pipeline(transaction=False) as pipeline:
            for player, socket in held:
                self._renew(keys=[_key(player)], args=[socket, self._lease_ms], client=pipeline)
            pipeline.execute()

    def leave(self, player: str, socket: str) -> None:
        """A socket has closed."""
        self._redis.zrem(_key(player), socket)


def _key(player: str) -> str:
    return f"sockets:{player}"
