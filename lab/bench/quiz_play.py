"""500 players at a human pace: how long `next` and `answers` take.

Method. The whole system as `make run` has it. The players are two processes of their own; each plays ranked sessions of
ten questions in one of nine categories, thinks 1.5 to 8 s about each, and goes on: about 110 `next` and 110 `answers` a
second. Every request is clocked as its player would: from before its connection is opened (the server closes one that
is idle for two seconds) to the whole response. The first ten seconds are not counted. Baseline, before it in the same
run: the same players ask a route that does nothing, in the same gunicorn, as often as that.
"""

from collections import Counter
from itertools import chain
from time import time

from sqlalchemy import text

from lab.bench import crew, history
from lab.bench.crew import Crew
from lab.bench.regulars import Clocked, Part, Spell, play
from lab.bench.result import Aim, Figures, Options, Progress, Result, Say
from lab.bench.rig import Rig
from lab.content import files
from lab.players.report import percentile
from web.tokens import Tokens

_PLAYERS = 500
_WARM_S = 10.0
_SECONDS = 60.0
_IDLE_S = 10.0
_BEYOND_S = 60.0
_CAST = ("realtime", "bridge", "relay", "worker-1", "worker-2", "ranking", "upkeep", "beat")


def measure(options: Options, say: Say, progress: Progress) -> Result:
    """Run the bench; see the module's method."""
    count = max(crew.COUNT, round(_PLAYERS * options.size))
    crew.allow_files(count)
    with Rig(options.home, say) as rig:
        history.fill(rig.engine, count, days=0)
        rig.launch_with_noop()
        rig.start(*_CAST)
        with Crew(play, _parts(rig)) as players:
            players.hear(_BEYOND_S)
            say(f"{count:,} players ask a route that does nothing")
            idle = _spell(players, _IDLE_S, progress, idle=True)
            say("they play")
            before = rig.cpu_s()
            clocked = _spell(players, _SECONDS, progress)
            used = rig.cpu_since(before)
            players.tell(None)
    return _result(count, clocked, idle, used)


def _parts(rig: Rig) -> list[Part]:
    tokens, categories = Tokens(rig.settings.secret_keys), [file.slug for file in files()]
    with rig.engine.connect() as connection:
        ids = connection.execute(text("SELECT id FROM players")).scalars().all()
    shares = crew.shares([tokens.sign_access(id_) for id_ in ids])
    return [Part(rig.urls["api"], share, categories, seed) for seed, share in enumerate(shares)]


def _spell(players: Crew, seconds: float, progress: Progress, idle: bool = False) -> Clocked:
    """What was clocked in so many seconds, after those that only warm."""
    from_s = time() + (_WARM_S if not idle else 1)
    until_s = from_s + seconds
    players.tell(Spell(from_s, until_s, idle))
    heard: list[Clocked] = players.hear(
        until_s - time() + _BEYOND_S, lambda: progress(1 - (until_s - time()) / (seconds + _WARM_S), "playing")
    )
    whole = Clocked(refused=sum((each.refused for each in heard), Counter[str]()))
    for what in set(chain.from_iterable(each.took_ms for each in heard)):
        whole.took_ms[what] = sorted(chain.from_iterable(each.took_ms[what] for each in heard))
    return whole


def _result(count: int, clocked: Clocked, idle: Clocked, used: dict[str, float]) -> Result:
    figures: dict[str, float | int | str] = {"players": count}
    for what in ("next", "answers", "sessions"):
        times = clocked.took_ms[what]
        figures |= {
            f"{what}_per_s": round(len(times) / _SECONDS, 1),
            f"{what}_p50_ms": percentile(times, 0.5) or 0.0,
            f"{what}_p99_ms": percentile(times, 0.99) or 0.0,
        }
    figures["refused"] = ", ".join(f"{number} x {what}" for what, number in clocked.refused.items()) or 0
    figures |= {f"cpu_s_{name}": round(seconds, 1) for name, seconds in used.items()}
    noop = idle.took_ms["noop"]
    baseline: Figures = {
        "what": "POST /noop",
        "per_s": round(len(noop) / _IDLE_S, 1),
        "p50_ms": percentile(noop, 0.5) or 0.0,
        "p99_ms": percentile(noop, 0.99) or 0.0,
    }
    aims = [
        Aim("p99 ms of next", float(figures["next_p99_ms"]), "< 100"),
        Aim("p99 ms of answers", float(figures["answers_p99_ms"]), "< 100"),
        Aim("refused or silence", clocked.refused.total(), "< 1"),
    ]
    return Result("quiz-play", figures, baseline, aims)
