"""The realtime socket as a player uses it: hello, subscribe, and the frames that come."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import msgspec
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Message, Ping, Request, TextMessage
from wsproto.events import Event as Frame
from wsproto.utilities import ProtocolError

_OPEN_S = 5.0
_AT_ONCE = 65_536


class SocketClosed(Exception):
    """The socket is no more: get another token and begin again."""


class Socket:
    """An open socket. Reading is by one task at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, url: str) -> None:
        self._reader = reader
        self._writer = writer
        self._ws = WSConnection(ConnectionType.CLIENT)
        self._text = ""
        self._url = urlsplit(url)
        self.welcome: dict[str, Any] = {}
        """How we were greeted: with a battle and a live quiz that run, if there are any."""

    @classmethod
    async def open(cls, url: str, token: str) -> "Socket":
        """Connect and say hello. Raises SocketClosed if that does not come about in five seconds."""
        at = urlsplit(url)
        try:
            async with asyncio.timeout(_OPEN_S):
                reader, writer = await asyncio.open_connection(at.hostname, at.port or 80)
                socket = cls(reader, writer, url)
                await socket._greet(token)
        except (OSError, TimeoutError) as error:
            raise SocketClosed(f"{url}: {error}") from error
        return socket

    async def _greet(self, token: str) -> None:
        self._out(Request(host=self._url.netloc, target=self._url.path))
        async for frame in self._frames():
            if isinstance(frame, AcceptConnection):
                break
        self.send({"type": "hello", "token": token, "protocol": 1})
        async for document in self.documents():
            if document["type"] == "welcome":
                self.welcome = document
                return
            raise SocketClosed(f"instead of welcome: {document}")

    def send(self, document: dict[str, Any]) -> None:
        """Send one frame."""
        self._out(Message(data=msgspec.json.encode(document).decode()))

    async def documents(self) -> AsyncIterator[dict[str, Any]]:
        """What the server sends, frame by frame. Raises SocketClosed at the end."""
        async for frame in self._frames():
            if isinstance(frame, TextMessage):
                self._text += frame.data
                if frame.message_finished:
                    document, self._text = msgspec.json.decode(self._text), ""
                    yield document

    async def _frames(self) -> AsyncIterator[Frame]:
        while True:
            for frame in self._ws.events():
                if isinstance(frame, Ping):
                    self._out(frame.response())
                elif isinstance(frame, CloseConnection):
                    raise SocketClosed(f"{frame.code} {frame.reason or ''}")
                else:
                    yield frame
            try:
                data = await self._reader.read(_AT_ONCE)
                self._ws.receive_data(data or None)
            except (OSError, ProtocolError) as error:
                raise SocketClosed(str(error)) from error
            if not data:
                raise SocketClosed("the other side is gone")

    def _out(self, frame: Frame) -> None:
        self._writer.write(self._ws.send(frame))

    def close(self) -> None:
        """Close at once."""
        self._writer.close()
