"""One gentle bot: plays of every mode at a human pace, an eye on the board, every answer followed up."""

import asyncio
from datetime import UTC, datetime
from random import Random
from time import monotonic
from typing import Any

import structlog

from lab.players import creative, live, scheduled
from lab.players.answering import Answering, Choice
from lab.players.client import ApiError, Client, NoAnswer, Question, Session
from lab.players.journal import Journal
from lab.players.knowledge import choose
from lab.players.pace import Manner
from lab.players.realtime import Socket, SocketClosed
from lab.players.report import Report

log = structlog.get_logger()

_BOARD = "board:global.day"
_REST_S = 10.0
_LIVE = 0.3
_SCHEDULED = 0.3
"""How often a bot between two sessions looks for a live, or a scheduled quiz."""
_CREATIVE = 0.05
_VOTES = 0.25
"""How often it looks for a creative battle, or for others' to vote on."""
_MODES = {"ranked": 8, "practice": 1, "daily": 1}
"""What it plays otherwise, by weight."""
_ASK_S = (0.5, 1, 2, 4, 8, 15, 30, 60)
"""When to ask for an outcome, each after the one before; in 2 minutes it is seen or lost."""


class Player:
    """A guest with habits. Runs until cancelled; a server that is away is waited for."""

    def __init__(self, origin: str, device_key: str, random: Random, journal: Journal, report: Report) -> None:
        self._random = random
        self._report = report
        self._manner = Manner.draw(random)
        self._client = Client(origin, device_key, self._manner.name, self._manner.country, random)
        self._asking = Client(origin, device_key, self._manner.name, self._manner.country, random)
        self._answering = Answering(self._client, journal, random)
        self._points: int | None = None
        self._moved = asyncio.Event()
        self._asked: set[asyncio.Task[None]] = set()
        self._tried: set[object] = set()
        """Challenges and quizzes that allow one attempt."""

    async def run(self) -> None:
        """Play for ever."""
        await asyncio.sleep(self._random.uniform(0, 8))
        async with asyncio.TaskGroup() as group:
            group.create_task(self._again(self._play))
            if self._manner.watches:
                group.create_task(self._again(self._watch))

    async def _again(self, act: Any) -> None:
        """Do it over and over; what a server that is away breaks off begins again after a rest."""
        while True:
            try:
                await act()
            except (ApiError, NoAnswer, SocketClosed) as error:
                log.info("a player rests", name=self._manner.name, why=str(error)[:200])
                await asyncio.sleep(self._random.uniform(0.2, 1.0) * _REST_S)

    # Playing

    async def _play(self) -> None:
        await self._client.register()
        if not (await self._play_live() or await self._play_scheduled()):
            await self._play_own()
        await self._create()
        await asyncio.sleep(self._manner.pause_s(self._random))

    async def _create(self) -> None:
        """Now and then a bot writes against another, or votes on what others wrote."""
        if self._random.random() < _CREATIVE:
            await creative.fight(self._client, self._random)
        if self._random.random() < _VOTES:
            await creative.vote(self._client, self._random)

    async def _play_live(self) -> bool:
        """Now and then a bot looks for a live quiz; whether it played one."""
        quiz = await live.soon(self._client) if self._random.random() < _LIVE else None
        if quiz is None or quiz in self._tried:
            return False
        self._tried.add(quiz)
        await live.follow(self._client, quiz, self._answer)
        return True

    async def _play_scheduled(self) -> bool:
        """Now and then a bot looks for a scheduled quiz; whether it played one."""
        quiz = await scheduled.soon(self._client, self._tried) if self._random.random() < _SCHEDULED else None
        if quiz is None:
            return False
        self._tried.add(quiz.id)
        await scheduled.play(self._client, quiz, self._answer)
        return True

    async def _play_own(self) -> None:
        category = self._random.choice(await self._client.categories())
        (mode,) = self._random.choices(list(_MODES), list(_MODES.values()))
        challenge = (category, datetime.now(UTC).date())
        if mode == "daily" and challenge in self._tried:
            mode = "practice"
        if mode == "daily":
            self._tried.add(challenge)
        session = await self._client.start(category, mode)
        for no in range(session.count):
            await self._answer(session, await self._client.next(session, no - 1 if no else None))

    async def _answer(self, session: Session, question: Question) -> None:
        """Think, answer, and have it followed up."""
        await asyncio.sleep(self._manner.thinking_s(self._random))
        choice = Choice(session, question, choose(question, self._manner.skill, self._random))
        before = self._points
        self._moved.clear()
        if await self._answering.one(choice) != "accepted":
            return
        self._report.accept(choice.event_id)
        follow = asyncio.create_task(self._follow(choice.event_id, before))
        self._asked.add(follow)
        follow.add_done_callback(self._asked.discard)

    # Following up

    async def _follow(self, event_id: str, before: int | None) -> None:
        """Learn what became of an answer: from the own line on the board if that moves, else by asking."""
        since = monotonic()
        for wait_s in _ASK_S:
            if await self._board_moved(before, wait_s):
                self._report.took(monotonic() - since)
                return self._report.see(event_id)
            try:
                if await self._asking.outcome(event_id):
                    return self._report.see(event_id)
            except (ApiError, NoAnswer) as error:
                log.info("no outcome", name=self._manner.name, why=str(error)[:200])
        return None

    async def _board_moved(self, before: int | None, wait_s: float) -> bool:
        """Whether the own points changed within some seconds; one who watches no board sees nothing move."""
        if before is None:
            await asyncio.sleep(wait_s)
            return False
        try:
            async with asyncio.timeout(wait_s):
                while self._points == before:
                    await self._moved.wait()
                    self._moved.clear()
        except TimeoutError:
            return False
        return True

    # Watching

    async def _watch(self) -> None:
        token, url = await self._asking.realtime()
        socket = await Socket.open(url, token)
        version = 0
        try:
            socket.send({"type": "subscribe", "id": "1", "topic": _BOARD})
            async for frame in socket.documents():
                if frame["type"] == "board.change" and frame["since"] != version:
                    socket.send({"type": "subscribe", "id": "1", "topic": _BOARD})
                if frame["type"] in ("board.snapshot", "board.change"):
                    version = frame["version"]
                    self._note(frame)
        finally:
            self._points = None
            socket.close()

    def _note(self, frame: dict[str, Any]) -> None:
        if frame["me"]:
            self._points = frame["me"]["points"]
        elif frame["type"] == "board.snapshot":
            self._points = 0
        self._moved.set()
