"""One run: a system of its own, players who redeem, faults, healing, drain, judgement."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Engine

from lab.chaos.nemesis import Fault
from lab.chaos.redeeming import day, nemesis
from lab.chaos.redeeming.evidence import Simulator, drain, gather, under_way
from lab.chaos.redeeming.judge import Verdict, judge
from lab.chaos.redeeming.nemesis import Control
from lab.chaos.redeeming.people import People
from lab.chaos.redeeming.tricks import Stopper
from lab.chaos.world import World, surroundings
from lab.folder import LabError
from lab.partners.goods import OPERATORS
from lab.players.redeeming import TOKENS, Counter, Goods, goods, make_players, wishes
from models.base import REQUEST_LIMITS, open_engine
from settings import Settings

_EACH = 5
"""Redemptions of each player."""
_AT_ONCE = 32
_OPEN_MOST = 300
"""Nobody asks for more while so many have not come to their end."""
_LOOK_S = 0.5
_CATALOGUE_S = 90.0
_WELL_S = 60.0
_PEOPLE_S = 300.0
_DRAIN_S = 600.0
_DRAIN_CONTROL_S = 30.0
_MOST_S = 5_400.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Order:
    """What was asked for. `share`: of orders, that partners have something go wrong with."""

    faults: int
    redemptions: int
    share: float
    seed: int
    control: Control | None
    home: Path


@dataclass
class Outcome:
    """What came of it."""

    order: Order
    faults: list[Fault]
    verdict: Verdict
    seconds: float

    @property
    def expected(self) -> bool:
        """Held; or, with a mechanism off, broken."""
        return self.verdict.verdict == ("held" if self.order.control is None else "broken")

    @property
    def line(self) -> dict[str, Any]:
        """The JSON line."""
        control = self.order.control
        return {
            "name": "chaos redemptions" + (f" without {control}" if control else ""),
            "seed": self.order.seed,
            "partners_faults": self.order.share,
            "faults": [str(fault) for fault in self.faults],
            **self.verdict.line,
        }


def run(order: Order, say: Say, progress: Callable[[float, str], None]) -> Outcome:
    """Run it; the system is gone afterwards, its logs and the simulator's file stay in `order.home`."""
    random = Random(order.seed)
    faults = nemesis.plan(random, order.faults)
    say(f"starting a system of its own under {order.home}")
    with World(order.home, ",".join(("lease-stop", *filter(None, [order.control]))), "redemptions") as world:
        _, environ = surroundings(order.home, world.urls)
        settings = Settings.from_environ(environ)
        owner = open_engine(settings.owner_database_url, REQUEST_LIMITS, pool_size=2)
        simulator = Simulator(world.urls["partners"])
        sold = await_goods(owner)
        players = make_players(owner, sold, max(1, order.redemptions // _EACH))
        simulator.call("PUT", "/faults", nemesis.partners(order.seed, order.share, order.control))
        began = monotonic()
        counter = Counter(settings.api_url, settings.secret_keys, _AT_ONCE)
        wanted = wishes(players, sold, order.redemptions, random)
        striker = Stopper(order.home, settings.broker_url, random)
        asyncio.run(
            _play(order, world, owner, simulator, counter, counter.serve(wanted), striker, faults, say, progress)
        )
        say("healed; what partners hold out comes to people")
        _await_well(world)
        people = People(owner, settings, simulator, works=order.control != "people")
        held_out = day.await_people(
            owner, simulator, people, _DRAIN_CONTROL_S if order.control == "look-up" else _PEOPLE_S
        )
        say(f"partners are well; waiting until everything is over, {len(people.seen)} by people")
        simulator.call("DELETE", "/faults")
        drain(owner, simulator, _DRAIN_CONTROL_S if order.control else _DRAIN_S, people.work)
        say("judging")
        found = gather(owner, simulator, counter.told, dict.fromkeys(players, TOKENS))
        found.held_out, found.seen, found.cases = held_out, list(people.seen.values()), people.cases()
        people.close()
        owner.dispose()
        return Outcome(order, faults, judge(found), monotonic() - began)


def await_goods(engine: Engine) -> list[Goods]:
    """The catalogue, once all three partners' products were read. Raises LabError."""
    deadline = monotonic() + _CATALOGUE_S
    while True:
        with engine.connect() as connection:
            sold = goods(connection)
        if len({one.partner for one in sold}) == 3 and len(sold) >= len(OPERATORS):
            return sold
        if monotonic() > deadline:
            raise LabError(f"the catalogue has {len(sold)} products of {sorted({one.partner for one in sold})}")
        sleep(_LOOK_S)


async def _play(
    order: Order,
    world: World,
    engine: Engine,
    simulator: Simulator,
    counter: Counter,
    serving: Any,
    striker: Stopper,
    faults: list[Fault],
    say: Say,
    progress: Callable[[float, str], None],
) -> None:
    """Ask for all of it while faults are done, then heal. Raises LabError if the system ends, or takes too long."""
    unfinished = 0
    counter.may_go = lambda: unfinished < _OPEN_MOST

    def share() -> float:
        return len(counter.told) / order.redemptions

    asking = asyncio.create_task(serving)
    strikes = asyncio.create_task(asyncio.to_thread(striker.strike, faults, share, say))
    deadline = monotonic() + _MOST_S
    try:
        while not (asking.done() and strikes.done()):
            world.must_run()
            if monotonic() > deadline:
                raise LabError(f"{len(counter.told)} redemptions were asked for in {_MOST_S:.0f} s: too few")
            await asyncio.to_thread(day.pass_if_there, engine, simulator)
            found = await asyncio.to_thread(under_way, engine)
            unfinished = unfinished if found is None else found
            progress(share(), f"{len(counter.told):,} asked for, {unfinished:,} under way")
            await asyncio.sleep(_LOOK_S)
        await asking
    finally:
        striker.stopped = counter.stopped = True
        await strikes
        striker.heal()


def _await_well(world: World) -> None:
    deadline = monotonic() + _WELL_S
    while not world.all_well() and monotonic() < deadline:
        sleep(0.2)
