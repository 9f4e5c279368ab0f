"""A client's socket: whole frames go out one after the other from a bounded outbox; who does not read is let go.

simple-websocket sends with a bare `send`, from whichever thread, and ignores that it may take only a part. So it is
given a Wire in place of its socket, and the hub's frames go the same way.
"""

from collections import deque
from contextlib import suppress
from os import write
from socket import SHUT_RDWR, SHUT_WR, socket
from time import monotonic

from gevent import Greenlet, Timeout, spawn

_AT_ONCE = 65_536


class Wire:
    """A socket with an outbox, for what is not taken at once. One writer empties it: a greenlet that lives so long."""

    __slots__ = ("_most", "_outbox", "_socket", "_waiting", "_writer", "_writing_since")

    def __init__(self, connected: socket, most_bytes: int) -> None:
        self._socket = connected
        self._most = most_bytes
        self._outbox: deque[bytes] = deque()
        self._waiting = 0
        self._writer: Greenlet | None = None
        self._writing_since: float | None = None

    def put(self, frame: bytes) -> bool:
        """Queue one frame to be sent; False: the client reads too slowly, and the frame is not queued."""
        if self._waiting + len(frame) > self._most:
            return False
        self._queue(frame)
        return True

    def put_last(self, frame: bytes, drop: bool) -> None:
        """Queue a frame whatever waits; `drop` what has not begun to be written before it."""
        if drop:
            self._outbox.clear()
            self._waiting = 0
        self._queue(frame)

    def _queue(self, frame: bytes) -> None:
        if self._writer is not None:
            self._outbox.append(frame)
            self._waiting += len(frame)
        elif rest := self._send_now(frame):
            self._writer = spawn(self._write, rest)

    def _send_now(self, frame: bytes) -> bytes:
        """What is not taken at once, mostly nothing: a greenlet for each frame would cost three times the write."""
        try:
            return frame[write(self._socket.fileno(), frame) :]
        except BlockingIOError:
            return frame
        except OSError:
            self.abort()
            return b""

    def _write(self, begun: bytes) -> None:
        """Write the rest of a frame, which is no more to be dropped, and then what waits."""
        try:
            self._writing_since = monotonic()
            self._socket.sendall(begun)
            while self._outbox:
                self._writing_since = monotonic()
                self._socket.sendall(self._take())
        except OSError:
            self.abort()
        finally:
            self._writing_since = None
            self._writer = None

    def _take(self) -> bytes:
        """The next frames, so many as make a good write."""
        taken = [self._outbox.popleft()]
        size = len(taken[0])
        while self._outbox and size + len(self._outbox[0]) <= _AT_ONCE:
            taken.append(self._outbox.popleft())
            size += len(taken[-1])
        self._waiting -= size
        return taken[0] if len(taken) == 1 else b"".join(taken)

    def is_stuck(self, seconds: float) -> bool:
        """Whether the client has not taken a write for so long."""
        return self._writing_since is not None and monotonic() - self._writing_since > seconds

    def finish(self, seconds: float) -> None:
        """Give the writer a last chance to empty the outbox and the client one to read it, then close.

        What the client still sends is read and thrown away: a socket closed before that would reset the connection,
        and the client might never see our last frame.
        """
        with Timeout(seconds, False), suppress(OSError):
            if self._writer is not None:
                self._writer.join()
            self._socket.shutdown(SHUT_WR)
            while self._socket.recv(_AT_ONCE):
                pass
        self.abort()
        self._socket.close()

    def abort(self) -> None:
        """End the connection now: reads see its end, writes fail."""
        self._outbox.clear()
        with suppress(OSError):  # it may have ended already
            self._socket.shutdown(SHUT_RDWR)

    # What simple-websocket does with a socket. Its pongs, pings and closing frames come through `send`.

    def send(self, frame: bytes) -> int:
        """Queue a frame of the protocol's own."""
        if not self.put(frame):
            self.abort()
        return len(frame)

    def recv(self, most: int) -> bytes:
        """Wait for bytes; none at the connection's end."""
        return self._socket.recv(most)

    def fileno(self) -> int:
        """For the selector that waits between pings."""
        return self._socket.fileno()

    def close(self) -> None:
        """simple-websocket has read to the end; `finish` closes, after what still waits is written."""
