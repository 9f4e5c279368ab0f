"""The CMS's lists: first pages, later ones and filters with 200,000 questions and 1,000,000 players.

Method. The database is filled by `lab.fill` (questions in 25 categories, one in three in two languages, four in a
hundred drafts, one in review; half of the players have accounts), vacuumed and analysed. One member of staff, as the
CMS does, asks the API of the rig for each list in turn over one connection, again and again; a time is that of the
whole response. `p95_ms_*` is of one list, the aim holds for the slowest of them. Baseline, in the same run: the same
member's `GET /v1/admin/session`, which is what any request of staff costs at least.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlencode

from lab import fill
from lab.bench.result import Aim, Options, Progress, Result, Say
from lab.bench.rig import Rig
from lab.bench.timed import timed
from lab.desk import Answer, Desk
from lab.players.report import percentile

_PLAYERS, _QUESTIONS = 1_000_000, 200_000
_TIMES = 60
_AIM_MS = 300
_LIST = "/v1/admin/questions"
_MONTH = timedelta(days=30)


def measure(options: Options, say: Say, progress: Progress) -> Result:
    """Run the bench; see the module's method."""
    players, questions = int(_PLAYERS * options.size), int(_QUESTIONS * options.size)
    with Rig(options.home, say) as rig:
        say(f"{players:,} players, {questions:,} questions")
        with rig.engine.begin() as connection:
            fill.fill(connection, players, questions)
        with rig.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            fill.settle(connection)
        rig.start("api")
        desk = Desk(rig.engine, rig.settings, rig.urls["api"], "Bench")
        paths = {"session": "/v1/admin/session", **_paths(desk)}
        asked: dict[str, Callable[[], object]] = {name: partial(desk.ask, "GET", path) for name, path in paths.items()}
        asked |= {f"players_by_{by}": partial(_find, desk, by, value) for by, value in _players(players).items()}
        times = {
            name: timed(act, _TIMES, number / len(asked), name, progress)
            for number, (name, act) in enumerate(asked.items())
        }
        desk.close()
    return _result(players, questions, times)


def _find(desk: Desk, by: str, value: str) -> Answer:
    """Players who are found so."""
    return desk.ask("POST", "/v1/admin/players/search", {"by": by, "value": value})


def _paths(desk: Desk) -> Mapping[str, str]:
    """What is asked for: lists as the CMS has them, and the second page of one."""
    categories = desk.ask("GET", "/v1/admin/categories").document["items"]
    root, branch = (next(item["id"] for item in categories if item["slug"] == slug) for slug in ("fill-1", "fill-1-1"))
    first = desk.ask("GET", _LIST).document
    since = (datetime.now(UTC) - _MONTH).isoformat()
    filters: Mapping[str, Mapping[str, str | int]] = {
        "first": {},
        "second": {"cursor": first["next"]},
        "oldest": {"sort": "created_at", "order": "asc"},
        "root": {"category_id": root},
        "branch": {"category_id": branch},
        "drafts": {"state": "draft"},
        "review": {"state": "review"},
        "missing": {"missing": "es"},
        "missing_everywhere": {"missing": "en"},
        "tag": {"tag": fill.TAGS[7]},
        "source": {"source": fill.SOURCES[3]},
        "text_common": {"q": "what is"},
        "text_rare": {"q": first["items"][0]["stem"][10:40]},
        "text_none": {"q": "no such words at all"},
        "flagged": {"flagged": "true"},
        "reported": {"reported": "true"},
        "media": {"media": "true"},
        "since": {"changed_since": since},
        "several": {"category_id": branch, "state": "draft", "difficulty": "hard", "lang": "es"},
    }
    lists = {name: f"{_LIST}?{urlencode(query)}" for name, query in filters.items()}
    one = f"{_LIST}/{first['items'][0]['id']}"
    others = ("categories", "media", "quizzes", "dashboard", "questions/duplicates")
    return {**lists, "one": one, **{name.rpartition("/")[2]: f"/v1/admin/{name}" for name in others}}


def _players(count: int) -> Mapping[str, str]:
    """Who is looked for: names that begin so are many, the address is of one."""
    return {"name": "ba", "email": f"player{count // 2 | 1}@example.test"}


def _result(players: int, questions: int, times: Mapping[str, list[float]]) -> Result:
    p95 = {name: round(percentile(taken, 0.95) or 0.0, 1) for name, taken in times.items()}
    least = p95.pop("session")
    slowest = max(p95, key=lambda name: p95[name])
    figures: dict[str, float | int | str] = {"players": players, "questions": questions, "times": _TIMES}
    figures |= {f"p95_ms_{name}": value for name, value in p95.items()} | {"slowest": slowest}
    baseline: dict[str, float | int | str] = {"what": "GET /v1/admin/session", "p95_ms": least}
    return Result("admin", figures, baseline, [Aim("p95 ms of the slowest list", p95[slowest], f"< {_AIM_MS}")])
