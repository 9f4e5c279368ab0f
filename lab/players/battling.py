"""Bots that wait for opponents: each joins a queue, plays what comes of it over the socket, and waits again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from typing import Any
from uuid import UUID, uuid4

import msgspec
import structlog

from lab.players.client import ApiError, Client, NoAnswer, Question
from lab.players.knowledge import choose
from lab.players.pace import Manner
from lab.players.realtime import Socket, SocketClosed

log = structlog.get_logger()

LANGUAGES = ("en", "es", "ar")
"""A bot plays in whichever its opponent wants."""
_ONE_OF = 4
"""One of so many bots battles; the others play alone."""
_COMING_S = (0.2, 1.0)
"""How long the place in a queue stays empty after a bot has found an opponent."""
_REST_S = (2.0, 10.0)
_AFTER_S = 10.0
"""How long a bot stays after a battle: whoever asks for a rematch gets one."""
_EMOTING = 0.1
_EMOTES = ("hello", "good_luck", "well_played", "wow", "thinking", "good_game")


def battlers(bots: int) -> int:
    """How many of so many bots battle."""
    return bots // _ONE_OF


class Stand:
    """The places where bots wait, one a queue: so they meet people, and each other only by chance."""

    def __init__(self) -> None:
        self._free: asyncio.Queue[bool] = asyncio.Queue()
        for ranked in (False, True):
            self._free.put_nowait(ranked)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[bool]:
        """Have one for a while: whether it is that of ranked battles."""
        ranked = await self._free.get()
        try:
            yield ranked
        finally:
            self._free.put_nowait(ranked)


class Battler:
    """A guest with habits. Runs until cancelled; a server that is away is waited for."""

    def __init__(self, origin: str, device_key: str, random: Random, stand: Stand) -> None:
        self._random = random
        self._stand = stand
        self._manner = Manner.draw(random)
        self._client = Client(origin, device_key, self._manner.name, self._manner.country, random)

    async def run(self) -> None:
        """Battle for ever."""
        while True:
            try:
                await self._come()
            except (ApiError, NoAnswer, SocketClosed) as error:
                log.info("a player rests", name=self._manner.name, why=str(error)[:200])
                await asyncio.sleep(self._random.uniform(*_REST_S))

    async def _come(self) -> None:
        await self._client.register()
        await self._client.call("PATCH", "/v1/me", {"languages": list(LANGUAGES)})
        token, url = await self._client.realtime()
        socket = await Socket.open(url, token)
        try:
            running = socket.welcome.get("battle")
            battle = UUID(running["battle_id"]) if running else await self._wait(socket)
            while battle is not None:
                battle = await Bout(socket, battle, self._manner, self._random).fight()
        finally:
            socket.close()

    async def _wait(self, socket: Socket) -> UUID | None:
        """Wait for an opponent; None: the ticket ended."""
        async with self._stand.place() as ranked:
            await asyncio.sleep(self._random.uniform(*_COMING_S))
            socket.send({"type": "queue.join", "id": "q", "mode": "quiz", "ranked": ranked, "replace": True})
            async for frame in socket.documents():
                match frame["type"]:
                    case "queue.matched":
                        return UUID(frame["battle_id"])
                    case "queue.ended":
                        return None
                    case "error":
                        raise SocketClosed(f"no place in a queue: {frame['code']}")
        return None


class Bout:
    """One battle, from its snapshot to its end, at a human pace."""

    def __init__(self, socket: Socket, battle: UUID, manner: Manner, random: Random) -> None:
        self._socket = socket
        self._battle = str(battle)
        self._manner = manner
        self._random = random
        self._soon: list[asyncio.TimerHandle] = []

    async def fight(self) -> UUID | None:
        """Play it; the next one if the opponent wants a rematch. Raises SocketClosed."""
        self._socket.send({"type": "subscribe", "id": "b", "topic": f"battle:{self._battle}"})
        try:
            await self._play()
            return await self._stay()
        finally:
            self._socket.send({"type": "unsubscribe", "topic": f"battle:{self._battle}"})
            for handle in self._soon:
                handle.cancel()

    async def _play(self) -> None:
        async for frame in self._socket.documents():
            match frame["type"]:
                case "battle.state" if frame["phase"] == "over":
                    return
                case "battle.state" if frame["phase"] == "open" and frame["own"] is None:
                    self._ask(frame)
                case "battle.round":
                    self._ask(frame)
                case "battle.reveal" if self._random.random() < _EMOTING:
                    self._later(1.0, "battle.emote", emote=self._random.choice(_EMOTES))
                case "battle.ended":
                    return
                case "error" if frame.get("id") == "b":
                    raise SocketClosed(f"no such battle: {frame['code']}")

    def _ask(self, frame: dict[str, Any]) -> None:
        """Think, and answer."""
        shown = frame["question"]
        times = {"no": frame["round"], "of": frame["of"], "token": "", "delivered_at": frame["opens_at"]}
        question = msgspec.convert({**shown, **times, "deadline_at": frame["deadline_at"]}, Question)
        response = choose(question, self._manner.skill, self._random)
        self._later(
            self._manner.thinking_s(self._random), "battle.answer", round=frame["round"], response=str(response)
        )

    def _later(self, seconds: float, kind: str, **fields: Any) -> None:
        move = {"type": kind, "battle_id": self._battle, "move_id": uuid4().hex, **fields}
        self._soon.append(asyncio.get_running_loop().call_later(seconds, self._socket.send, move))

    async def _stay(self) -> UUID | None:
        try:
            async with asyncio.timeout(_AFTER_S):
                async for frame in self._socket.documents():
                    if frame["type"] == "battle.rematch":
                        self._later(1.0, "battle.rematch")
                    elif frame["type"] == "queue.matched":
                        return UUID(frame["battle_id"])
        except TimeoutError:
            pass
        return None
