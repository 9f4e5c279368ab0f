"""Players who sit in a process of their own: all are let in, a few at a time, before anything is measured."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from time import time
from uuid import UUID

from lab.bench.seats import Document, Hall, Seat
from lab.folder import LabError
from web.tokens import Tokens

_AT_ONCE = 64
_COME_S = 120.0
_POLL_S = 0.05


@dataclass(frozen=True)
class Part:
    """What the players of a process need: where the sockets are, and the keys that their tokens are signed with."""

    realtime: str
    keys: Sequence[bytes]


class Sitter:
    """A player with a socket."""

    def __init__(self) -> None:
        self.seat: Seat | None = None
        self.welcome = False

    def told(self, document: Document, _at_ms: float) -> None:
        """A frame has come, at these Unix milliseconds."""
        if document["type"] == "welcome":
            self.welcome = True

    def send(self, document: Document) -> None:
        """Send a message."""
        assert self.seat is not None
        self.seat.send(document)

    async def come(self, hall: Hall, token: str) -> None:
        """Open the socket, and wait to be let in."""
        self.seat = await hall.sit(self.told)
        self.send({"type": "hello", "token": token, "protocol": 1})
        while not self.welcome and not self.seat.closed:
            await asyncio.sleep(_POLL_S)

    def leave(self) -> None:
        """Close it."""
        if self.seat:
            self.seat.close()

    @property
    def lost(self) -> str:
        """Why the socket is no more; "" while it is there."""
        return self.seat.closed if self.seat else ""


async def seat(sitters: Sequence[Sitter], players: Sequence[UUID], hall: Hall, tokens: Tokens) -> None:
    """Let these in as those players: all at once would be turned away. Raises LabError."""
    turns = asyncio.Semaphore(_AT_ONCE)

    async def come(sitter: Sitter, player: UUID) -> None:
        async with turns:
            await sitter.come(hall, tokens.sign_realtime(player))

    await asyncio.gather(*(come(*each) for each in zip(sitters, players, strict=True)))
    deadline = time() + _COME_S
    while not all(sitter.welcome for sitter in sitters):
        if time() > deadline:
            raise LabError(f"{sum(not sitter.welcome for sitter in sitters)} players were not let in")
        await asyncio.sleep(_POLL_S)
