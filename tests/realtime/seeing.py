"""What is told of battles, as a channel and as connections hear it."""

from time import monotonic
from typing import Any

import msgspec

from bridges import battles as channel_of
from tests.realtime.court import Court
from web.realtime.framing import ServerFrame


class Ear:
    """Hears what is told of battles."""

    def __init__(self, court: Court) -> None:
        self._channel: Any = court.ring.redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]  # redis-py's is not
        self._channel.subscribe(channel_of.CHANNEL)
        self._channel.get_message(timeout=1)

    def heard(self, count: int) -> list[bytes]:
        """So many messages, or those that came within two seconds; then it is deaf."""
        found: list[bytes] = []
        until = monotonic() + 2
        while len(found) < count and monotonic() < until:
            message = self._channel.get_message(timeout=0.1)
            found += [message["data"][36:]] if message else []
        self._channel.close()
        return found


class Seat:
    """A connection that keeps what it is shown."""

    closing = False

    def __init__(self) -> None:
        self.shown: list[bytes] = []

    def put(self, frame: bytes) -> None:
        """Keep it."""
        self.shown.append(frame)

    def tell(self, frame: ServerFrame) -> None:
        """Keep it, too."""
        self.put(msgspec.json.encode(frame))
