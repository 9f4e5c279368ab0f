"""Redemptions with partners of whose orders a fifth go wrong: how many a second, and how long until each is over.

Method. Fresh services (fsync on), the API, bridge, relay, one worker of the queue `redemptions`, beat, and the
simulator as a process beside them, on the same cores. 10,000 redemptions of players with tokens, over the API: 40%
recharges, the rest gift cards of Reloadly and Tremendous. 20% of all attempts to order go wrong, and a third as many
readings (the chances of `lab chaos --only redemptions`); time-outs are a second, what is in progress is over after
three. First 500 are asked for at 5 a second: *time to terminal* is from when the API has taken one until its last
transition. Then the rest by sixteen at once, at most 1,000 open: *throughput* is from the first of them until the last
is over. Our own limits of calls a second for each partner are lifted, as they would be all that is measured. Baseline,
in the same run: orders a second of the simulator alone, from as many threads. At the end the judge of chaos must be
content.
"""

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import islice
from random import Random
from time import monotonic, perf_counter, sleep
from uuid import UUID, uuid4

from sqlalchemy import Engine, text

from bridges.partners.registry import open_partners
from lab.bench.result import Aim, Options, Progress, Result, Say
from lab.bench.rig import Rig
from lab.chaos.redeeming import nemesis
from lab.chaos.redeeming.evidence import Simulator, drain, gather, still_open
from lab.chaos.redeeming.judge import Verdict, judge
from lab.chaos.redeeming.run import await_goods
from lab.folder import LabError
from lab.players.redeeming import TOKENS, Counter, Wish, make_players, wishes
from rules.partnering import Money, Order
from settings import Settings

_COUNT = 10_000
_PACED = 500
_PER_S = 5.0
_EACH = 12
_AT_ONCE = 16
_OPEN_MOST = 1_000
_SHARE = 0.2
_ALONE = 500
_TEN = Money(Decimal(10), "USD")
_APART = "alone-"
_LOOK_S = 0.2
_PATIENCE_S = 900.0
_CAST = ("partners", "api", "bridge", "relay", "redemptions", "imports", "beat")

_UNLIMITED = text("UPDATE partner_state SET rate_a_second = 10000, burst = 10000, in_flight_most = 64")
_TIMES = text(
    "SELECT r.id, extract(epoch FROM max(t.at) - r.created_at)::float8 FROM redemptions r "
    "JOIN redemption_transitions t ON t.redemption_id = r.id WHERE r.id = ANY(:ids) GROUP BY r.id ORDER BY 2"
)
_SPAN = text(
    "SELECT extract(epoch FROM max(t.at) - min(r.created_at))::float8 FROM redemptions r "
    "JOIN redemption_transitions t ON t.redemption_id = r.id WHERE r.id = ANY(:ids)"
)


def measure(options: Options, say: Say, progress: Progress) -> Result:
    """Run the bench; see the module's method."""
    count = max(100, int(_COUNT * options.size))
    paced_count = max(50, int(_PACED * options.size))
    with Rig(options.home, say) as rig:
        for name in _CAST:
            rig.start(name)
        sold = await_goods(rig.engine)
        with rig.engine.begin() as connection:
            connection.execute(_UNLIMITED)
        players = make_players(rig.engine, sold, max(1, count // _EACH))
        simulator = Simulator(rig.urls["partners"])
        say("the simulator alone")
        alone = _alone(rig.settings)
        simulator.call("PUT", "/faults", nemesis.passing(1, _SHARE))
        wanted = wishes(players, sold, count, Random(1))
        before = rig.cpu_s()
        say(f"{paced_count:,} at {_PER_S:g} a second")
        paced = _serve(rig, islice(wanted, paced_count), paced_count, progress, per_s=_PER_S)
        say(f"{count - paced_count:,} as fast as they go")
        flood = _serve(rig, wanted, count - paced_count, progress)
        used = rig.cpu_since(before)
        simulator.call("DELETE", "/faults")
        drain(rig.engine, simulator, _PATIENCE_S)
        found = gather(rig.engine, simulator, [*paced.told, *flood.told], dict.fromkeys(players, TOKENS))
        found.issued = [one for one in found.issued if not one.reference.startswith(_APART)]
        verdict = judge(found)
        with rig.engine.connect() as connection:
            times = [seconds for _, seconds in connection.execute(_TIMES, {"ids": _ids(paced)})]
            span_s = connection.execute(_SPAN, {"ids": _ids(flood)}).scalar_one()
    throughput = len(_ids(flood)) / span_s
    figures: dict[str, float | int | str] = {
        "per_s": round(throughput, 1),
        "terminal_p50_s": _at(times, 0.5),
        "terminal_p99_s": _at(times, 0.99),
        "terminal_most_s": _at(times, 1.0),
        **verdict.states,
        "cpu_ms_each": round(1000 * sum(used.values()) / count, 1),
        "why": "; ".join(verdict.why) or 0,
    }
    return Result(
        "redemptions",
        figures,
        {"what": "orders a second of the simulator alone", "per_s": round(alone)},
        [Aim("issued twice, lost, made or stuck", _wrong(verdict), "< 1")],
    )


def _wrong(verdict: Verdict) -> int:
    return verdict.twice + verdict.lost + verdict.made + verdict.stuck


def _ids(counter: Counter) -> list[UUID]:
    return [one.id for one in counter.told if one.id is not None]


def _at(times: Sequence[float], share: float) -> float:
    return round(times[min(len(times) - 1, int(share * len(times)))], 2)


def _serve(rig: Rig, wanted: Iterator[Wish], count: int, progress: Progress, per_s: float = float("inf")) -> Counter:
    """Ask for all of it, and wait until it is over."""
    counter = Counter(rig.settings.api_url, rig.settings.secret_keys, _AT_ONCE, per_s)
    asyncio.run(_ask(rig.engine, counter, wanted, count, progress))
    deadline = monotonic() + _PATIENCE_S
    while left := still_open(rig.engine):
        if monotonic() > deadline:
            raise LabError(f"{left} redemptions do not come to an end")
        progress(1.0, f"{left:,} not over")
        sleep(_LOOK_S)
    return counter


async def _ask(engine: Engine, counter: Counter, wanted: Iterator[Wish], count: int, progress: Progress) -> None:
    unfinished = 0
    counter.may_go = lambda: unfinished < _OPEN_MOST
    asking = asyncio.create_task(counter.serve(wanted))
    while not asking.done():
        found = await asyncio.to_thread(still_open, engine)
        unfinished = found or 0
        progress(len(counter.told) / count, f"{len(counter.told):,} asked for, {unfinished:,} not over")
        await asyncio.sleep(_LOOK_S)
    await asking


def _alone(settings: Settings) -> float:
    """Orders a second that nothing goes wrong with, by the adapter, from threads."""
    tremendous = open_partners(settings.partners)["tremendous"]

    def order(_number: int) -> None:
        wanted = Order(f"{_APART}{uuid4()}", "BZLMARKET0US", "US", _TEN)
        answer = tremendous.submit(wanted)
        if answer.verdict != "succeeded":
            raise LabError(f"the simulator alone: {answer}")

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        order(0)
        began = perf_counter()
        list(pool.map(order, range(_ALONE)))
        return _ALONE / (perf_counter() - began)
