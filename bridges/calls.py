"""Calls to one host outside that a setting names: no redirect is followed, nothing is waited for long, or read on."""

from collections.abc import Mapping
from time import monotonic
from typing import NamedTuple
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from rules.issuers import is_safe

_CONNECT_S, _READ_S, _WHOLE_S = 2.0, 4.0, 8.0
_PIECE = 16 * 1024
BODY_MOST = 256 * 1024


class Unanswered(Exception):
    """No whole answer came. What was asked for may have been done or not."""


class Answer(NamedTuple):
    """What came back, whatever its status."""

    status: int
    body: bytes


class Host:
    """One host, by the URL that a setting names; every call goes there and nowhere else."""

    def __init__(self, url: str, loopback: bool = False) -> None:
        """Raises ValueError for a URL that may not be called (rules.issuers.is_safe)."""
        if not is_safe(url, loopback):
            raise ValueError("only https:// may be called")
        parts = urlsplit(url)
        self._path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        pool = urllib3.HTTPSConnectionPool if parts.scheme == "https" else urllib3.HTTPConnectionPool
        timeout = urllib3.Timeout(connect=_CONNECT_S, read=_READ_S)
        self._pool = pool(str(parts.hostname), parts.port, timeout=timeout, retries=False, maxsize=4)

    def call(self, method: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """One request, once, to the URL. Raises Unanswered."""
        deadline = monotonic() + _WHOLE_S
        try:
            response = self._pool.urlopen(
                method, self._path, body, headers, redirect=False, preload_content=False, assert_same_host=False
            )
            try:
                return Answer(response.status, _read(response, deadline))
            finally:
                response.close()
        except (HTTPError, OSError) as error:
            raise Unanswered(type(error).__name__) from error


def _read(response: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
    found = bytearray()
    while piece := response.read1(_PIECE, decode_content=False):
        found += piece
        if len(found) > BODY_MOST:
            raise Unanswered(f"more than {BODY_MOST} bytes")
        if monotonic() > deadline:
            raise Unanswered("it took too long")
    told = response.headers.get("Content-Length", "")
    if told.isdecimal() and int(told) != len(found):
        raise Unanswered("it was cut short")
    return bytes(found)
