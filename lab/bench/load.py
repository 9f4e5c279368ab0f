"""A light HTTP load: raw sockets and epoll, requests made beforehand, one request at a time a connection.

Closed loop: every connection sends its next request when it has the response. Open loop: requests are due at a fixed
pace, and a latency is counted from when its request was due, whether or not a connection was free then.
"""

import selectors
import socket
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter

_AT_ONCE = 262_144


class LoadFailed(Exception):
    """The server closed a connection, or said something that is no HTTP."""


@dataclass
class Outcome:
    """What a load saw: how long it took, how many of each status, every latency in seconds."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)

    @property
    def per_s(self) -> float:
        """Responses a second."""
        return sum(self.statuses.values()) / self.seconds

    def ms(self, share: float) -> float:
        """A percentile of the latencies, in milliseconds."""
        ordered = sorted(self.latencies)
        return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)


class _Connection:
    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.due = 0.0
        self._seen = b""

    def send(self, request: bytes, due: float) -> None:
        """Send it whole; small requests fit the socket's buffer, large ones block for a moment."""
        self.due = due
        self.socket.sendall(request)

    def read(self) -> int | None:
        """The status once the response is whole."""
        data = self.socket.recv(_AT_ONCE)
        if not data:
            raise LoadFailed("the server closed a connection")
        self._seen += data
        head, found, body = self._seen.partition(b"\r\n\r\n")
        if not found:
            return None
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
        if len(body) < int(length or 0):
            return None
        self._seen = b""
        return int(head.split(b" ", 2)[1])


class Load:
    """Some connections to one server."""

    def __init__(self, host: str, port: int, connections: int) -> None:
        self._selector = selectors.DefaultSelector()
        self._idle = deque(_Connection((host, port)) for _ in range(connections))
        """Longest idle first: none is idle for so long that the server closes it."""
        for connection in self._idle:
            self._selector.register(connection.socket, selectors.EVENT_READ, connection)

    def closed(self, requests: Iterator[bytes], seconds: float) -> Outcome:
        """As fast as it goes, for some seconds or as long as there are requests."""
        outcome, began = Outcome(), perf_counter()
        self._send_idle(requests)
        while len(self._idle) < self._count:
            self._collect(outcome, None)
            if perf_counter() - began < seconds:
                self._send_idle(requests)
        outcome.seconds = perf_counter() - began
        return outcome

    def paced(self, requests: Iterator[bytes], per_s: float, seconds: float) -> Outcome:
        """At a fixed pace for some seconds."""
        outcome, began = Outcome(), perf_counter()
        due = deque(began + number / per_s for number in range(int(per_s * seconds)))
        while due or len(self._idle) < self._count:
            while due and self._idle and due[0] <= perf_counter():
                self._idle.popleft().send(next(requests), due.popleft())
            wait = max(0.0, due[0] - perf_counter()) if due and self._idle else None
            self._collect(outcome, wait)
        outcome.seconds = perf_counter() - began
        return outcome

    @property
    def _count(self) -> int:
        return len(self._selector.get_map())

    def _send_idle(self, requests: Iterator[bytes]) -> None:
        while self._idle:
            request = next(requests, None)
            if request is None:
                return
            self._idle.popleft().send(request, perf_counter())

    def _collect(self, outcome: Outcome, wait: float | None) -> None:
        """Read what has come, waiting for it at most so long."""
        for key, _ in self._selector.select(wait):
            connection: _Connection = key.data
            status = connection.read()
            if status is not None:
                outcome.statuses[status] += 1
                outcome.latencies.append(perf_counter() - connection.due)
                self._idle.append(connection)

    def close(self) -> None:
        """Close all connections."""
        for key in list(self._selector.get_map().values()):
            key.data.socket.close()
        self._selector.close()
