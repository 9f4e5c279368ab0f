"""Players who wait for an opponent, in a process of their own: each has a socket, and joins once at a given time."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Wire
from time import time
from uuid import UUID

from lab.bench.seating import Part, Sitter, seat
from lab.bench.seats import Document, Hall
from web.tokens import Tokens

_POLL_S = 0.05
_JOIN = {"type": "queue.join", "id": "j", "mode": "quiz", "ranked": True, "lang": "en"}


@dataclass(frozen=True)
class Rush:
    """Who joins, and for how long it is waited for the last one's battle."""

    players: Sequence[UUID]
    patience_s: float


@dataclass
class Met:
    """When each joined and was told of a battle, in Unix milliseconds, and what went wrong."""

    joined_ms: list[float] = field(default_factory=list)
    matched_ms: list[float] = field(default_factory=list)
    battles: list[str] = field(default_factory=list)
    unmatched: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)


class _Queuer(Sitter):
    def __init__(self) -> None:
        super().__init__()
        self.joined_ms = 0.0
        self.matched_ms: float | None = None
        self.battle = ""
        self.refused = ""

    def told(self, document: Document, at_ms: float) -> None:
        """A frame has come."""
        super().told(document, at_ms)
        kind = document["type"]
        if kind == "queue.matched":
            self.matched_ms, self.battle = at_ms, document["battle_id"]
        elif kind in ("error", "queue.ended"):
            self.refused = document.get("code") or document["reason"]

    def join(self) -> None:
        """Join, now."""
        self.joined_ms = 1000 * time()
        self.send(_JOIN)


def queue(wire: Wire, part: Part) -> None:
    """Says "ready"; for each Rush "seated", and, told when each joins, who Met; until it is told None."""
    asyncio.run(_queue(wire, part))


async def _queue(wire: Wire, part: Part) -> None:
    tokens = Tokens(list(part.keys))
    wire.send("ready")
    while (rush := await asyncio.to_thread(wire.recv)) is not None:
        hall, queuers = Hall(part.realtime), [_Queuer() for _ in rush.players]
        reading = asyncio.create_task(hall.keep_reading())
        await seat(queuers, rush.players, hall, tokens)
        wire.send("seated")
        began: Sequence[float] = await asyncio.to_thread(wire.recv)
        await _join(queuers, began)
        await _until_met(queuers, rush.patience_s)
        reading.cancel()
        wire.send(_met(queuers))
        for queuer in queuers:
            queuer.leave()


async def _join(queuers: Sequence[_Queuer], at_ms: Sequence[float]) -> None:
    for queuer, at in zip(queuers, at_ms, strict=True):
        wait = at / 1000 - time()
        if wait > 0:
            await asyncio.sleep(wait)
        queuer.join()


async def _until_met(queuers: Sequence[_Queuer], patience_s: float) -> None:
    deadline = time() + patience_s
    while time() < deadline and any(queuer.matched_ms is None and not queuer.refused for queuer in queuers):
        await asyncio.sleep(_POLL_S)


def _met(queuers: Sequence[_Queuer]) -> Met:
    met = Met()
    for queuer in queuers:
        if queuer.matched_ms is not None:
            met.joined_ms.append(queuer.joined_ms)
            met.matched_ms.append(queuer.matched_ms)
            met.battles.append(queuer.battle)
        else:
            met.unmatched += 1
        if queuer.refused:
            met.refused[queuer.refused] += 1
        if queuer.lost:
            met.lost[queuer.lost] += 1
    return met
