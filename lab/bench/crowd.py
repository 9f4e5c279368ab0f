"""Players with an idle socket each, in a process of their own; some of them say something now and then."""

import asyncio
import gc
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from multiprocessing.connection import Connection as Wire
from time import time
from uuid import UUID

from lab.bench.desk import for_all
from lab.bench.seats import Document, Hall, Seat
from lab.folder import LabError
from web.tokens import Tokens

SOURCES = 4
_WELCOME_S = 120.0
_ANSWER_S = 20.0
_POLL_S = 0.1
_TOPIC = "board:global.day"


@dataclass(frozen=True)
class Part:
    """Who sits in this process. Tokens are signed here, with the server's `keys`: each is good for half a minute."""

    number: int
    url: str
    keys: tuple[bytes, ...]
    players: Sequence[UUID]

    @property
    def sources(self) -> list[str]:
        """Addresses of this machine that no other process uses: the ports of one are not enough for many sockets."""
        return [f"127.0.{self.number + 1}.{at + 1}" for at in range(SOURCES)]


@dataclass(frozen=True)
class Talk:
    """From which Unix milliseconds on, how many messages a second, and for how long."""

    at_ms: int
    per_s: float
    seconds: float


@dataclass
class Heard:
    """Milliseconds from when each message was due to its answer's frame; messages that had none; sockets lost."""

    took_ms: list[float] = field(default_factory=list)
    unanswered: int = 0
    lost: Counter[str] = field(default_factory=Counter)


def sit(wire: Wire, part: Part) -> None:
    """Told a number, that many come, "seated", and leave again; told None, all come: "seated". A Talk: Heard."""
    asyncio.run(_Crowd(part).run(wire))


class _Guest:
    """One socket, and what it waits to be told."""

    def __init__(self) -> None:
        self.seat: Seat | None = None
        self.is_welcome = False
        self.due: dict[str, float] = {}
        self.took_ms: list[float] = []
        self._subscribed = False

    def note(self, frame: Document, at_ms: float) -> None:
        """A frame has come."""
        self.is_welcome = self.is_welcome or frame["type"] == "welcome"
        if frame["type"] == "ok" and frame["id"] in self.due:
            self.took_ms.append(at_ms - self.due.pop(frame["id"]))

    def ask(self, number: int, due_ms: float) -> None:
        """Subscribe; the next time, leave that again."""
        assert self.seat is not None
        self.due[str(number)] = due_ms
        kind = "unsubscribe" if self._subscribed else "subscribe"
        self._subscribed = not self._subscribed
        self.seat.send({"type": kind, "id": str(number), "topic": _TOPIC})


class _Crowd:
    def __init__(self, part: Part) -> None:
        self._part = part
        self._tokens = Tokens(part.keys)
        self._hall = Hall(part.url)
        self._sources = cycle(part.sources)
        self._guests: list[_Guest] = []

    async def run(self, wire: Wire) -> None:
        """To the end of the talk."""
        async with asyncio.TaskGroup() as group:
            reading = group.create_task(self._hall.keep_reading())
            while (some := await asyncio.to_thread(wire.recv)) is not None:
                await self._come(self._part.players[:some])
                wire.send("seated")
                self._leave()
            await self._come(self._part.players)
            gc.freeze()
            wire.send("seated")
            talk: Talk = await asyncio.to_thread(wire.recv)
            wire.send(await self._talk(talk))
            reading.cancel()

    async def _come(self, players: Sequence[UUID]) -> None:
        await for_all(players, self._enter)
        deadline = time() + _WELCOME_S
        while not all(guest.is_welcome for guest in self._guests):
            if self._lost() or time() > deadline:
                raise LabError(f"not every socket is welcome: {dict(self._lost())}")
            await asyncio.sleep(_POLL_S)

    async def _enter(self, player: UUID) -> None:
        guest = _Guest()
        guest.seat = await self._hall.sit(guest.note, next(self._sources))
        guest.seat.send({"type": "hello", "token": self._tokens.sign_realtime(player), "protocol": 1})
        self._guests.append(guest)

    def _leave(self) -> None:
        for guest in self._guests:
            if guest.seat is not None:
                guest.seat.close()
        self._guests.clear()

    async def _talk(self, talk: Talk) -> Heard:
        """An open loop: who is late with a message counts from when it was due."""
        count = int(talk.per_s * talk.seconds)
        # Each speaks twice: what is subscribed is left again.
        speakers = cycle(self._guests[: max(1, count // 2)])
        for number, guest in enumerate(islice(speakers, count)):
            due_ms = talk.at_ms + 1000 * number / talk.per_s
            if (early := due_ms / 1000 - time()) > 0:
                await asyncio.sleep(early)
            guest.ask(number, due_ms)
        deadline = time() + _ANSWER_S
        while any(guest.due for guest in self._guests) and time() < deadline:
            await asyncio.sleep(_POLL_S)
        took = [took for guest in self._guests for took in guest.took_ms]
        return Heard(took, sum(len(guest.due) for guest in self._guests), self._lost())

    def _lost(self) -> Counter[str]:
        return Counter(guest.seat.closed for guest in self._guests if guest.seat and guest.seat.closed)
