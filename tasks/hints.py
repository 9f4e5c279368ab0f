"""What is told after a commit, for whoever waits just now. A hint may be lost: the truth is in Postgres."""

from collections.abc import Callable, Iterable, Mapping
from time import monotonic
from typing import Any
from uuid import UUID

import msgspec
import structlog
from redis import RedisError

from bridges.told import tell
from tasks import runtime
from tasks.slices import Slice

CHANNEL = "carried"
NOTICES = "notifications"
_QUIET_S = 1.0

log = structlog.get_logger()
_quiet_until = 0.0


def applied(piece: Slice) -> None:
    """Tell the web that a partition is applied up to `piece.hi`; while Redis is away, do not even try."""
    _publish(CHANNEL, [{"topic": piece.topic, "partition": piece.partition, "applied": piece.hi}])


def notified(written: Iterable[Mapping[str, Any]]) -> None:
    """Tell the sockets of messages that are in their players' inboxes."""
    _publish(NOTICES, written)


def told(frames: Iterable[tuple[UUID, bytes]]) -> None:
    """Send frames to players' sockets."""
    _try(lambda: tell(runtime.boards(), frames))


def _publish(channel: str, hints: Iterable[Mapping[str, Any]]) -> None:
    def each() -> None:
        for hint in hints:
            runtime.boards().publish(channel, msgspec.json.encode(hint))

    _try(each)


def _try(publish: Callable[[], object]) -> None:
    global _quiet_until
    if monotonic() < _quiet_until:
        return
    try:
        publish()
    except RedisError as error:
        _quiet_until = monotonic() + _QUIET_S
        log.info("hint lost", error=str(error))
