"""One client's connection: who it is, what it may still do, and how it ends."""

from typing import Any
from uuid import UUID, uuid4

from wsproto.connection import ConnectionState
from wsproto.events import CloseConnection

from web.realtime.frames import encode
from web.realtime.framing import ServerFrame
from web.realtime.guard import Bounds, Guard, Rate
from web.realtime.limits import Limits
from web.realtime.wire import Wire

UNAUTHENTICATED = 4401
DENIED = 4403
TOO_MANY = 4409
TRY_AGAIN = 1013
RESTARTING = 1012
PROTOCOL = 1002
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

    __slots__ = (
        *("_bounds", "_socket", "_waited", "closing", "device", "greeted", "id", "player", "player_id", "topics"),
        "wire",
    )

    def __init__(self, socket: Any, limits: Limits) -> None:
        self.id = uuid4().hex
        self.player: str | None = None
        self.player_id: UUID | None = None
        self.device: UUID | None = None
        """The login that it belongs to."""
        self.greeted = False
        """Its `hello` has come, and it is ours to answer."""
        self.topics: set[str] = set()
        self.closing = False
        self._waited = 0.0
        """Seconds that we have waited for the client's hello, or for its goodbye."""
        self.wire = Wire(socket.sock, limits.outbox_bytes)
        self._socket = socket
        socket.sock = self.wire
        self._bounds = Bounds(limits.message_bytes, Rate(limits.frames))
        # In place of wsproto's, which keeps all of the upgrade's request and parser for as long as the socket lives.
        socket.ws = Guard(self._bounds)

    def admit(self, player: UUID, device: UUID | None, rate: Rate) -> None:
        """The client is this player, whose sockets here share a rate."""
        self.player, self.player_id, self.device = str(player), player, device
        self._bounds.rates.append(rate)

    def tell(self, message: ServerFrame) -> None:
        """Send a message."""
        self.put(encode(message))

    def put(self, frame: bytes) -> None:
        """Send a frame; a client that does not read is dropped."""
        if not self.closing and not self.wire.put(frame):
            self.close(TRY_AGAIN, "too slow", drop=True)

    def close(self, code: int, reason: str, drop: bool = False) -> None:
        """End the connection after what waits; `drop` that, if the client does not read."""
        if self.closing:
            return
        self.closing = True
        self._waited = 0.0
        if self._socket.connected:
            frame = self._socket.ws.send(CloseConnection(code, reason))
            self._socket.connected = False
            self.wire.put_last(frame, drop)

    def end(self) -> None:
        """Nothing is read any more, whoever ended it: after a close frame nothing may follow.

        A client that went without one may still read ours.
        """
        if self.closing:
            return
        self.closing = True
        self._waited = 0.0
        if self._socket.ws.state is ConnectionState.OPEN:
            self.wire.put_last(self._socket.ws.send(CloseConnection(PROTOCOL, "no close frame came")), drop=False)

    def sweep(self, spent: float, limits: Limits) -> None:
        """End what has taken too long: a hello, a goodbye, a write. `spent` seconds have gone by since last time."""
        self._waited += spent
        if self.wire.is_stuck(limits.stall_s) or (self.closing and self._waited > limits.goodbye_s):
            self.wire.abort()
        elif not self.greeted and self._waited > limits.hello_s:
            self.close(UNAUTHENTICATED, "no hello")
