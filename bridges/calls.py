"""Calls to one host outside that a setting names: no redirect is followed, nothing is waited for long, or read on."""

from collections.abc import Iterator, Mapping
from time import CLOCK_BOOTTIME, clock_gettime, monotonic
from typing import NamedTuple
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from rules.issuers import is_safe

_CONNECT_S, _READ_S, _WHOLE_S = 2.0, 4.0, 8.0
_PIECE = 16 * 1024
BODY_MOST = 256 * 1024


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
        pool = urllib3.HTTPSConnectionPool if parts.scheme == "https" else urllib3.HTTPConnectionPool
        timeout = urllib3.Timeout(connect=self._patience.connect_s, read=self._patience.read_s)
        self._pool = pool(str(parts.hostname), parts.port, timeout=timeout, retries=False, maxsize=12)

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
        deadline = monotonic() + self._patience.whole_s
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
