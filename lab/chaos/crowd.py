"""Fast players: whole sessions of every mode but live, and a journal that they share."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from events.identity import read_ended_event_id
from lab.chaos.programme import Programme
from lab.chaos.sitting import Sitting
from lab.players.client import ApiError, Client, NoAnswer, Session
from lab.players.journal import Journal, Line, Revealed, Told
from lab.players.pace import COUNTRIES

_MODES = {"ranked": 6, "practice": 2, "daily": 1, "scheduled": 1}
"""What is played, by weight."""
_PRACTISES = 8
"""One player in so many practises, and does little else: so that some reach what it gives a day at most."""
_TIME_FACTORS = (1.0, 1.5, 2.0, 0.0)
_NO_MORE = timedelta(seconds=5)
"""How long before it closes nobody begins a scheduled quiz any more."""


class Tally(Journal):
    """A journal that knows which answers were acknowledged, however often, and how many reveals were complete."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.accepted: set[str] = set()
        self.revealed = 0

    def write(self, line: Line) -> None:
        super().write(line)
        if isinstance(line, Told) and line.said == "accepted" and not read_ended_event_id(line.event_id):
            self.accepted.add(line.event_id)
        self.revealed += isinstance(line, Revealed) and line.complete


@dataclass
class Crowd:
    """Players who share a journal, some dozen of them at it at any time."""

    origin: str
    seed: int
    journal: Tally
    programme: Programme
    players: int = 480
    at_once: int = 24
    hiccups: Counter[str] = field(default_factory=Counter)
    """What broke sessions off, by its code."""
    unplayed: tuple[UUID, UUID] | None = None
    """A session that nobody answers in, and its player."""
    stopped: bool = False
    begun: set[UUID] = field(default_factory=set)
    """Sessions: a quiz that is begun once more is the one that was begun before."""

    async def play(self) -> None:
        """Play until `stopped`, and then until every answer on its way has been settled."""
        async with asyncio.TaskGroup() as group:
            for seat in range(self.at_once):
                group.create_task(self._sit(seat))

    async def _sit(self, seat: int) -> None:
        """One seat: its players take turns, a session each."""
        random = Random(f"{self.seed}/{seat}")
        numbers = range(seat, self.players, self.at_once)
        clients = {number: self._client(number, random) for number in numbers}
        while not self.stopped:
            for number, client in clients.items():
                try:
                    await self._session(client, number, random)
                except ApiError as error:
                    self.hiccups[f"{error.response.status} {error.response.code}"] += 1
                except NoAnswer:
                    self.hiccups["no answer"] += 1
                if self.stopped:
                    break
        for client in clients.values():
            client.close()

    def _client(self, number: int, random: Random) -> Client:
        country = COUNTRIES[number % len(COUNTRIES)]
        key = f"chaos-player-{self.seed}-{number:06}"
        return Client(self.origin, key, f"Player {number}", country, random)

    async def _session(self, client: Client, number: int, random: Random) -> None:
        if not client.player_id.int:
            await client.register()
        if self.unplayed is None:
            session = await client.start((await client.categories())[0])
            self.unplayed = (session.id, client.player_id)
            return
        session = await self._start(client, number, random)
        if session.id in self.begun:
            return
        self.begun.add(session.id)
        await Sitting(client, session, self.journal, random, lambda: self.stopped).play()

    async def _start(self, client: Client, number: int, random: Random) -> Session:
        (mode,) = random.choices(list(_MODES), list(_MODES.values()))
        if number % _PRACTISES == 0 and mode == "ranked":
            mode = "practice"
        quiz = self.programme.scheduled
        if mode == "scheduled" and quiz and datetime.now(UTC) < quiz.closes_at - _NO_MORE:
            return await client.enter(quiz.id, mode)
        category = random.choice(await client.categories())
        if mode == "practice":
            return await client.practise(category, random.randint(5, 20), random.choice(_TIME_FACTORS))
        return await client.start(category, mode if mode == "daily" else "ranked")
