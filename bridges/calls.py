"""Calls to one host outside that a setting names: no redirect is followed, nothing is waited for long, or read on."""

import io
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from http.client import HTTPResponse
from time import CLOCK_BOOTTIME, clock_gettime, monotonic
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from rules.issuers import is_safe

_CONNECT_S, _READ_S, _WHOLE_S = 2.0, 4.0, 8.0
_PIECE = 16 * 1024
BODY_MOST = 256 * 1024
_ends_at: ContextVar[float] = ContextVar("ends_at", default=float("inf"))
"""When what is under way here must be over, by `monotonic`."""


class Unanswered(Exception):
    """No whole answer came. What was asked for may have been done or not."""


class Unsent(Unanswered):
    """Nobody was reached, or not in time: what was asked for was not done."""


class Patience(NamedTuple):
    """What is waited for, in seconds. A request is on its way by `whole_s - read_s`, or it is not sent."""

    connect_s: float
    read_s: float
    whole_s: float


class Answer(NamedTuple):
    """What came back, whatever its status."""

    status: int
    body: bytes
    headers: Mapping[str, str] = {}
    """With names in lower case."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """All calls that are made in the block end within so many seconds together: what is not sent by then never is."""
    before = _ends_at.set(min(_ends_at.get(), monotonic() + seconds))
    try:
        yield
    finally:
        _ends_at.reset(before)


class _Timely(io.RawIOBase):
    """What a socket gives, however slowly, until its time is over: a time-out alone begins anew with each byte."""

    def __init__(self, sock: socket.socket, ends_at: float) -> None:
        self._sock, self._ends_at = sock, ends_at
        self._raw = sock.makefile("rb", buffering=0)
        self._timeout = sock.gettimeout()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._ends_at - monotonic()
        if left <= 0:
            raise TimeoutError("it took too long")
        self._sock.settimeout(left if self._timeout is None else min(left, self._timeout))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(HTTPResponse):
    def __init__(self, sock: socket.socket, *given: Any, **more: Any) -> None:
        super().__init__(sock, *given, **more)
        self.fp.close()
        self.fp = io.BufferedReader(_Timely(sock, _ends_at.get()))


class _Plain(HTTPConnection):
    response_class = _Response


class _Secure(HTTPSConnection):
    response_class = _Response


class Host:
    """One host, by the URL that a setting names; every call goes there and nowhere else."""

    def __init__(
        self, url: str, loopback: bool = False, patience: Patience | None = None, body_most: int = BODY_MOST
    ) -> None:
        """Raises ValueError for a URL that may not be called (rules.issuers.is_safe)."""
        if not is_safe(url, loopback):
            raise ValueError("only https:// may be called")
        parts = urlsplit(url)
        self._path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        self._base = parts.path.rstrip("/")
        self._patience = patience or Patience(_CONNECT_S, _READ_S, _WHOLE_S)
        self._body_most = body_most
        is_secure = parts.scheme == "https"
        pool = urllib3.HTTPSConnectionPool if is_secure else urllib3.HTTPConnectionPool
        timeout = urllib3.Timeout(connect=self._patience.connect_s, read=self._patience.read_s)
        self._pool = pool(str(parts.hostname), parts.port, timeout=timeout, retries=False, maxsize=12)
        self._pool.ConnectionCls = _Secure if is_secure else _Plain

    def call(
        self,
        method: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        path: str = "",
        until: float | None = None,
    ) -> Answer:
        """One request, once, to the URL, or to a path below it, which begins with a slash.

        After `until`, a moment of CLOCK_BOOTTIME, no body is sent any more, even if the process froze before that.
        Raises Unanswered; Unsent if nothing can have come of it.
        """
        with within(self._patience.whole_s):
            return self._call(method, body, headers, path, until)

    def _call(
        self, method: str, body: bytes | None, headers: Mapping[str, str] | None, path: str, until: float | None
    ) -> Answer:
        deadline = _ends_at.get()
        if monotonic() >= deadline:
            raise Unsent("it was too late to send it")
        target = f"{self._base}{path}" if path.startswith("/") else self._path
        sent = {**(headers or {}), **({} if body is None else {"Content-Length": str(len(body))})}
        guarded = None if body is None else _in_time(body, deadline - self._patience.read_s, until)
        try:
            response = self._pool.urlopen(
                method, target, guarded, sent, redirect=False, preload_content=False, assert_same_host=False
            )
            try:
                return Answer(response.status, _read(response, deadline, self._body_most), _lower(response.headers))
            finally:
                response.close()
        except (NewConnectionError, ConnectTimeoutError) as error:
            raise Unsent(type(error).__name__) from error
        except (HTTPError, OSError) as error:
            raise Unanswered(type(error).__name__) from error


def _in_time(body: bytes, latest: float, until: float | None) -> Iterator[bytes]:
    """The body, as long as it is not too late for it; a request whose body never comes is none."""
    if monotonic() > latest or (until is not None and clock_gettime(CLOCK_BOOTTIME) > until):
        raise Unsent("it was too late to send it")
    yield body


def _lower(headers: Mapping[str, str]) -> Mapping[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _read(response: urllib3.BaseHTTPResponse, deadline: float, most: int) -> bytes:
    found = bytearray()
    while piece := response.read1(_PIECE, decode_content=False):
        found += piece
        if len(found) > most:
            raise Unanswered(f"more than {most} bytes")
        if monotonic() > deadline:
            raise Unanswered("it took too long")
    told = response.headers.get("Content-Length", "")
    if told.isdecimal() and int(told) != len(found):
        raise Unanswered("it was cut short")
    return bytes(found)
