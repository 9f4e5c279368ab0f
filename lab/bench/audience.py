"""The players of a live quiz, in a process of their own: the baseline's frames, then the quiz from its lobby on."""

import asyncio
import gc
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection as Wire
from random import Random
from time import time

from lab.bench import fanout
from lab.bench.contestant import Contestant
from lab.bench.desk import Desk, for_all
from lab.bench.rehearsal import SHARE
from lab.bench.seats import Hall
from lab.bench.verdict import Seen
from lab.folder import LabError

_COME_S = 30.0
_POLL_S = 0.1
_BEYOND_S = 10.0


@dataclass(frozen=True)
class Part:
    """Who plays in this process: (id, access token) of each; `seed` is what they do."""

    api: str
    realtime: str
    players: Sequence[tuple[str, str]]
    seed: int
    bare: tuple[str, int]
    """Where the baseline's frames come from."""


@dataclass(frozen=True)
class Quiz:
    """What is played, and when it is over."""

    id: str
    ends_ms: int


@dataclass
class Told:
    """What a process' players saw, and what went wrong: answers not accepted, and sockets lost, by reason."""

    seen: list[Seen]
    refused: Counter[str]
    lost: Counter[str]


def play(wire: Wire, part: Part) -> None:
    """Says "here"; when the bare frames came; "seated"; told a quiz, "rehearsed"; told a Quiz, "entered" and Told."""
    wire.send("here")
    fanout.receive(part.bare, len(part.players), wire)
    asyncio.run(_Audience(part).run(wire))


class _Audience:
    def __init__(self, part: Part) -> None:
        random = Random(part.seed)
        self._hall = Hall(part.realtime)
        self._desk = Desk(part.api)
        self._players = [
            Contestant(player, access, self._desk, Random(random.random())) for player, access in part.players
        ]

    async def run(self, wire: Wire) -> None:
        """To the quiz' end."""
        async with asyncio.TaskGroup() as group:
            reading = group.create_task(self._hall.keep_reading())
            await for_all(self._players, lambda player: player.come(self._hall))
            await self._until_at("welcome")
            wire.send("seated")
            rehearsed: str = await asyncio.to_thread(wire.recv)
            await for_all(self._players[::SHARE], lambda player: player.enter(rehearsed))
            wire.send("rehearsed")
            quiz: Quiz = await asyncio.to_thread(wire.recv)
            await for_all(self._players, lambda player: player.follow(quiz.id))
            await self._until_at("quiz.lobby")
            gc.freeze()
            wire.send("entered")
            while not self._is_over(quiz):
                await asyncio.sleep(_POLL_S)
            reading.cancel()
        wire.send(Told([player.seen for player in self._players], self._desk.refused, self._lost()))

    async def _until_at(self, kind: str) -> None:
        deadline = time() + _COME_S
        while not all(player.at == kind for player in self._players):
            if self._lost() or time() > deadline:
                why = self._lost() or Counter(player.at for player in self._players)
                raise LabError(f"not every player has come to {kind}: {dict(why)}")
            await asyncio.sleep(_POLL_S)

    def _is_over(self, quiz: Quiz) -> bool:
        ended = all(player.at == "quiz.ended" for player in self._players)
        return ended or 1000 * time() > quiz.ends_ms + 1000 * _BEYOND_S

    def _lost(self) -> Counter[str]:
        return Counter(player.seat.closed for player in self._players if player.seat and player.seat.closed)
