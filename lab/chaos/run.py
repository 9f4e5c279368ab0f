"""One chaos run: a system of its own, players, faults, healing, drain, judgement."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Engine

from bridges.outbound import read_sink
from lab.chaos import controls, friends, known, news
from lab.chaos.audience import Audience
from lab.chaos.controls import Control
from lab.chaos.crowd import Crowd, Tally
from lab.chaos.drain import boards_of_now, collect, read_boards
from lab.chaos.duels import Duels
from lab.chaos.evidence import Evidence
from lab.chaos.friends import Friends
from lab.chaos.judge import Verdict, judge
from lab.chaos.longstop import LongStop
from lab.chaos.nemesis import CLOSING, Fault, plan
from lab.chaos.poison import Poison
from lab.chaos.programme import Programme
from lab.chaos.tricks import Trickster
from lab.chaos.watch import Watch
from lab.chaos.world import World, surroundings
from lab.chaos.zombie import Zombie
from lab.folder import LabError
from lab.mailbox import sink
from lab.players import journal
from lab.players.client import Client
from models.base import REQUEST_LIMITS, open_engine
from settings import Settings

_EVENTS_A_POISON = 2_500
_DRAIN_S = 120.0
_DRAIN_CONTROL_S = 20.0
_WELL_S = 60.0
_MOST_S = 1_800.0
_LEAST_POISON = 2
_EVENTS_A_PLAYER = 50
_LEAST_PLAYERS, _MOST_PLAYERS = 96, 480

Say = Callable[[str], None]


@dataclass(frozen=True)
class Order:
    """What was asked for."""

    faults: int
    events: int
    seed: int
    control: Control | None
    home: Path


@dataclass
class Outcome:
    """What came of it."""

    order: Order
    faults: list[Fault]
    verdict: Verdict
    hiccups: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def expected(self) -> bool:
        """Held; or, with a mechanism off, broken."""
        return self.verdict.verdict == ("held" if self.order.control is None else "broken")

    @property
    def line(self) -> dict[str, Any]:
        """The JSON line."""
        judged = self.verdict
        return {
            "name": "chaos" if self.order.control is None else f"chaos without {self.order.control}",
            "seed": self.order.seed,
            "faults": [str(fault) for fault in self.faults],
            "accepted": judged.accepted,
            "applied": judged.applied,
            "refused": judged.refused,
            "dead_lettered": judged.dead_lettered,
            "lost": judged.lost,
            "doubled": judged.doubled,
            "verdict": judged.verdict,
            "why": judged.why,
            "judged": judged.judged,
        }


def run(order: Order, say: Say, progress: Callable[[float, str], None]) -> Outcome:
    """Run it; the system is gone afterwards, its logs and the journal stay in `order.home`."""
    random = Random(order.seed)
    faults = _faults(order, random)
    say(f"starting a system of its own under {order.home}")
    with World(order.home, order.control) as world:
        _, environ = surroundings(order.home, world.urls)
        settings = Settings.from_environ(environ)
        engine = open_engine(settings.database_url, REQUEST_LIMITS, pool_size=4)
        controls.prepare(settings.owner_database_url, order.control)
        friends.shorten(engine)
        began = monotonic()
        party = _Party(order, settings, engine, random)
        asyncio.run(party.play(faults, world, say, progress))
        say("healed; waiting until everything is applied")
        _await_well(world)
        found = party.evidence()
        patience_s = _DRAIN_CONTROL_S if order.control else _DRAIN_S
        collect(engine, settings.kafka_bootstrap_servers, patience_s, found)
        party.watch.end()
        found.went_back, found.sealed_early = party.watch.went_back, party.watch.sealed_early
        say("judging")
        found.sunk = {mail.id for mail in read_sink(sink(order.home, "mail"))}
        asyncio.run(_look_at_boards(engine, settings, found))
        return Outcome(order, faults, judge(found), dict(party.hiccups), monotonic() - began)


def _faults(order: Order, random: Random) -> list[Fault]:
    """The nemesis' plan and a closing; with a mechanism off, rather those faults that it is there for."""
    faults = plan(random, order.faults)
    if order.faults and order.control in (None, "seal"):
        faults.insert(len(faults) // 2, CLOSING)
    if order.control == "resend":
        # A bridge that starts anew, or is given its partitions anew, has forgotten what it sent: leave bridges be.
        return [fault if (fault.kind, fault.role) in _LOSING else Fault("kill", "worker") for fault in faults]
    if order.control == "carried":
        return [Fault("zombie", "bridge") if number % 2 else fault for number, fault in enumerate(faults)]
    return faults


_LOSING = {("kill", "valkey"), ("wipe", "valkey"), ("immediate", "postgres")}


def _await_well(world: World) -> None:
    deadline = monotonic() + _WELL_S
    while not world.all_well() and monotonic() < deadline:
        sleep(0.2)


class _Party:
    """Players, nemesis and poison, all at once."""

    def __init__(self, order: Order, settings: Settings, engine: Engine, random: Random) -> None:
        kafka = settings.kafka_bootstrap_servers
        self._order = order
        self._engine = engine
        self._file = order.home / "journal.jsonl"
        self._journal = Tally(self._file)
        self._programme = Programme(engine, Random(f"{order.seed}/programme"))
        players = min(max(order.events // _EVENTS_A_PLAYER, _LEAST_PLAYERS), _MOST_PLAYERS)
        self.crowd = Crowd(settings.api_url, order.seed, self._journal, self._programme, players)
        self._audience = Audience(settings.api_url, order.seed, self._journal, self._programme)
        self._duels = Duels(settings.api_url, order.seed, self._journal)
        self._friends = Friends(settings.api_url, order.seed, self._journal)
        self._long_stop = LongStop(settings, engine, self._journal, order.seed)
        self.watch = Watch(engine)
        self._poison = Poison(kafka, random)
        zombie = Zombie(kafka, settings.broker_url, random)
        self._striker = Trickster(order.home, settings.broker_url, zombie, self._long_stop, self.watch, random)

    def _share(self) -> float:
        return len(self._journal.accepted) / self._order.events

    async def play(self, faults: list[Fault], world: World, say: Say, progress: Callable[[float, str], None]) -> None:
        """Play until there are enough events and all faults are done; heal; play until there is a live quiz to judge.
        Then let the players finish.

        Raises LabError if the system ends, or if that takes too long.
        """
        self.watch.start()
        await self._long_stop.prepare()
        beside = [
            asyncio.create_task(act)
            for act in (
                self._programme.keep(),
                self._audience.play(),
                known.keep(self._engine),
                news.tell(self._engine, self._share),
            )
        ]
        crowd = asyncio.create_task(self.crowd.play())
        duels = asyncio.create_task(self._duels.play())
        bringing = asyncio.create_task(self._friends.play())
        strikes = asyncio.create_task(asyncio.to_thread(self._striker.strike, faults, self._share, say))
        deadline = monotonic() + _MOST_S

        async def until(reached: Callable[[], bool]) -> None:
            while not crowd.done() and not reached():
                world.must_run()
                for task in (task for task in (*beside, bringing) if task.done()):
                    task.result()
                if monotonic() > deadline:
                    raise LabError(f"{len(self._journal.accepted)} answers accepted in {_MOST_S:.0f} s: too few")
                progress(self._share(), f"{len(self._journal.accepted):,} accepted")
                self._inject()
                await asyncio.sleep(0.25)

        try:
            await until(lambda: strikes.done() and self._share() >= 1)
            self._striker.heal()
            await until(self._has_been_live)
            self.crowd.stopped = self._duels.stopped = self._friends.stopped = True
            await asyncio.gather(crowd, duels, bringing)
        finally:
            for task in (crowd, duels, bringing, *beside):
                task.cancel()
            self._striker.stopped = True
            await strikes

    def _has_been_live(self) -> bool:
        """Whether a live quiz and a battle came to their ends, a reveal had all its answers, and a friend was paid.

        A mechanism that is off is noticed without one.
        """
        counts = (self._programme.live_over, self._journal.revealed, self._duels.over, self._friends.paid)
        return self._order.control is not None or all(counts)

    @property
    def hiccups(self) -> Counter[str]:
        """What broke sessions off."""
        return self.crowd.hiccups + self._audience.hiccups + self._duels.hiccups + self._friends.hiccups

    def _inject(self) -> None:
        due = _LEAST_POISON + len(self._journal.accepted) // _EVENTS_A_POISON
        if self.crowd.unplayed and self._poison.sent < due:
            self._poison.inject(*self.crowd.unplayed)

    def evidence(self) -> Evidence:
        """What the players know."""
        self._poison.settle(_DRAIN_S)
        self._journal.close()
        lines = list(journal.read(self._file))
        return Evidence(journal=lines, poison=self._poison.acknowledged, long_stop=self._long_stop.record)


async def _look_at_boards(engine: Engine, settings: Settings, found: Evidence) -> None:
    with engine.connect() as connection:
        boards = boards_of_now(connection)
    reader = Client(settings.api_url, "chaos-judge-of-the-boards", "Judge", "us", Random(0))
    await reader.register()
    found.boards = await read_boards(reader, boards)
    reader.close()
