"""One player of a live quiz: what their frames say, and their answers, each in its own time."""

import asyncio
from asyncio import Queue, Task
from collections import Counter
from collections.abc import Mapping
from random import Random
from time import time
from typing import Any

import msgspec

from lab.bench.seats import Document, Hall, Seat
from lab.bench.verdict import Given, Seen
from lab.folder import LabError
from lab.players.answering import Choice
from lab.players.client import Session
from lab.players.knowledge import choose
from lab.players.live import asked
from lab.players.pace import Manner
from lab.players.wire import Connection, Response, Unreachable

_PATIENCE_S = 60.0
_REST_S = 0.5
_AWAY = (429, 502, 503)
_encode = msgspec.json.Encoder().encode


class Desk:
    """The connections that a process' players hand their requests in by, and what was said that should not be."""

    def __init__(self, api: str, connections: int) -> None:
        self._free: Queue[Connection] = Queue()
        for _ in range(connections):
            self._free.put_nowait(Connection(api))
        self.refused: Counter[str] = Counter()
        """Answers that were not accepted, by what was said instead."""

    async def post(self, path: str, body: bytes, access: str) -> Response | None:
        """One request; None if no response came."""
        connection = await self._free.get()
        try:
            return await connection.request("POST", path, body, {"Authorization": f"Bearer {access}"})
        except Unreachable:
            return None
        finally:
            self._free.put_nowait(connection)

    async def must(self, path: str, body: Mapping[str, Any], access: str) -> Any:
        """A request that is made again while the server has no time for it: its document. Raises LabError."""
        deadline, said = time() + _PATIENCE_S, "silence"
        while time() < deadline:
            response = await self.post(path, _encode(body), access)
            if response is not None and response.status in (200, 201):
                return response.document
            said = f"{response.status} {response.code}" if response else said
            if response is not None and response.status not in _AWAY:
                break
            await asyncio.sleep(_REST_S)
        raise LabError(f"POST {path}: {said}")


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
        """Begin the attempt, and follow the quiz."""
        got = await self._desk.must("/v1/sessions", {"mode": "live", "quiz_id": quiz}, self._access)
        self._session = msgspec.convert(got, Session)
        assert self.seat is not None
        self.seat.send({"type": "subscribe", "topic": f"quiz:{quiz}"})

    def note(self, frame: Document, at_ms: float) -> None:
        """A frame has come."""
        kind, no = frame["type"], frame.get("no")
        if kind == "quiz.token":
            if frame["response"] is None:
                task = asyncio.create_task(self._answer(self._question, frame["token"]))
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

    async def _answer(self, frame: Document, token: str) -> None:
        """Think, from the question's opening, and hand in what is thought."""
        assert self._session is not None
        question = asked(frame, token)
        opened_s = question.delivered_at.timestamp()
        choice = Choice(self._session, question, choose(question, self._manner.skill, self._random))
        await asyncio.sleep(opened_s + self._manner.thinking_s(self._random) - time())
        body = _encode({"token": token, "response": choice.given})
        sent_ms = 1000 * time()
        response = await self._desk.post("/v1/answers", body, self._access)
        if response is None or response.status != 202 or response.document["event_id"] != choice.event_id:
            self._desk.refused[f"{response.status} {response.code}" if response else "silence"] += 1
            return
        right = choose(question, 1.0, self._random) == choice.given
        self.seen.given[question.no] = Given(choice.response, right, sent_ms, 1000 * time())
