"""One keep-alive HTTP/1.1 connection on asyncio: as little as a player needs, so that fifty of them cost little."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import msgspec

_REUSE_S = 1.0
"""A connection idle for longer is opened anew: the server may be closing it just now."""


class Unreachable(Exception):
    """No whole response came back: whether the request was done is not known."""


@dataclass(frozen=True)
class Response:
    """A whole response; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        """The body read as JSON; None when it is not JSON."""
        try:
            return msgspec.json.decode(self.body) if self.body else None
        except msgspec.DecodeError:
            return None

    @property
    def code(self) -> str:
        """The problem's code, or an empty string."""
        document = self.document
        return str(document.get("code", "")) if isinstance(document, dict) else ""


@dataclass
class Connection:
    """A connection to one origin; requests take turns. Opens itself, and opens again after a failure."""

    origin: str
    timeout_s: float = 5.0
    _reader: asyncio.StreamReader | None = field(default=None, repr=False)
    _writer: asyncio.StreamWriter | None = field(default=None, repr=False)
    _used_at: float = 0.0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    async def request(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Response:
        """Send a request and read the response. Raises Unreachable, after which it is not known what was done."""
        async with self._turn:
            return await self._request(method, path, body, headers or {})

    async def _request(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Response:
        try:
            async with asyncio.timeout(self.timeout_s):
                reader, writer = await self._open()
                writer.write(self._head(method, path, body, headers) + (body or b""))
                response = await _read(reader)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError) as error:
            self.close()
            raise Unreachable(f"{method} {path}: {type(error).__name__} {error}") from error
        except asyncio.CancelledError:
            self.close()  # what is still to come would be read as the next request's response
            raise
        self._used_at = monotonic()
        if response.headers.get("connection", "").lower() == "close":
            self.close()
        return response

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._writer is not None and monotonic() - self._used_at > _REUSE_S:
            self.close()
        if self._reader is None or self._writer is None:
            at = urlsplit(self.origin)
            self._reader, self._writer = await asyncio.open_connection(at.hostname, at.port or 80)
        return self._reader, self._writer

    def _head(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {urlsplit(self.origin).netloc}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "\r\n"]).encode()

    def close(self) -> None:
        """Drop the connection; the next request opens another."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


async def _read(reader: asyncio.StreamReader) -> Response:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(head[0].split(" ", 2)[1])
    pairs = (line.partition(":") for line in head[1:] if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    if "chunked" in headers.get("transfer-encoding", ""):
        return Response(status, headers, await _read_chunks(reader))
    return Response(status, headers, await reader.readexactly(int(headers.get("content-length", "0"))))


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readuntil(b"\r\n")
    return body
