"""Attempts, counted for all processes together in Redis; without Redis none can be counted, and so none may be made."""

from redis import Redis

# KEYS[1] the count; ARGV: the most, the window in ms. Milliseconds until the next may be tried; 0: go.
_TAKE = """
local count = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  left = tonumber(ARGV[2])
end
if count <= tonumber(ARGV[1]) then return 0 end
redis.call('DECR', KEYS[1])
return math.max(left, 1)
"""

_GIVE_BACK = """
local count = tonumber(redis.call('GET', KEYS[1]) or '0')
if count > 0 then redis.call('DECR', KEYS[1]) end
"""


class Attempts:
    """So many in a window that begins with the first one. May raise RedisError."""

    def __init__(self, redis: "Redis") -> None:
        self._take = redis.register_script(_TAKE)
        self._give_back = redis.register_script(_GIVE_BACK)

    def take(self, name: str, most: int, window_s: int) -> int:
        """Count an attempt; 0: it may be made, else milliseconds until one may."""
        return int(self._take(keys=[f"attempts:{name}"], args=[most, window_s * 1000]))

    def give_back(self, name: str) -> None:
        """An attempt was none that counts."""
        self._give_back(keys=[f"attempts:{name}"])
