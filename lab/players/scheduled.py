"""A bot in a scheduled quiz: it comes to the lobby or while the quiz is on, and is asked at its own pace."""

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from lab.players.client import Client
from lab.players.live import Ask

_AHEAD = timedelta(seconds=45)
"""How long before it opens a bot comes to a quiz, whose lobby is open by then."""
_NO_MORE = timedelta(minutes=1)
"""How long before it closes nobody begins any more."""
_AFTER_S = 0.1


class Quiz(NamedTuple):
    """One to come to."""

    id: UUID
    opens_at: datetime


async def soon(client: Client, tried: Collection[object]) -> Quiz | None:
    """A scheduled quiz that is on, or opens within a moment; none of those that allow no second attempt."""
    now = datetime.now(UTC)
    for item in (await client.call("GET", "/v1/quizzes?mode=scheduled&limit=5"))["items"]:
        quiz = Quiz(UUID(item["id"]), datetime.fromisoformat(item["opens_at"]))
        closes_at = datetime.fromisoformat(item["closes_at"])
        if quiz.id not in tried and quiz.opens_at - _AHEAD < now < closes_at - _NO_MORE:
            return quiz
    return None


async def play(client: Client, quiz: Quiz, ask: Ask) -> None:
    """Enter, wait until it opens, and go through its questions; who has begun before goes on."""
    session = await client.enter(quiz.id, "scheduled")
    await asyncio.sleep(max(0.0, (quiz.opens_at - datetime.now(UTC)).total_seconds()) + _AFTER_S)
    question = await client.next(session, None)
    await ask(session, question)
    while question.no + 1 < question.of:
        question = await client.next(session, question.no)
        await ask(session, question)
