"""A bot in a live quiz: it enters, follows the socket, and answers each question it is asked in its own time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from lab.players.client import Client, Question, Session
from lab.players.realtime import Socket

_AHEAD = timedelta(seconds=45)
"""How long before it opens a bot comes to a quiz."""

Ask = Callable[[Session, Question], Awaitable[None]]
Watch = Callable[[dict[str, Any]], None]


async def soon(client: Client) -> UUID | None:
    """A live quiz that opens within a moment, or has just begun."""
    now = datetime.now(UTC)
    for item in (await client.call("GET", "/v1/quizzes?mode=live&limit=3"))["items"]:
        times = (datetime.fromisoformat(item[name]) for name in ("opens_at", "closes_at"))
        opens_at, closes_at = times
        if opens_at - _AHEAD < now < closes_at:
            return UUID(item["id"])
    return None


async def follow(client: Client, quiz: UUID, ask: Ask, watch: Watch = lambda _: None) -> None:
    """Play a quiz to its end; `ask` has the bot think and answer, `watch` sees every frame. Raises SocketClosed."""
    session = await client.enter(quiz)
    token, url = await client.realtime()
    socket = await Socket.open(url, token)
    question: dict[str, Any] = {}
    try:
        socket.send({"type": "subscribe", "id": "1", "topic": f"quiz:{quiz}"})
        async for frame in socket.documents():
            watch(frame)
            if frame["type"] == "quiz.question":
                question = frame
            elif frame["type"] == "quiz.token" and frame["response"] is None:
                await ask(session, asked(question, frame))
            elif frame["type"] in ("quiz.ended", "error"):
                return
            await asyncio.sleep(0)
    finally:
        socket.close()


def asked(frame: dict[str, Any], token: dict[str, Any]) -> Question:
    """A question of the socket as `next` would deliver it: everyone's clock began when it opened."""
    options = sorted(frame["options"], key=lambda option: token["order"].index(option["id"]))
    own = {"token": token["token"], "delivered_at": frame["opens_at"], "options": options}
    return msgspec.convert(frame | own, Question)
