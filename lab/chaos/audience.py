"""Players of live quizzes, over a socket that they open again whenever it breaks. What they are told is journalled."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from lab.chaos.programme import Programme
from lab.chaos.sitting import SKILL
from lab.players import live
from lab.players.answering import Answering, Choice
from lab.players.client import ApiError, Client, NoAnswer, Question, Session
from lab.players.journal import Closed, Journal, Revealed
from lab.players.knowledge import choose
from lab.players.realtime import SocketClosed
from models.quizzes import QuizRow

_LATEST = timedelta(seconds=4)
"""So long before the end nobody comes any more: how many were there is then the same for all who are told."""
_AFTER = timedelta(seconds=8)
"""How long after it should have ended the end is waited for."""
_THINKS_S = 1.5
_CONFLICTS = 0.05
_AGAIN_S = 0.3


@dataclass
class Audience:
    """Some players with an ear on the programme."""

    origin: str
    seed: int
    journal: Journal
    programme: Programme
    players: int = 10
    hiccups: Counter[str] = field(default_factory=Counter)

    async def play(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            for number in range(self.players):
                group.create_task(self._sit(number))

    async def _sit(self, number: int) -> None:
        random = Random(f"{self.seed}/live/{number}")
        client = Client(self.origin, f"chaos-listener-{self.seed}-{number:06}", f"Listener {number}", "de", random)
        played: set[UUID] = set()
        while True:
            quiz = self.programme.live
            if quiz and quiz.id not in played and datetime.now(UTC) < quiz.closes_at - _LATEST:
                played.add(quiz.id)
                await _Listener(client, quiz, self.journal, random, self.hiccups).attend()
            await asyncio.sleep(random.uniform(0.1, 1.0))


@dataclass
class _Listener:
    """One of them in one quiz."""

    client: Client
    quiz: QuizRow
    journal: Journal
    random: Random
    hiccups: Counter[str]
    kinds: dict[int, str] = field(default_factory=dict)
    is_over: bool = False

    async def attend(self) -> None:
        """Come back until it is over."""
        until = self.quiz.closes_at + _AFTER
        while not self.is_over and (left := until - datetime.now(UTC)) > timedelta():
            try:
                async with asyncio.timeout(left.total_seconds()):
                    if not self.client.player_id.int:
                        await self.client.register()
                    await live.follow(self.client, self.quiz.id, self._answer, self._note)
            except SocketClosed:
                self.hiccups["a socket that closed"] += 1
            except (ApiError, NoAnswer, TimeoutError) as error:
                self.hiccups[type(error).__name__] += 1
            await asyncio.sleep(_AGAIN_S)

    async def _answer(self, session: Session, question: Question) -> None:
        await asyncio.sleep(self.random.uniform(0, _THINKS_S))
        answering = Answering(self.client, self.journal, self.random)
        for _ in range(1 + (self.random.random() < _CONFLICTS)):
            await answering.one(Choice(session, question, choose(question, SKILL, self.random)))

    def _note(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "quiz.question":
            self.kinds[frame["no"]] = frame["kind"]
        elif frame["type"] == "quiz.reveal" and frame["me"]:
            self.journal.write(self._revealed(frame, frame["me"]))
        elif frame["type"] == "quiz.ended":
            me = frame["me"] or {"rank": None, "points": None}
            self.is_over = True
            self.journal.write(Closed(self.quiz.id, self.client.player_id, frame["players"], me["rank"], me["points"]))

    def _revealed(self, frame: dict[str, Any], me: dict[str, Any]) -> Revealed:
        return Revealed(
            quiz_id=self.quiz.id,
            player_id=self.client.player_id,
            no=frame["no"],
            kind=self.kinds.get(frame["no"], ""),
            complete=frame["complete"],
            answered=frame["answered"],
            right=frame["right"],
            distribution=frame["distribution"],
            response=me["response"],
            points=me["points"],
            total=me["total"],
            rank=me["rank"],
        )
