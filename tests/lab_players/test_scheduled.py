"""A bot in a scheduled quiz."""

import asyncio
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from lab.players import player as players
from lab.players import scheduled
from lab.players.client import Client, Question, Session
from lab.players.player import Player

OPEN = (timedelta(minutes=-1), timedelta(minutes=5))
LOBBY = (timedelta(seconds=0.2), timedelta(minutes=5))


class Server:
    """Quizzes of these times from now on, each of three questions of which one was asked before."""

    def __init__(self, *times: tuple[timedelta, timedelta]) -> None:
        self.now = now = datetime.now(UTC)
        self.items = [
            {"id": str(uuid4()), "opens_at": (now + opens).isoformat(), "closes_at": (now + closes).isoformat()}
            for opens, closes in times
        ]
        self.entered: list[str] = []
        self.after: list[int | None] = []
        self.first = datetime.max.replace(tzinfo=UTC)

    async def register(self) -> None:
        """As lab.players.client."""

    async def call(self, _method: str, path: str) -> Any:
        assert path.startswith("/v1/quizzes?mode=")
        return {"items": self.items if "scheduled" in path else []}

    async def enter(self, quiz: UUID, mode: str) -> Session:
        assert mode == "scheduled"
        self.entered.append(str(quiz))
        return Session(uuid4(), "maths", 3)

    async def next(self, _session: Session, after: int | None) -> Question:
        self.after.append(after)
        self.first = min(self.first, datetime.now(UTC))
        return Question(1 if after is None else after + 1, 3, "?", [], self.now, self.now, "token")


@pytest.mark.parametrize(
    ("opens", "closes", "comes"),
    [(-60, 300, True), (30, 300, True), (60, 300, False), (-300, 30, False), (-300, -60, False)],
)
def test_it_comes_to_what_is_on_or_opens_within_a_moment(opens: int, closes: int, comes: bool) -> None:
    server = Server((timedelta(seconds=opens), timedelta(seconds=closes)))
    assert (asyncio.run(scheduled.soon(cast(Client, server), ())) is not None) == comes


@pytest.mark.parametrize("times", [OPEN, LOBBY])
def test_a_bot_plays_it_once(monkeypatch: pytest.MonkeyPatch, times: tuple[timedelta, timedelta]) -> None:
    monkeypatch.setattr(players, "_SCHEDULED", 1.0)
    bot, server, asked = Player("http://x", "key", Random(1), cast(Any, None), cast(Any, None)), Server(times), []

    async def answer(_session: Session, question: Question) -> None:
        asked.append(question.no)

    monkeypatch.setattr(bot, "_client", server)
    monkeypatch.setattr(bot, "_answer", answer)
    assert asyncio.run(bot._play_scheduled())
    assert (server.entered, server.after, asked) == ([server.items[0]["id"]], [None, 1], [1, 2])
    assert server.first >= server.now + times[0]
    assert not asyncio.run(bot._play_scheduled())
