"""RFC 6455 between a socket and simple-websocket: text alone, bounded before it is kept, and so often a second.

wsproto does the parsing and refuses what the RFC does. It lets an extension judge each frame by its header, before it
takes the payload in, and again at the frame's end: our bounds are such an extension, of which the client knows nothing.
"""

from collections.abc import Iterator
from time import monotonic
from typing import Any

from wsproto.connection import SERVER, Connection
from wsproto.events import CloseConnection, Event
from wsproto.extensions import Extension
from wsproto.frame_protocol import CloseReason, Opcode, RsvBits

BURST_S = 3.0
"""For so long a client may have been silent, or unread by a busy process, and then say everything at once."""
_NO_BITS = RsvBits(False, False, False)


class Rate:
    """So many a second, and as many at once as in BURST_S; may be shared. A bucket of tokens, one for each."""

    __slots__ = ("__weakref__", "_at", "_tokens", "most")

    def __init__(self, most: int) -> None:
        self.most = most
        self._tokens = most * BURST_S
        self._at = monotonic()

    def is_exceeded(self) -> bool:
        """Take one more now."""
        now = monotonic()
        self._tokens = min(self._tokens + (now - self._at) * self.most, self.most * BURST_S)
        self._at = now
        if self._tokens < 1:
            return True
        self._tokens -= 1
        return False


class Bounds(Extension):
    """Says no to frames. `why` is what to tell the client; `rates` is to be added to."""

    __slots__ = ("_before", "_most", "_opcode", "_size", "rates", "why")

    name = "bounds"

    def __init__(self, message_bytes: int, rate: Rate) -> None:
        self._most = message_bytes
        self._before = 0
        """Bytes of the message that have come in earlier frames."""
        self._opcode = Opcode.TEXT
        self._size = 0
        self.rates = [rate]
        self.why = ""

    def enabled(self) -> bool:
        """Though nobody agreed on it."""
        return True

    def offer(self) -> bool:
        """To nobody."""
        return False

    def frame_inbound_header(self, _: Any, opcode: Opcode, _rsv: RsvBits, payload_length: int) -> CloseReason | RsvBits:
        """A header; it may come twice, if its masking key was late."""
        self._opcode, self._size = opcode, payload_length
        if opcode is Opcode.BINARY:
            self.why = "text frames only"
            return CloseReason.UNSUPPORTED_DATA
        if not opcode.iscontrol() and self._before + payload_length > self._most:
            self.why = f"more than {self._most} bytes in a message"
            return CloseReason.MESSAGE_TOO_BIG
        return _NO_BITS

    def frame_inbound_complete(self, _: Any, fin: bool) -> CloseReason | None:
        """A frame's end. A goodbye is never one too many."""
        if not self._opcode.iscontrol():
            self._before = 0 if fin else self._before + self._size
        elif self._opcode is Opcode.CLOSE:
            return None
        exceeded = [rate for rate in self.rates if rate.is_exceeded()]
        if not exceeded:
            return None
        self.why = f"more than {exceeded[0].most} frames a second"
        return CloseReason.POLICY_VIOLATION


class Guard(Connection):
    """wsproto's connection after its upgrade, within our bounds. It ends itself as if the client had asked for it."""

    def __init__(self, bounds: Bounds) -> None:
        super().__init__(SERVER, [bounds])
        self._bounds = bounds

    def events(self) -> Iterator[Event]:  # type: ignore[override]  # wsproto says Generator, of which nobody sends
        """What the bytes mean; a closing frame in place of what is not allowed, which is the last event."""
        for event in super().events():
            if isinstance(event, CloseConnection) and self._bounds.why:
                yield CloseConnection(event.code, self._bounds.why)
            else:
                yield event
