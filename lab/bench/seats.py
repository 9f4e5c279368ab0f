"""Many sockets in one process, as light as they can be: what comes is stamped at once, and read when there is time.

A frame's stamp is the time at which this process took it from the kernel; decoding it first would make the frames
behind it look late. Frames of a server are neither masked nor, here, compressed or split.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from time import time
from typing import Any
from urllib.parse import urlsplit

import msgspec

from lab.folder import LabError

_READ_S = 0.2
"""Between two readings: long after a burst of frames began, and long before anybody has thought of an answer."""
_AT_ONCE = 50
_OPEN_S = 30.0
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10
_UPGRADE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)

Document = dict[str, Any]


class Seat(asyncio.Protocol):
    """One socket. `told` is called with each document and the Unix milliseconds at which it came."""

    def __init__(self, hall: "Hall", told: Callable[[Document, float], None]) -> None:
        self._hall = hall
        self._told = told
        self._transport: asyncio.WriteTransport | None = None
        self._seen = b""
        self.upgraded: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed = ""
        """Why the socket is no more."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport
        transport.write(self._hall.upgrade)

    def data_received(self, data: bytes) -> None:
        """Stamp, and let it lie."""
        if self.upgraded.done():
            self._hall.heap.append((1000 * time(), self, data))
            return
        self._seen += data
        head, found, rest = self._seen.partition(b"\r\n\r\n")
        if found and b" 101 " in head:
            self._seen = rest
            self.upgraded.set_result(None)
        elif found:
            self.upgraded.set_exception(LabError(f"no socket: {self._seen.decode('latin-1')[:300]}"))

    def connection_lost(self, exc: Exception | None) -> None:
        """Note it."""
        self.closed = self.closed or str(exc or "the other side is gone")
        if not self.upgraded.done():
            self.upgraded.set_exception(LabError(f"no socket: {self.closed}"))

    def read(self, at_ms: float, data: bytes) -> None:
        """Make documents of what has come."""
        self._seen += data
        for opcode, payload in self._frames():
            if opcode == _TEXT:
                self._told(self._hall.decode(payload), at_ms)
            elif opcode == _PING:
                self._send(_PONG, payload)
            elif opcode == _CLOSE:
                self.closed = f"{int.from_bytes(payload[:2], 'big')} {payload[2:].decode()}"

    def _frames(self) -> Iterator[tuple[int, bytes]]:
        while len(self._seen) >= 2:
            size, at = self._seen[1] & 127, 2
            if size > 125:
                at = 4 if size == 126 else 10
                size = int.from_bytes(self._seen[2:at], "big")
            if len(self._seen) < at + size:
                return
            opcode, payload = self._seen[0] & 15, self._seen[at : at + size]
            self._seen = self._seen[at + size :]
            yield opcode, payload

    def send(self, document: Document) -> None:
        """Send a message."""
        self._send(_TEXT, msgspec.json.encode(document))

    def _send(self, opcode: int, payload: bytes) -> None:
        """Masked with zeros, which changes nothing."""
        size = len(payload)
        length = bytes([128 | size]) if size < 126 else bytes([128 | 126]) + size.to_bytes(2, "big")
        if self._transport is not None:
            self._transport.write(bytes([128 | opcode]) + length + bytes(4) + payload)

    def close(self) -> None:
        """Leave."""
        if self._transport is not None:
            self._transport.close()


class Hall:
    """All seats of a process. Messages that are the same for all are decoded once."""

    def __init__(self, url: str) -> None:
        at = urlsplit(url)
        self._address = str(at.hostname), at.port or 80
        self.upgrade = _UPGRADE.format(path=at.path, host=at.netloc).encode()
        self.heap: deque[tuple[float, Seat, bytes]] = deque()
        self._decoded: dict[bytes, Document] = {}

    async def sit(self, told: Callable[[Document, float], None], source: str | None = None) -> Seat:
        """Open a socket, from an address of ours if need be: each has some 28,000 ports. Raises LabError or OSError."""
        _, seat = await asyncio.get_running_loop().create_connection(
            lambda: Seat(self, told), *self._address, local_addr=(source, 0) if source else None
        )
        await asyncio.wait_for(seat.upgraded, _OPEN_S)
        return seat

    async def keep_reading(self) -> None:
        """Read what has come until cancelled, a little at a time, so that what comes meanwhile is stamped in time."""
        while True:
            await asyncio.sleep(_READ_S)
            for number in range(len(self.heap)):
                at_ms, seat, data = self.heap.popleft()
                seat.read(at_ms, data)
                if not number % _AT_ONCE:
                    await asyncio.sleep(0)

    def decode(self, payload: bytes) -> Document:
        """A document; not to be changed."""
        if not payload.startswith(b'{"type":"quiz.question"'):
            document: Document = msgspec.json.decode(payload)
            return document
        if payload not in self._decoded:
            self._decoded[payload] = msgspec.json.decode(payload)
        return self._decoded[payload]
