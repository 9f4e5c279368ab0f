"""A player's timeline in the CMS: first pages, later ones, and those of one kind, with 10,000,000 events.

Method. SQL fills the tables over 90 days (`lab.bench.past`): 20,000 players with 80 sessions of five answers each, in
16 battles, 30 transfers and 20 messages, with four words in a thread, four letters of the staff and two campaigns; and
one player with a hundred times as much of all. An event is whatever a timeline tells: a session, each of its answers, a
battle, a transfer, a message, a word, a letter, a campaign. Vacuumed and analysed. One member of
staff asks the API of the rig, over one connection, for pages of 30: the first and the eleventh of players drawn by
chance, of each kind by itself, and of the one who has so much. A time is that of the whole response. `p99_ms` is over
all of them, that of each way of asking stands beside it. Baseline, in the same run: `GET /v1/admin/session`, which any
request of staff costs at least.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import cycle
from random import Random
from uuid import UUID

from uuid_utils.compat import uuid7

from lab import fill
from lab.bench import past
from lab.bench.past import Past
from lab.bench.result import Aim, Options, Progress, Result, Say
from lab.bench.rig import Rig
from lab.bench.timed import timed
from lab.desk import Answer, Desk
from lab.players.report import percentile
from models.timelines import KINDS

_PLAYERS, _MORE = 20_000, 100
_PAST = Past(sessions=80, answers=5, battles=8, transfers=30, messages=20, written=4, campaigns=2)
_AT_ONCE = 2_000
_DRAWN, _DEEP = 100, 10
_TIMES = 200
_AIM_MS = 100
_LEAST = "least"


def measure(options: Options, say: Say, progress: Progress) -> Result:
    """Run the bench; see the module's method."""
    players = [uuid7() for _ in range(max(2, int(_PLAYERS * options.size)))]
    much = uuid7()
    with Rig(options.home, say) as rig:
        for first in range(0, len(players), _AT_ONCE):
            progress(0.5 * first / len(players), "players and what they did")
            with rig.engine.begin() as connection:
                past.make(connection, players[first : first + _AT_ONCE], _PAST)
        with rig.engine.begin() as connection:
            past.make(connection, [much], _PAST.times(_MORE))
        with rig.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            fill.settle(connection)
            events = past.count(connection)
        rig.start("api")
        desk = Desk(rig.engine, rig.settings, rig.urls["api"], "Bench")
        ways = _ways(desk, Random(7).sample(players, min(_DRAWN, len(players))), much)
        times = {
            name: timed(partial(_next, desk, paths), _TIMES, 0.5 + number / len(ways) / 2, name, progress)
            for number, (name, paths) in enumerate(ways.items())
        }
        desk.close()
    return _result(len(players) + 1, events, times)


def _ways(desk: Desk, players: Sequence[UUID], much: UUID) -> Mapping[str, Iterator[str]]:
    """What is asked for, way by way, in turn for ever."""
    first = [_path(player) for player in players]
    ways: dict[str, Sequence[str]] = {
        _LEAST: ["/v1/admin/session"],
        "first": first,
        "deep": [_deep(desk, path) for path in first],
        "much": [_path(much)],
        "much_deep": [_deep(desk, _path(much))],
        **{kind: [f"{path}&kind={kind}" for path in first] for kind in KINDS},
    }
    return {name: cycle(paths) for name, paths in ways.items()}


def _path(player: UUID) -> str:
    return f"/v1/admin/players/{player}/timeline?limit=30"


def _deep(desk: Desk, path: str) -> str:
    """The path of the page after so many."""
    deeper = path
    for _ in range(_DEEP):
        cursor = desk.ask("GET", deeper).document["next"]
        if cursor is None:
            return deeper
        deeper = f"{path}&cursor={cursor}"
    return deeper


def _next(desk: Desk, paths: Iterator[str]) -> Answer:
    return desk.ask("GET", next(paths))


def _result(players: int, events: int, times: dict[str, list[float]]) -> Result:
    least = times.pop(_LEAST)
    p99 = _p99([taken for each in times.values() for taken in each])
    figures: dict[str, float | int | str] = {"players": players, "events": events, "times": _TIMES, "p99_ms": p99}
    figures |= {f"p99_ms_{name}": _p99(taken) for name, taken in times.items()}
    figures["times_baseline"] = round(p99 / _p99(least), 1)
    baseline: dict[str, float | int | str] = {"what": "GET /v1/admin/session", "p99_ms": _p99(least)}
    return Result("timeline", figures, baseline, [Aim("p99 ms of a page", p99, f"< {_AIM_MS}")])


def _p99(times: list[float]) -> float:
    return round(percentile(sorted(times), 0.99) or 0.0, 1)
