"""The least that telling many sockets takes: the same bytes to each, by one loop that does nothing else."""

import socket
from contextlib import ExitStack
from multiprocessing.connection import Connection as Wire
from selectors import EVENT_READ, DefaultSelector
from time import sleep, time
from types import TracebackType
from typing import Self

from lab.folder import LabError

_FRAME = bytes(900)
"""About as long as a question and its token."""
_PATIENCE_S = 60.0
ROUNDS = 5
_BACKLOG = 4_096
_REST_S = 0.5


def receive(address: tuple[str, int], count: int, wire: Wire) -> None:
    """So many sockets; says "ready", and after each round at what Unix milliseconds each was told."""
    with DefaultSelector() as selector:
        for _ in range(count):
            selector.register(socket.create_connection(address), EVENT_READ, [0])
        wire.send("ready")
        for _ in range(ROUNDS):
            wire.send(_round(selector, count))
        for key in list(selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]  # a socket of ours


def _round(selector: DefaultSelector, count: int) -> list[float]:
    came: list[float] = []
    deadline = time() + _PATIENCE_S
    while len(came) < count:
        for key, _ in selector.select(1):
            key.data[0] += len(key.fileobj.recv(65_536))  # type: ignore[union-attr]  # a socket of ours
            if key.data[0] == len(_FRAME):
                came.append(1000 * time())
                key.data[0] = 0
        if time() > deadline:
            raise LabError(f"{count - len(came)} sockets of the baseline were not told")
    return came


class Source:
    """What the sockets of `receive` are told by."""

    def __enter__(self) -> Self:
        self._exit = ExitStack()
        self._listening = self._exit.enter_context(socket.create_server(("127.0.0.1", 0), backlog=_BACKLOG))
        self._listening.settimeout(_PATIENCE_S)
        self._sockets: list[socket.socket] = []
        return self

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        host, port = self._listening.getsockname()
        return host, port

    def gather(self, count: int) -> None:
        """Wait for so many sockets. Raises LabError."""
        for _ in range(count):
            try:
                connected, _ = self._listening.accept()
            except TimeoutError:
                raise LabError("the sockets of the baseline do not come: is the machine busy?") from None
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._sockets.append(self._exit.enter_context(connected))

    def tell(self) -> float:
        """Tell all of them; the Unix milliseconds at which it began."""
        sleep(_REST_S)
        began = 1000 * time()
        for connected in self._sockets:
            connected.send(_FRAME)
        return began

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._exit.close()
