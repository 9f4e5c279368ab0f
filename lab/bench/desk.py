"""Connections that the players of a process share, for what is not measured or may wait its turn."""

import asyncio
from asyncio import Queue
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from time import time
from typing import Any, TypeVar

import msgspec

from lab.folder import LabError
from lab.players.wire import Connection, Response, Unreachable

T = TypeVar("T")

_CONNECTIONS = 32
_PATIENCE_S = 60.0
_REST_S = 0.5
_AWAY = (429, 502, 503)
_encode = msgspec.json.Encoder().encode


class Desk:
    """Takes requests, so many at once as it has connections."""

    def __init__(self, api: str) -> None:
        self._free: Queue[Connection] = Queue()
        for _ in range(_CONNECTIONS):
            self._free.put_nowait(Connection(api))
        self.refused: Counter[str] = Counter()
        """Answers that were not accepted, by what was said instead."""

    async def post(self, path: str, body: bytes, access: str) -> Response | None:
        """One request; None if no response came."""
        connection = await self._free.get()
        try:
            return await connection.request("POST", path, body, {"Authorization": f"Bearer {access}"})
        except Unreachable:
            return None
        finally:
            self._free.put_nowait(connection)

    async def must(self, path: str, body: Mapping[str, Any], access: str) -> Any:
        """A request that is made again while the server has no time for it: its document. Raises LabError."""
        deadline, said = time() + _PATIENCE_S, "silence"
        while time() < deadline:
            response = await self.post(path, _encode(body), access)
            if response is not None and response.status in (200, 201):
                return response.document
            said = f"{response.status} {response.code}" if response else said
            if response is not None and response.status not in _AWAY:
                break
            await asyncio.sleep(_REST_S)
        raise LabError(f"POST {path}: {said}")


async def for_all(items: Sequence[T], act: Callable[[T], Awaitable[None]]) -> None:
    """Do something for each, so many at once as a desk has connections."""
    waiting = iter(items)

    async def some(mine: Iterator[T]) -> None:
        for item in mine:
            await act(item)

    await asyncio.gather(*(some(waiting) for _ in range(_CONNECTIONS)))
