"""The deny-list whole in Redis: for a process that starts while Postgres is away."""

import msgspec
import structlog
from redis import Redis, RedisError

from models.denials import Rows

log = structlog.get_logger()

LIST = "denials:list"


class Whole(msgspec.Struct):
    """All who are denied, as Postgres had it at a time (Unix seconds, its own clock)."""

    at: float
    denied: Rows


# As boards do, the list counts under the Redis run that it was written under: one that was restored from an old
# snapshot would let those in who were blocked since.
_RUN = "local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')\n"

# KEYS[1] the list; ARGV: its time, its bytes. A later list is not replaced by an earlier one, whoever was slow.
_PUT = f"""{_RUN}
local kept = redis.call('HMGET', KEYS[1], 'run', 'at')
if kept[1] == run and tonumber(kept[2]) >= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'run', run, 'at', ARGV[1], 'list', ARGV[2])
return 1
"""

# KEYS[1] the list. Its bytes, if they are of this run.
_GET = f"""{_RUN}
local kept = redis.call('HMGET', KEYS[1], 'run', 'list')
if kept[1] == run then return kept[2] end
"""


class Kept:
    """The list in one Redis; while that is away nothing is kept, and nothing found."""

    def __init__(self, redis: "Redis") -> None:
        self._put = redis.register_script(_PUT)
        self._get = redis.register_script(_GET)

    def put(self, found: Whole) -> None:
        """Keep a list, unless a later one is there."""
        try:
            self._put(keys=[LIST], args=[repr(found.at), msgspec.json.encode(found)])
        except RedisError as error:
            log.warning("the deny-list is not in Redis", error=str(error))

    def get(self) -> Whole | None:
        """The list; None: there is none, or it may not be whole."""
        try:
            raw = self._get(keys=[LIST])
            return None if raw is None else msgspec.json.decode(raw, type=Whole)
        except (RedisError, msgspec.MsgspecError) as error:
            log.warning("the deny-list could not be read from Redis either", error=str(error))
            return None
