"""HTTP as the simulator serves it: requests and replies, and the ways in which no reply comes."""

import json
import os
import select
import socket
import struct
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

_BODY_MOST = 256 * 1024
_LOOK_S = 0.5
_JSON = msgspec.json.Encoder(decimal_format="number")


class Request(NamedTuple):
    """What came. `path` begins after the partner's base."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """With names in lower case."""
    body: bytes

    @property
    def parts(self) -> list[str]:
        """The path's segments."""
        return [unquote(part) for part in self.path.split("/") if part]

    def json(self) -> dict[str, Any]:
        """The body, with exact decimals. Raises ValueError."""
        try:
            found = json.loads(self.body, parse_float=Decimal)
        except (json.JSONDecodeError, UnicodeDecodeError):
            raise ValueError("the body is no JSON") from None
        if not isinstance(found, dict):
            raise ValueError("the body is no object")
        return found

    @property
    def bearer(self) -> str:
        """The token in `Authorization`, or nothing."""
        kind, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if kind.casefold() == "bearer" else ""


class Reply(NamedTuple):
    """What is answered: bytes as they are, all else as JSON."""

    status: int
    document: object
    headers: Mapping[str, str] = {}


class NoReply(Exception):
    """The connection ends without an answer: at once and hard, or once its other end gives up."""

    def __init__(self, hang_s: float = 0.0) -> None:
        super().__init__()
        self.hang_s = hang_s


Answer = Callable[[Request], Reply]


class Server(ThreadingHTTPServer):
    """One thread a connection."""

    daemon_threads = True
    request_queue_size = 256


class Handler(BaseHTTPRequestHandler):
    """Gives each request to `answer`."""

    protocol_version = "HTTP/1.1"
    server_version = "partners"
    sys_version = ""
    timeout = 60
    wbufsize = -1
    """Buffered: a reply's head and body are one packet."""

    def __init__(self, *args: Any, answer: Answer) -> None:
        self._answer = answer
        super().__init__(*args)

    def do_GET(self) -> None:
        """All methods are alike here."""
        length = self.headers.get("Content-Length") or "0"
        if not length.isdecimal() or int(length) > _BODY_MOST:
            self.close_connection = True
            return self._write(Reply(413, b""))
        url = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(length))
        request = Request(self.command, url.path, dict(parse_qsl(url.query)), headers, body)
        try:
            reply = self._answer(request)
        except NoReply as ending:
            return self._end(ending.hang_s)
        return self._write(reply)

    do_POST = do_PUT = do_DELETE = do_GET

    def _write(self, reply: Reply) -> None:
        body = reply.document if isinstance(reply.document, bytes) else _JSON.encode(reply.document)
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _end(self, hang_s: float) -> None:
        self.close_connection = True
        deadline = monotonic() + hang_s
        while (left := deadline - monotonic()) > 0:
            if select.select([self.connection], [], [], min(left, _LOOK_S))[0]:
                break
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())

    def log_message(self, *_args: object) -> None:
        """Phones are in the paths."""


def serve(port: int, answer: Answer) -> Server:
    """A server on the loopback, to be run; port 0 is any."""
    return Server(("127.0.0.1", port), partial(Handler, answer=answer))
