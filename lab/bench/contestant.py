"""One player of a live quiz: what their frames say, and their answers, each in its own time."""

import asyncio
from asyncio import Task
from random import Random
from time import time

import msgspec

from lab.bench.desk import Desk
from lab.bench.seats import Document, Hall, Seat
from lab.bench.verdict import Given, Seen
from lab.players.answering import Choice
from lab.players.client import Session
from lab.players.knowledge import choose
from lab.players.live import asked
from lab.players.pace import Manner

_encode = msgspec.json.Encoder().encode


class Contestant:
    """Comes with an access token. `at` is the type of the last frame, but for questions' tokens."""

    def __init__(self, player: str, access: str, desk: Desk, random: Random) -> None:
        self.seen = Seen(player)
        self.at = ""
        self.seat: Seat | None = None
        self._access = access
        self._desk = desk
        self._random = random
        self._manner = Manner.draw(random)
        self._session: Session | None = None
        self._question: Document = {}
        self._answers: set[Task[None]] = set()

    async def come(self, hall: Hall) -> None:
        """Open a socket, and say who it is."""
        got = await self._desk.must("/v1/realtime/tokens", {}, self._access)
        self.seat = await hall.sit(self.note)
        self.seat.send({"type": "hello", "token": got["token"], "protocol": 1})

    async def enter(self, quiz: str) -> None:
        """Begin the attempt at a quiz."""
        got = await self._desk.must("/v1/sessions", {"mode": "live", "quiz_id": quiz}, self._access)
        self._session = msgspec.convert(got, Session)

    async def follow(self, quiz: str) -> None:
        """Enter a quiz, and subscribe to it."""
        await self.enter(quiz)
        assert self.seat is not None
        self.seat.send({"type": "subscribe", "topic": f"quiz:{quiz}"})

    def note(self, frame: Document, at_ms: float) -> None:
        """A frame has come."""
        kind, no = frame["type"], frame.get("no")
        if kind == "quiz.token":
            if frame["response"] is None:
                task = asyncio.create_task(self._answer(self._question, frame))
                self._answers.add(task)
                task.add_done_callback(self._answers.discard)
            return
        self.at = kind
        if kind == "quiz.question":
            self._question = frame
            self.seen.came_ms.setdefault(frame["no"], at_ms)
        elif kind == "quiz.reveal" and no is not None:
            self.seen.reveals[no], self.seen.revealed_ms[no] = frame, at_ms
        elif kind == "quiz.ended":
            self.seen.ended = frame
        elif kind == "error":
            self._desk.refused[f"socket: {frame['code']}"] += 1

    async def _answer(self, frame: Document, token: Document) -> None:
        """Think, from the question's opening, and hand in what is thought."""
        assert self._session is not None
        question = asked(frame, token)
        opened_s = question.delivered_at.timestamp()
        choice = Choice(self._session, question, choose(question, self._manner.skill, self._random))
        await asyncio.sleep(opened_s + self._manner.thinking_s(self._random) - time())
        body = _encode({"token": question.token, "response": choice.given})
        sent_ms = 1000 * time()
        response = await self._desk.post("/v1/answers", body, self._access)
        if response is None or response.status != 202 or response.document["event_id"] != choice.event_id:
            self._desk.refused[f"{response.status} {response.code}" if response else "silence"] += 1
            return
        right = choose(question, 1.0, self._random) == choice.given
        self.seen.given[question.no] = Given(choice.response, right, sent_ms, 1000 * time())
