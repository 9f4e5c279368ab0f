"""The protocol between a socket and simple-websocket: frames are counted, and only text comes through."""

from collections.abc import Iterator
from time import monotonic
from typing import Any

from wsproto import WSConnection
from wsproto.events import BytesMessage, CloseConnection, Event
from wsproto.frame_protocol import CloseReason


class Guard:
    """wsproto's connection, stricter: it ends itself as if the client had asked for it, with the right code."""

    __slots__ = ("_count", "_inner", "_most", "_since")

    def __init__(self, inner: WSConnection, frames_a_second: int) -> None:
        self._inner = inner
        self._most = frames_a_second
        self._count = 0
        self._since = 0.0

    def send(self, event: Event) -> bytes:
        """The event as bytes."""
        return self._inner.send(event)

    def receive_data(self, data: bytes | None) -> None:
        """Take bytes in."""
        self._inner.receive_data(data)

    def events(self) -> Iterator[Event]:
        """What the bytes mean; a closing frame in place of what is not allowed."""
        for event in self._inner.events():
            if isinstance(event, BytesMessage):
                yield CloseConnection(CloseReason.UNSUPPORTED_DATA, "text frames only")
            elif not isinstance(event, CloseConnection) and self._too_many(event):
                yield CloseConnection(CloseReason.POLICY_VIOLATION, f"more than {self._most} frames a second")
            else:
                yield event
                continue
            return

    def _too_many(self, event: Any) -> bool:
        """Count frames, not the pieces in which a long one arrives."""
        now = monotonic()
        if now - self._since >= 1:
            self._since, self._count = now, 0
        self._count += getattr(event, "frame_finished", True)
        return self._count > self._most
