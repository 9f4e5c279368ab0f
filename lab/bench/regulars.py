"""Players who play ranked sessions at a human pace, in a process of their own, and clock every request."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Wire
from random import Random
from time import time
from typing import Any

import msgspec

from lab.players.client import Question
from lab.players.knowledge import choose
from lab.players.pace import Manner
from lab.players.wire import Connection, Unreachable

_encode = msgspec.json.Encoder().encode
_REST_S = 1.0


@dataclass(frozen=True)
class Part:
    """Who plays in this process: their access tokens; `seed` is what they do."""

    api: str
    players: Sequence[str]
    categories: Sequence[str]
    seed: int


@dataclass(frozen=True)
class Spell:
    """From when until when requests are clocked, by Unix time; `idle`: only a route that does nothing is asked."""

    from_s: float
    until_s: float
    idle: bool = False


@dataclass
class Clocked:
    """Milliseconds of each request by what it was, and what was said that should not be."""

    took_ms: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: Counter[str] = field(default_factory=Counter)


def play(wire: Wire, part: Part) -> None:
    """Says "ready"; then for each Spell, until it is told None, what was Clocked."""
    asyncio.run(_play(wire, part))


async def _play(wire: Wire, part: Part) -> None:
    wire.send("ready")
    while (spell := await asyncio.to_thread(wire.recv)) is not None:
        clocked, random = Clocked(), Random(part.seed)
        players = [
            asyncio.create_task(_Regular(part, access, Random(random.random()), spell, clocked).run())
            for access in part.players
        ]
        await asyncio.sleep(spell.until_s - time())
        for player in players:
            player.cancel()
        await asyncio.gather(*players, return_exceptions=True)
        wire.send(clocked)


class _Regular:
    """One of them, on a connection of their own."""

    def __init__(self, part: Part, access: str, random: Random, spell: Spell, clocked: Clocked) -> None:
        self._connection = Connection(part.api)
        self._headers = {"Authorization": f"Bearer {access}"}
        self._categories = part.categories
        self._manner = Manner.draw(random)
        self._random = random
        self._spell = spell
        self._clocked = clocked

    async def run(self) -> None:
        """Until cancelled."""
        await asyncio.sleep(self._manner.thinking_s(self._random) * self._random.random())
        while True:
            if self._spell.idle:
                await self._ask("noop", "/noop", {})
                await asyncio.sleep(self._manner.thinking_s(self._random) / 2)
            else:
                await self._session()

    async def _session(self) -> None:
        wanted = {"category": self._random.choice(self._categories)}
        session = await self._ask("sessions", "/v1/sessions", wanted)
        for no in range(session["count"] if session else 0):
            body = {} if no == 0 else {"after": no - 1}
            got = await self._ask("next", f"/v1/sessions/{session['id']}/next", body)
            if got is None:
                break
            question = msgspec.convert(got, Question)
            await asyncio.sleep(self._manner.thinking_s(self._random))
            given = choose(question, self._manner.skill, self._random)
            await self._ask("answers", "/v1/answers", {"token": question.token, "response": given})
        await asyncio.sleep(_REST_S)

    async def _ask(self, what: str, path: str, body: dict[str, Any]) -> Any:
        """One request, clocked from before its connection is opened; None: it was refused."""
        began = time()
        try:
            response = await self._connection.request("POST", path, _encode(body), self._headers)
        except Unreachable:
            self._clocked.refused[f"{what}: silence"] += 1
            return None
        if began >= self._spell.from_s:
            self._clocked.took_ms[what].append(1000 * (time() - began))
        if response.status >= 300:
            self._clocked.refused[f"{what}: {response.status} {response.code}"] += 1
            return None
        return response.document
