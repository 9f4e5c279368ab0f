"""Quiz battles at human pace: from a move to the frame that tells the opponent of it, with ever more battles at once.

Method. Two workers of the sockets' gunicorn, with Postgres, Valkey and Kafka, bridge and workers on the same machine;
the players are two processes of their own, a socket each, both of a battle in the same one. All battles of a load are
made at once, at the pace of production: 3 s, seven rounds of at most 10 s, 3 s to look at each. Every player answers
each round after 1.5 to 8 s. `seen` is from the instant before the answer is sent to that at which the opponent's
process has `battle.progress`: by then the move is agreed on in Redis, acknowledged by Kafka and published.
`confirmed` is until the player's own `ok`. Loads grow until the opponent sees 1% of the moves later than 250 ms.
Baseline: what the smallest load takes, in the same run.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from uuid import UUID

from redis import Redis
from sqlalchemy import text

from bridges.postgres import Postgres
from lab.bench import crew, history
from lab.bench.crew import Crew
from lab.bench.fighters import Bout, Fought, fight
from lab.bench.result import Aim, Figures, Options, Progress, Result, Say
from lab.bench.rig import Rig
from lab.bench.seating import Part
from lab.bench.sockets import two_workers
from lab.players.report import percentile
from models.base import REQUEST_LIMITS, open_engine
from models.battles import Wish
from web.bank import Bank
from web.battles.announcing import Announcer
from web.battles.drawing import Drawing
from web.battles.making import Maker, Pace
from web.scoreboard import Scoreboard

_LOADS = (100, 250, 500, 1_000, 1_750, 2_500)
"""Battles at once; the last is the one of the aim."""
_BACKGROUND = ("bridge", "relay", "worker-1", "worker-2", "battles")
_AT_ONCE = 200
_SEAT_S = 300.0
_PATIENCE_S = 150.0
_MOST_MS = 250.0
_AIM_MS = 50.0


def measure(options: Options, say: Say, progress: Progress) -> Result:
    """Run the bench; see the module's method."""
    loads = [max(crew.COUNT, round(count * options.size) // crew.COUNT * crew.COUNT) for count in _LOADS]
    crew.allow_files(max(loads) * 2)
    figures: dict[str, float | int | str] = {}
    largest = 0
    with Rig(options.home, say) as rig:
        history.fill(rig.engine, 2 * sum(loads), days=0)
        with rig.engine.connect() as connection:
            players = list(connection.execute(text("SELECT id FROM players ORDER BY id")).scalars())
        rig.start(*_BACKGROUND)
        rig.launch(two_workers(rig.table["realtime"]))
        maker = _maker(rig)
        with Crew(fight, [Part(rig.urls["realtime"], rig.settings.secret_keys)] * crew.COUNT) as fighters:
            fighters.hear(_SEAT_S)
            for place, count in enumerate(loads):
                progress(place / len(loads), f"{count:,} battles at once")
                some, players = players[: 2 * count], players[2 * count :]
                found = _load(rig, maker, fighters, list(zip(some[::2], some[1::2], strict=True)))
                figures |= {f"at_{count}_{name}": value for name, value in found.items()}
                if float(found["seen_p99_ms"]) >= _MOST_MS or found["unended"]:
                    break
                largest = count
            fighters.tell(None)
    figures["largest_under_250_ms"] = largest
    baseline: Figures = {"what": f"{loads[0]} battles", "seen_p99_ms": figures[f"at_{loads[0]}_seen_p99_ms"]}
    return Result("battles", figures, baseline, _aims(figures, loads[-1]))


def _maker(rig: Rig) -> Maker:
    postgres = Postgres(open_engine(rig.settings.database_url, REQUEST_LIMITS, pool_size=2, pre_ping=False))
    redis = Redis.from_url(rig.settings.boards_url)
    announce = Announcer(postgres, redis, Scoreboard(postgres, redis)).announce
    return Maker(postgres, redis, Drawing(Bank(postgres)), announce, Pace())


def _load(rig: Rig, maker: Maker, fighters: Crew, pairs: Sequence[tuple[UUID, UUID]]) -> Figures:
    shares = crew.shares(pairs)
    fighters.tell_each([Bout(share, _PATIENCE_S, seed) for seed, share in enumerate(shares)])
    fighters.hear(_SEAT_S)
    before = rig.cpu_s()
    for start in range(0, len(pairs), _AT_ONCE):
        maker.make([Wish("quiz", "match", True, None, ["en"], pair) for pair in pairs[start : start + _AT_ONCE]])
    fighters.tell("made")
    told: list[Fought] = fighters.hear(_PATIENCE_S + _SEAT_S)
    used = rig.cpu_since(before)
    seen, confirmed = (sorted(chain.from_iterable(getattr(one, f"{what}_ms") for one in told)) for what in _WHAT)
    refused: Counter[str] = sum((one.refused for one in told), Counter())
    return {
        "moves": sum(one.moves for one in told),
        "seen_p50_ms": percentile(seen, 0.5) or 0.0,
        "seen_p99_ms": percentile(seen, 0.99) or 0.0,
        "confirmed_p99_ms": percentile(confirmed, 0.99) or 0.0,
        "unended": sum(one.unended for one in told),
        "refused": ", ".join(f"{count} {code}" for code, count in refused.items()) or 0,
        "sockets_lost": sum((one.lost for one in told), Counter[str]()).total(),
        "realtime_rss_mb": round(sum(rig.workers_rss("realtime")) / 1e6),
        **{f"cpu_s_{program}": round(seconds, 1) for program, seconds in used.items()},
    }


_WHAT = ("seen", "confirmed")


def _aims(figures: Figures, most: int) -> list[Aim]:
    measured = max(int(name.split("_")[1]) for name in figures if name.endswith("_seen_p99_ms"))
    return [
        Aim(
            f"p99 ms until the opponent sees a move of {measured} battles, of {most} wanted",
            float(figures[f"at_{measured}_seen_p99_ms"]),
            f"< {_AIM_MS:g}",
        ),
        Aim("battles at once with p99 under 250 ms", float(figures["largest_under_250_ms"]), f">= {most}"),
    ]
