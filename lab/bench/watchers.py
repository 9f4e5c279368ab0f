"""Players with a board open: each knows what its acknowledged answers are worth, and notes when its line shows it."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any
from uuid import UUID

from lab.bench.history import QUESTIONS
from lab.players.realtime import Socket, SocketClosed
from rules.scoring import FULL_POINTS, fold


@dataclass
class Watcher:
    """One player, all of whose answers are right and at once: so every total is known before."""

    player_id: UUID
    access: str
    """Its access token."""
    sessions: deque[UUID]
    latencies: list[float] = field(default_factory=list)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _question: int = 0
    _due: int | None = None
    """What the line must show once every answer so far is applied; None before the first frame."""
    _shown: int = 0
    _waiting: deque[tuple[int, float]] = field(default_factory=deque)

    @property
    def waiting(self) -> int:
        """Answers acknowledged and not yet shown."""
        return len(self._waiting)

    def ask(self) -> tuple[UUID, int]:
        """The next (session, question) to answer."""
        if self._question == QUESTIONS:
            self.sessions.popleft()
            self._question = 0
        self._question += 1
        return self.sessions[0], self._question - 1

    def accept(self, question: int) -> None:
        """The answer to it was acknowledged, just now."""
        self._due = (self._due or 0) + fold([FULL_POINTS] * (question + 1))[question]
        self._waiting.append((self._due, perf_counter()))
        self._settle()

    def give_up(self) -> None:
        """An answer was not accepted: with a hole in it, the session's worth is not known before. On to the next."""
        self._question = QUESTIONS

    def show(self, points: int) -> None:
        """The own line shows so many points, just now."""
        if self._due is None:
            self._due = points
        self._shown = points
        self._settle()

    def _settle(self) -> None:
        while self._waiting and self._waiting[0][0] <= self._shown:
            self.latencies.append(max(0.0, perf_counter() - self._waiting.popleft()[1]))

    async def watch(self, url: str, token: str, topic: str, ready: asyncio.Event) -> None:
        """Follow the board until cancelled. Raises SocketClosed."""
        socket = await Socket.open(url, token)
        try:
            socket.send({"type": "subscribe", "id": "1", "topic": topic})
            async for frame in socket.documents():
                self._note(frame)
                if frame["type"] == "board.snapshot":
                    ready.set()
        finally:
            socket.close()

    def _note(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "error":
            raise SocketClosed(str(frame))
        if frame["type"] in ("board.snapshot", "board.change") and (frame["me"] or frame["type"] == "board.snapshot"):
            self.show(frame["me"]["points"] if frame["me"] else 0)
