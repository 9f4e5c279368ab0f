"""Matchmaking: from `queue.join` to `queue.matched`, at a rate and all at once; and one pass over very many tickets.

Method. Sockets as `make run` has them, in one process, with Postgres, Valkey and Kafka on the same machine; the players
are two processes of their own with a socket each, open before the load. Each joins once, open loop, for a ranked quiz
of any category; all have a new player's rating, so that the figures are those of the machinery and not of windows that
widen (`python -m lab simulate matchmaking` has those). A wait is from the instant before the frame is sent to that at
which the client's process has `queue.matched`: battle, questions and both players' rows are committed by then. Every
battle must have two players (`odd_battles`). Between loads the battles are voided, and the sockets' process is a new
one. `pass_ms_*` is `rules.matchmaking.pair` alone, over tickets of differing ratings, ages, categories and languages,
best of five. Baseline: were everybody told at the end of the pass they came in, half would be within 100 ms.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from random import Random
from time import perf_counter, time
from uuid import UUID

from redis import Redis
from sqlalchemy import text

from lab.bench import crew, history
from lab.bench.crew import Crew
from lab.bench.queuers import Met, Rush, queue
from lab.bench.result import Aim, Figures, Options, Progress, Result, Say
from lab.bench.rig import Rig
from lab.bench.seating import Part
from lab.players.report import percentile
from lab.simulate.arrivals import arrivals
from rules.matchmaking import pair

_LOADS = ((100, 2_000), (300, 3_000), (1_000, 6_000), (0, 3_000))
"""Joins a second (0: all at once), and how many."""
_PASSES = (10_000, 100_000)
_SEAT_S = 120.0
_PATIENCE_S = 30.0
_SOON_MS = 500.0


def measure(options: Options, say: Say, progress: Progress) -> Result:
    """Run the bench; see the module's method."""
    loads = [(rate, max(crew.COUNT, round(count * options.size) // 2 * 2)) for rate, count in _LOADS]
    crew.allow_files(max(count for _, count in loads))
    figures: dict[str, float | int | str] = {}
    for number in _PASSES:
        say(f"a pass over {number:,} tickets")
        figures[f"pass_ms_{number}"] = _pass_ms(number)
    with Rig(options.home, say) as rig:
        history.fill(rig.engine, sum(count for _, count in loads), days=0)
        with rig.engine.connect() as connection:
            players = list(connection.execute(text("SELECT id FROM players ORDER BY id")).scalars())
        with Crew(queue, [Part(rig.urls["realtime"], rig.settings.secret_keys)] * crew.COUNT) as queuers:
            queuers.hear(_SEAT_S)
            for place, (rate, count) in enumerate(loads):
                progress(place / len(loads), f"{rate or 'all'} joins {'a second' if rate else 'at once'}")
                some, players = players[:count], players[count:]
                figures |= _load(rig, queuers, rate, some)
            queuers.tell(None)
    return Result("matchmaking", figures, {"what": "half a pass", "p50_ms": 100.0}, _aims(figures))


def _load(rig: Rig, queuers: Crew, rate: int, players: Sequence[UUID]) -> Figures:
    rig.start("realtime")
    shares = crew.shares(players)
    queuers.tell_each([Rush(share, _PATIENCE_S) for share in shares])
    queuers.hear(_SEAT_S)
    before = rig.cpu_s()
    began = 1000 * time() + _SOON_MS
    due = [began + (1000 * number / rate if rate else 0) for number in range(len(players))]
    queuers.tell_each(crew.shares(due))
    told: list[Met] = queuers.hear(_SEAT_S + len(players) / (rate or 1_000))
    used = rig.cpu_since(before)
    rig.stop("realtime")
    _forget(rig)
    return _figures(f"at_{rate}" if rate else "at_once", told, used)


def _forget(rig: Rig) -> None:
    """Nobody fights any more."""
    with rig.engine.begin() as connection:
        connection.execute(text("UPDATE battles SET state = 'void' WHERE state = 'running'"))
        connection.execute(text("DELETE FROM in_battle"))
    with Redis.from_url(rig.settings.boards_url) as redis:
        redis.flushdb()


def _figures(name: str, told: Sequence[Met], used: dict[str, float]) -> Figures:
    joined, matched = (
        list(chain.from_iterable(getattr(met, what) for met in told)) for what in ("joined_ms", "matched_ms")
    )
    waits = sorted(end - start for start, end in zip(joined, matched, strict=True))
    sides = Counter(chain.from_iterable(met.battles for met in told))
    refused: Counter[str] = sum((met.refused for met in told), Counter())
    lost: Counter[str] = sum((met.lost for met in told), Counter())
    return {
        f"{name}_joins": len(waits) + sum(met.unmatched for met in told),
        f"{name}_p50_ms": percentile(waits, 0.5) or 0.0,
        f"{name}_p99_ms": percentile(waits, 0.99) or 0.0,
        f"{name}_all_ms": max(matched, default=0.0) - min(joined, default=0.0),
        f"{name}_unmatched": sum(met.unmatched for met in told),
        f"{name}_odd_battles": sum(count != 2 for count in sides.values()),
        f"{name}_refused": ", ".join(f"{count} {what}" for what, count in refused.items()) or 0,
        f"{name}_sockets_lost": lost.total(),
        **{f"{name}_cpu_s_{program}": round(seconds, 1) for program, seconds in used.items()},
    }


def _pass_ms(count: int) -> float:
    """Tickets as in an evening of the simulation whose players have come within half a minute."""
    tickets = [arrival.ticket for arrival in arrivals(count, count / 30, 0.2, Random(1))]
    took = []
    for _ in range(5):
        began = perf_counter()
        pair(tickets, 30.0)
        took.append(1000 * (perf_counter() - began))
    return min(took)


def _aims(figures: Figures) -> list[Aim]:
    def figure(name: str) -> float:
        return float(figures[name])

    lost = sum(figure(name) for name in figures if name.endswith(("unmatched", "odd_battles", "sockets_lost")))
    return [
        Aim("p99 ms at 1,000 joins a second", figure("at_1000_p99_ms"), "< 1000"),
        Aim("ms until 3,000 at once have met", figure("at_once_all_ms"), "< 3000"),
        Aim("unmatched, odd battles, sockets lost", lost, "< 1"),
        Aim("ms of a pass over 10,000", figure("pass_ms_10000"), "< 50"),
    ]
