"""A scheduled quiz opens: when 2,000 players who wait in its lobby have their first question.

Method. The whole system as `make run` has it. The players are two processes of their own; they enter the quiz over the
API in its lobby. At the instant at which it opens each opens a connection and sends `POST /v1/sessions/{id}/next`,
all at once, and sends it again a tenth of a second after any answer that is not a question. `had_after_*` is from the
quiz' opening to the whole response; a player without a question after 30 s counts as `without`. Baseline, before it in
the same run: the same rush of the same players to a route that does nothing, in the same gunicorn.
"""

from collections import Counter
from datetime import UTC, datetime
from itertools import chain
from time import time

from sqlalchemy import text

from lab.bench import crew, history
from lab.bench.crew import Crew
from lab.bench.lobby import Came, Part, Rush, wait
from lab.bench.rehearsal import quiz_in_time
from lab.bench.result import Aim, Figures, Options, Progress, Result, Say
from lab.bench.rig import Rig
from lab.players.report import percentile
from models.programme import Wish
from web.tokens import Tokens

_PLAYERS = 2_000
_CATEGORY = "science"
_BEYOND_S = 60.0
_REST_S = 3.0
_CAST = ("realtime", "bridge", "relay", "worker-1", "worker-2", "ranking", "upkeep", "beat")


def measure(options: Options, say: Say, progress: Progress) -> Result:
    """Run the bench; see the module's method."""
    count = max(crew.COUNT, round(_PLAYERS * options.size))
    crew.allow_files(count)
    with Rig(options.home, say) as rig:
        history.fill(rig.engine, count, days=0)
        rig.launch_with_noop()
        rig.start(*_CAST)
        with Crew(wait, [Part(rig.urls["api"], share) for share in crew.shares(_access(rig))]) as players:
            players.hear(_BEYOND_S)
            say("the rush to a route that does nothing")
            bare = _rush(players, Rush(round(1000 * (time() + _REST_S))))
            say("a rehearsal")
            quiz = quiz_in_time(rig, players, Wish("scheduled", _CATEGORY, datetime.now(UTC)))
            say(f"{count:,} players enter the quiz of {quiz.opens_at:%H:%M:%S}")
            progress(0.5, "the lobby")
            before = rig.cpu_s()
            came = _rush(players, Rush(round(1000 * quiz.opens_at.timestamp()), str(quiz.id)))
            used = rig.cpu_since(before)
            players.tell(None)
    return _result(count, came, bare, used)


def _access(rig: Rig) -> list[str]:
    tokens = Tokens(rig.settings.secret_keys)
    with rig.engine.connect() as connection:
        ids = connection.execute(text("SELECT id FROM players")).scalars().all()
    return [tokens.sign_access(id_) for id_ in ids]


def _rush(players: Crew, rush: Rush) -> Came:
    """Raises LabError if they cannot enter before it begins: then the machine is too busy to be measured."""
    players.tell(rush)
    left_s = rush.at_ms / 1000 - time()
    players.hear(left_s)
    heard: list[Came] = players.hear(left_s + _BEYOND_S)
    took = sorted(chain.from_iterable(each.took_ms for each in heard))
    return Came(took, sum((each.statuses for each in heard), Counter[str]()))


def _result(count: int, came: Came, bare: Came, used: dict[str, float]) -> Result:
    failed = sum(number for status, number in came.statuses.items() if status >= "5")
    without = count - len(came.took_ms)
    latest = round(came.took_ms[-1], 1) if came.took_ms and not without else float("inf")
    figures: Figures = {
        "players": count,
        "had_after_p50_ms": percentile(came.took_ms, 0.5) or 0.0,
        "had_after_p99_ms": percentile(came.took_ms, 0.99) or 0.0,
        "had_after_most_ms": latest,
        "without": without,
        "failed": failed,
        "said": ", ".join(f"{number} x {status}" for status, number in came.statuses.items()),
        **{f"cpu_s_{name}_with_the_lobby": round(used[name], 1) for name in ("api", "postgres", "valkey")},
    }
    baseline: Figures = {
        "what": "the same rush to POST /noop",
        "p50_ms": percentile(bare.took_ms, 0.5) or 0.0,
        "p99_ms": percentile(bare.took_ms, 0.99) or 0.0,
        "most_ms": round(bare.took_ms[-1], 1) if bare.took_ms else 0.0,
    }
    aims = [Aim("ms until the last has it", latest, "< 2000"), Aim("5xx or silence", failed, "< 1")]
    return Result("quiz-start", figures, baseline, aims)
