"""A server of sockets that does what a test tells it, frame by frame."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from types import SimpleNamespace
from typing import Any

import msgspec
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, Message, Request, TextMessage

BATTLE = "0193f3a0-0000-7000-8000-0000000000b1"
QUESTION = {"options": [{"id": "right", "text": "Vivaldi"}, {"id": "wrong", "text": "Corelli"}]}


class Served:
    """One client's socket, as the server has it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._ws = WSConnection(ConnectionType.SERVER)
        self._read: list[dict[str, Any]] = []

    async def next(self, kind: str) -> dict[str, Any]:
        """Read on to a frame of a type."""
        while True:
            while self._read:
                frame = self._read.pop(0)
                if frame["type"] == kind:
                    return frame
            self._ws.receive_data(await self._reader.read(65_536) or None)
            for event in self._ws.events():
                if isinstance(event, Request):
                    self._writer.write(self._ws.send(AcceptConnection()))
                elif isinstance(event, TextMessage):
                    self._read.append(msgspec.json.decode(event.data))
                else:
                    raise ConnectionError(event)

    def send(self, kind: str, **fields: Any) -> None:
        """A frame, of the battle if it is one's."""
        battle = {"battle_id": BATTLE} if kind.startswith("battle.") else {}
        frame = msgspec.json.encode({"type": kind, **battle, **fields}).decode()
        self._writer.write(self._ws.send(Message(data=frame)))

    async def greet(self) -> None:
        """Welcome a client that is in the battle, and wait until it subscribes."""
        await self.next("hello")
        self.send("welcome", battle={"battle_id": BATTLE})
        await self.next("subscribe")

    def ask(self, no: int = 0) -> None:
        """A snapshot with a round that is open."""
        self.send("battle.state", phase="open", round=no, own=None, side=0, result=None, question=QUESTION)

    def cut(self) -> None:
        """End the connection."""
        self._writer.close()


Act = Callable[[Served], Awaitable[None]]


@asynccontextmanager
async def scripted(*acts: Act) -> AsyncIterator[Any]:
    """A client of a server that does one thing after the other, each with the next socket; no act fails unnoticed."""
    left = list(acts)
    failed: list[BaseException] = []
    serving: list[Any] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.append(asyncio.current_task())
        try:
            await left.pop(0)(Served(reader, writer))
        except Exception as error:
            failed.append(error)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    async def realtime() -> tuple[str, str]:
        return "token", f"ws://127.0.0.1:{port}/v1/realtime"

    try:
        yield SimpleNamespace(realtime=realtime)
    finally:
        server.close()
        await asyncio.gather(*serving)
    assert not failed, failed
    assert not left, "an act that nobody came for"
