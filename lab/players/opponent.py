"""Bots that wait for opponents: each has a place in a queue, plays what comes of it, and asks for a rematch."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from random import Random
from typing import Any, Literal, get_args
from uuid import UUID, uuid4

import msgspec
import structlog

from lab.players import creative
from lab.players.battling import Duellist, NoBattle
from lab.players.client import ApiError, Client, NoAnswer, Question
from lab.players.knowledge import choose
from lab.players.pace import Manner
from lab.players.realtime import Socket, SocketClosed

log = structlog.get_logger()

LANGUAGES = ("en", "es", "ar")
"""A bot plays in whichever its opponent wants."""
_ONE_OF = 4
"""One of so many bots waits for opponents; the others play alone."""
_COMING_S = (0.2, 1.0)
"""How long a place in a queue is empty after a bot has found an opponent."""
_REST_S = (2.0, 10.0)
_REMATCH, _REMATCH_S = 0.8, 12.0
"""How often a bot wants a rematch, and how long it waits for the other to want one."""


def opponents(bots: int) -> int:
    """How many of so many bots wait for opponents."""
    return bots // _ONE_OF


Place = Literal["casual", "ranked", "creative"]


class Places:
    """One in each queue: so bots meet people, and each other only by chance."""

    def __init__(self) -> None:
        self._free: asyncio.Queue[Place] = asyncio.Queue()
        for place in get_args(Place):
            self._free.put_nowait(place)

    @asynccontextmanager
    async def one(self) -> AsyncIterator[Place]:
        """Have one for a while."""
        place = await self._free.get()
        try:
            yield place
        finally:
            self._free.put_nowait(place)


class Opponent:
    """A guest with habits. Runs until cancelled; a server that is away is waited for."""

    def __init__(self, origin: str, device_key: str, random: Random, places: Places) -> None:
        self._random = random
        self._places = places
        self._manner = Manner.draw(random)
        self._client = Client(origin, device_key, self._manner.name, self._manner.country, random)
        self._duellist = Duellist(self._client, self._think, watch=self._note)
        self._matched = asyncio.Event()
        self._battle: UUID | None = None
        """The last one."""

    async def run(self) -> None:
        """Battle for ever."""
        while True:
            try:
                await self._client.register()
                await self._client.call("PATCH", "/v1/me", {"languages": list(LANGUAGES)})
                while True:
                    await self._play()
            except (ApiError, NoAnswer, NoBattle, SocketClosed) as error:
                log.info("a player rests", name=self._manner.name, why=str(error)[:200])
                await asyncio.sleep(self._random.uniform(*_REST_S))

    async def _play(self) -> None:
        """Wait for an opponent, and play on while both want to."""
        async with self._places.one() as place:
            await asyncio.sleep(self._random.uniform(*_COMING_S))
            begun = await (self._write() if place == "creative" else self._fight(place == "ranked"))
        await begun
        while place != "creative" and self._random.random() < _REMATCH and await self._have_rematch():
            await self._duellist.fight()

    async def _fight(self, ranked: bool) -> Awaitable[object]:
        """Wait for somebody; the battle, which goes on."""
        self._matched.clear()
        self._duellist.wish = {"mode": "quiz", "ranked": ranked, "replace": True}
        fight, matched = (asyncio.create_task(one) for one in (self._duellist.fight(), self._matched.wait()))
        await asyncio.wait((fight, matched), return_when=asyncio.FIRST_COMPLETED)
        matched.cancel()
        return fight

    async def _write(self) -> Awaitable[object]:
        """The same, of a creative one."""
        matched = await creative.find(self._client)
        return creative.take_part(self._client, self._random, matched) if matched else asyncio.sleep(0)

    def _note(self, frame: dict[str, Any]) -> None:
        if frame["type"] in ("queue.matched", "battle.state"):
            self._battle = UUID(frame["battle_id"])
            self._matched.set()

    async def _think(self, no: int, shown: dict[str, Any]) -> str:
        await asyncio.sleep(self._manner.thinking_s(self._random))
        now = datetime.now(UTC)
        more = {"no": no, "of": no + 1, "delivered_at": now, "deadline_at": now, "token": ""}
        question = msgspec.convert({**shown, **more}, Question)
        return str(choose(question, self._manner.skill, self._random))

    async def _have_rematch(self) -> bool:
        """Ask for one; whether it begins."""
        token, url = await self._client.realtime()
        socket = await Socket.open(url, token)
        move_id = uuid4().hex
        try:
            socket.send({"type": "battle.rematch", "battle_id": str(self._battle), "move_id": move_id, "id": move_id})
            with suppress(TimeoutError):
                async with asyncio.timeout(_REMATCH_S):
                    async for frame in socket.documents():
                        if frame["type"] == "queue.matched":
                            self._duellist.battle = UUID(frame["battle_id"])
                            return True
                        if frame["type"] == "error":
                            return False
        finally:
            socket.close()
        return False
