"""One client's connection: who it is, what it may still do, and how it ends."""

from time import monotonic
from typing import Any
from uuid import uuid4

from wsproto.events import CloseConnection

from web.realtime.frames import encode
from web.realtime.guard import Guard
from web.realtime.limits import Limits
from web.realtime.messages import ServerFrame
from web.realtime.wire import Wire

UNAUTHENTICATED = 4401
TOO_MANY = 4409
TRY_AGAIN = 1013
RESTARTING = 1012
INTERNAL = 1011


class Reader:
    """A thread for simple-websocket that does not run: the greenlet of the request reads, and no other is needed."""

    def __init__(self, target: Any) -> None:
        self.run = target
        self.name = ""

    def start(self) -> None:
        """Wait for `run`."""


class Bell:
    """An event for simple-websocket: set when a message has come, it hands it on at once."""

    def __init__(self) -> None:
        self.ring: Any = None

    def set(self) -> None:
        """Something has come, or the connection has ended."""
        if self.ring:
            self.ring()


class Connection:
    """A client. `player` is None until its `hello` was accepted; a `closing` one is told nothing any more."""

    __slots__ = ("_socket", "closing_since", "id", "opened_at", "player", "topics", "wire")

    def __init__(self, socket: Any, limits: Limits) -> None:
        self.id = uuid4().hex
        self.player: str | None = None
        self.topics: set[str] = set()
        self.opened_at = monotonic()
        self.closing_since: float | None = None
        self.wire = Wire(socket.sock, limits.outbox_bytes)
        self._socket = socket
        socket.sock = self.wire
        socket.ws = Guard(socket.ws, limits.frames)

    def tell(self, message: ServerFrame) -> None:
        """Send a message."""
        self.put(encode(message))

    def put(self, frame: bytes) -> None:
        """Send a frame; a client that does not read is dropped."""
        if self.closing_since is None and not self.wire.put(frame):
            self.close(TRY_AGAIN, "too slow")

    def close(self, code: int, reason: str) -> None:
        """End the connection after what waits; who is dropped for not reading is told only that."""
        if self.closing_since is not None:
            return
        self.closing_since = monotonic()
        if self._socket.connected:
            frame = self._socket.ws.send(CloseConnection(code, reason))
            self._socket.connected = False
            self.wire.put_last(frame, drop=code == TRY_AGAIN)

    def sweep(self, now: float, limits: Limits) -> None:
        """End what has taken too long: a hello, a goodbye, a write."""
        leaving = self.closing_since is not None and now - self.closing_since > limits.goodbye_s
        if leaving or self.wire.is_stuck(now, limits.stall_s):
            self.wire.abort()
        elif self.player is None and now - self.opened_at > limits.hello_s:
            self.close(UNAUTHENTICATED, "no hello")
