"""The least that an answer takes: a loop that gives back whatever comes, and who talks to it."""

import asyncio
from collections import deque
from multiprocessing.connection import Connection as Wire
from selectors import EVENT_READ, DefaultSelector
from socket import IPPROTO_TCP, TCP_NODELAY, create_server, socket
from threading import Event, Thread
from time import time
from types import TracebackType
from typing import Self

from lab.bench.crowd import Heard, Talk

_MESSAGE = bytes(80)
"""About as long as a subscription."""
_AT_ONCE = 65_536
_POLL_S = 0.1
_ANSWER_S = 20.0


class Parrot(Thread):
    """Answers from enter to exit."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._listening = create_server(("127.0.0.1", 0))
        self._ended = Event()

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        host, port = self._listening.getsockname()
        return host, port

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ended.set()
        self.join()

    def run(self) -> None:
        """The loop."""
        with DefaultSelector() as selector, self._listening:
            selector.register(self._listening, EVENT_READ)
            while not self._ended.is_set():
                for key, _ in selector.select(_POLL_S):
                    if key.fileobj is self._listening:
                        selector.register(self._accept(), EVENT_READ)
                    elif isinstance(key.fileobj, socket):
                        self._repeat(key.fileobj, selector)

    def _accept(self) -> socket:
        connected, _ = self._listening.accept()
        connected.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        return connected

    def _repeat(self, connected: socket, selector: DefaultSelector) -> None:
        if data := connected.recv(_AT_ONCE):
            connected.sendall(data)
        else:
            selector.unregister(connected)
            connected.close()


def chat(wire: Wire, address: tuple[str, int]) -> None:
    """Told a Talk: Heard."""
    talk: Talk = wire.recv()
    wire.send(asyncio.run(_chat(address, talk)))


async def _chat(address: tuple[str, int], talk: Talk) -> Heard:
    reader, writer = await asyncio.open_connection(*address)
    due: deque[float] = deque()
    heard = Heard()

    async def listen() -> None:
        while True:
            await reader.readexactly(len(_MESSAGE))
            heard.took_ms.append(1000 * time() - due.popleft())

    listening = asyncio.create_task(listen())
    for number in range(int(talk.per_s * talk.seconds)):
        due_ms = talk.at_ms + 1000 * number / talk.per_s
        if (early := due_ms / 1000 - time()) > 0:
            await asyncio.sleep(early)
        due.append(due_ms)
        writer.write(_MESSAGE)
    deadline = time() + _ANSWER_S
    while due and time() < deadline:
        await asyncio.sleep(_POLL_S)
    listening.cancel()
    writer.close()
    heard.unanswered = len(due)
    return heard
