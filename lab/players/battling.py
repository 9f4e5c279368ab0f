"""A quiz battle as a client plays it, over a socket that it opens again whenever it breaks: the reference client.

What was sent and not confirmed is sent again with its `move_id`: a move counts once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from lab.players.client import ApiError, Client, NoAnswer
from lab.players.realtime import Socket, SocketClosed

_AGAIN_S = 0.5

Think = Callable[[int, dict[str, Any]], Awaitable[str | None]]
"""Has the player think about a round and its question: an option's id; None: they let it pass."""
Watch = Callable[[dict[str, Any]], None]
Confirmed = Callable[[UUID, str], None]
"""A move of a battle was confirmed, by its `move_id`: from now on it counts, whatever dies."""


def _ignore(*_: object) -> None:
    """Nobody wants to know."""


class NoBattle(Exception):
    """The ticket has ended and no battle came of it, or the battle was made void; the message says why."""


@dataclass
class Duellist:
    """One player in one battle after the other. `wish` is what `queue.join` asks for."""

    client: Client
    think: Think
    wish: dict[str, Any] = field(default_factory=lambda: {"mode": "quiz", "ranked": False})
    confirmed: Confirmed = _ignore
    watch: Watch = _ignore
    may_wait: Callable[[], bool] = lambda: True
    """Whether to wait (on) for an opponent; a battle that has begun is played to its end."""
    battle: UUID | None = None
    _socket: Socket | None = None
    """That is open now."""
    _unconfirmed: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Frames by their `id`, which is their `move_id`."""
    _thinking: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    """By round."""

    async def fight(self) -> dict[str, Any]:
        """Find an opponent, or go on with a battle that runs, and play to the end: the `battle.ended` frame, the last
        snapshot, or the error that says that it runs no more. Raises NoBattle.
        """
        try:
            while True:
                try:
                    ended = await self._follow()
                except (SocketClosed, ApiError, NoAnswer):
                    await asyncio.sleep(_AGAIN_S)
                else:
                    return ended
        finally:
            for task in self._thinking.values():
                task.cancel()
            self._thinking.clear()
            self._unconfirmed.clear()
            self.battle = None

    async def _follow(self) -> dict[str, Any]:
        token, url = await self.client.realtime()
        socket = self._socket = await Socket.open(url, token)
        try:
            running = socket.welcome.get("battle")
            if self.battle is None and running:
                self.battle = UUID(running["battle_id"])
            if self.battle is None and not self.may_wait():
                raise NoBattle("stopped")
            if self.battle is None:
                socket.send({"type": "queue.join", "id": "join", **self.wish})
            else:
                self._subscribe(socket)
            async for frame in socket.documents():
                if self.battle is None and not self.may_wait():
                    raise NoBattle("stopped")
                self.watch(frame)
                ended = await self._take(socket, frame)
                if ended is not None:
                    return ended
        finally:
            self._socket = None
            socket.close()
        raise SocketClosed("the other side is gone")

    def _subscribe(self, socket: Socket) -> None:
        socket.send({"type": "subscribe", "id": "battle", "topic": f"battle:{self.battle}"})
        for frame in self._unconfirmed.values():
            socket.send(frame)

    async def _take(self, socket: Socket, frame: dict[str, Any]) -> dict[str, Any] | None:
        """What a frame asks for; the frame that the battle is over with."""
        match frame["type"]:
            case "queue.matched" if frame["mode"] == "quiz":
                self.battle = UUID(frame["battle_id"])
                self._subscribe(socket)
            case "queue.ended":
                raise NoBattle(frame["reason"])
            case "battle.voided" if frame["battle_id"] == str(self.battle):
                raise NoBattle("void")
            case "battle.state" if frame["result"] is not None:
                return frame
            case "battle.state" if frame["phase"] == "open" and frame["own"] is None and frame["side"] is not None:
                self._ask(frame["round"], frame["question"])
            case "battle.round":
                self._ask(frame["round"], frame["question"])
            case "battle.ended":
                return frame
            case "ok" if frame["id"] in self._unconfirmed:
                del self._unconfirmed[frame["id"]]
                if self.battle is not None:
                    self.confirmed(self.battle, frame["id"])
            case "error":
                return await self._refused(socket, frame)
        return None

    def _ask(self, no: int, question: dict[str, Any]) -> None:
        if no not in self._thinking:
            self._thinking[no] = asyncio.create_task(self._answer(no, question))
        else:  # a new socket, or the round was begun anew: what is not confirmed goes once more
            for frame in self._unconfirmed.values():
                self._send(frame)

    def _send(self, frame: dict[str, Any]) -> None:
        """Over the socket that is open; if none is, the next one begins with it."""
        if self._socket is not None:
            self._socket.send(frame)

    async def _answer(self, no: int, question: dict[str, Any]) -> None:
        response = await self.think(no, question)
        if response is None or self.battle is None:
            return
        move_id = uuid4().hex
        move = {"battle_id": str(self.battle), "round": no, "move_id": move_id, "response": response}
        self._unconfirmed[move_id] = {"type": "battle.answer", "id": move_id, **move}
        self._send(self._unconfirmed[move_id])

    async def _refused(self, socket: Socket, frame: dict[str, Any]) -> dict[str, Any] | None:
        """An error is about a move, or about the battle as a whole; the frame that the battle is over with."""
        move = self._unconfirmed.get(frame.get("id") or "")
        if move is not None and frame["code"] == "unavailable":
            await asyncio.sleep((frame.get("retry_after_ms") or 500) / 1000)
            socket.send(move)
        elif move is not None:
            del self._unconfirmed[frame["id"]]
            if frame["code"] == "battle_unknown":
                return frame  # it runs no more, and nobody could tell us
            if frame["code"] == "battle_over":
                self._subscribe(socket)  # we have missed how: the snapshot has it
        elif frame.get("id") == "battle" and frame["code"] == "topic_unknown":
            return frame  # it was settled while we were away
        elif frame.get("id") in ("join", "battle"):
            await asyncio.sleep(_AGAIN_S)
            raise SocketClosed(frame["code"])
        return None
