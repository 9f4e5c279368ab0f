"""How long it takes to choose a session's questions from a very large bank.

Method. A category of 1,000,000 published questions, a player who has seen 10,000 of them. Ten questions are drawn as
`POST /v1/sessions` draws them (`web.bank.Bank.draw`: ids, then the questions' content), again and again over one
connection; what is drawn is noted as seen, so no draw repeats another. Then the same of the player's own level, where
difficulties are spread evenly over some thirty bands. Baseline, in the same run: ten rows by `ORDER BY random()` among
the unseen, which is what comes to mind first; a sample, as it takes so long. `cpu_ms_*` is the CPU time of a draw,
which a busy machine changes little.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter, process_time
from uuid import UUID

from sqlalchemy import Connection, text
from uuid_utils.compat import uuid7

from bridges.postgres import Postgres
from lab.bench.result import Aim, Options, Progress, Result, Say
from lab.bench.rig import Rig
from lab.players.report import percentile
from models import drawing
from models.bank import CategoryCount
from rules.modes import MY_LEVEL
from web.bank import Bank

_BANK = 1_000_000
_SEEN = 10_000
_DRAWS = 1_000
_NAIVE_DRAWS = 5
_COUNT = 10
_CATEGORY = 500

_FILL = (
    "INSERT INTO categories (id, slug, name) VALUES (:category, 'bench', 'Bench')",
    "INSERT INTO questions (id, category_id, kind, difficulty, state, langs, stem_key, source, licence) "
    "SELECT gen_random_uuid(), :category, 'single_choice', 'easy', 'published', '{en}', n::text, 'bench', 'CC0-1.0' "
    "FROM generate_series(1, :bank) n",
    "INSERT INTO question_revisions (question_id, revision, content) SELECT id, 1, jsonb_build_object('kind', "
    "'single_choice', 'wordings', jsonb_build_array(jsonb_build_object('lang', 'en', 'stem', stem_key, 'options', "
    "jsonb_build_array('a', 'b', 'c', 'd'))), 'correct', jsonb_build_array(0)) FROM questions "
    "WHERE category_id = :category",
    "INSERT INTO question_pool SELECT category_id, 'en', random(), id, difficulty, floor(30 * random()) - 15 "
    "FROM questions WHERE category_id = :category",
    "INSERT INTO seen SELECT :player, id, :category, now() FROM questions WHERE category_id = :category LIMIT :seen",
)
_NAIVE = text(
    "SELECT q.id FROM questions q WHERE q.category_id = :category AND NOT EXISTS (SELECT FROM seen s "
    "WHERE s.player_id = :player AND s.question_id = q.id) ORDER BY random() LIMIT :count"
)


def measure(options: Options, say: Say, progress: Progress) -> Result:
    """Run the bench; see the module's method."""
    size, player = int(_BANK * options.size), uuid7()
    with Rig(options.home, say) as rig:
        say(f"{size:,} questions")
        values = {"category": _CATEGORY, "bank": size, "player": player, "seen": int(_SEEN * options.size)}
        with rig.engine.begin() as connection:
            for statement in _FILL:
                connection.execute(text(statement), values)
        with rig.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
        category = CategoryCount(_CATEGORY, "bench", "Bench", None, {}, {"en": size})
        with rig.engine.connect() as connection:
            drawer = Bank(Postgres(rig.engine))
            before, used_here = rig.cpu_s()["postgres"], process_time()
            times, own = (
                sorted(
                    _timed(_drawing(connection, drawer, player, category, difficulty), number / _DRAWS, progress)
                    for number in range(_DRAWS)
                )
                for difficulty in (None, MY_LEVEL)
            )
            used, used_here = rig.cpu_s()["postgres"] - before, process_time() - used_here
            naive = [_timed(lambda: _ask(connection, player), 1.0, progress) for _ in range(_NAIVE_DRAWS)]
    middle, tail = percentile(times, 0.5) or 0.0, percentile(times, 0.99) or 0.0
    figures: dict[str, float | int | str] = {"bank": size, "draws": _DRAWS, "p50_ms": middle, "p99_ms": tail}
    own_tail = percentile(own, 0.99) or 0.0
    figures |= {"own_level_p50_ms": percentile(own, 0.5) or 0.0, "own_level_p99_ms": own_tail}
    cpu = {"postgres": used, "python": used_here}
    figures |= {f"cpu_ms_{who}": round(500 * seconds / _DRAWS, 2) for who, seconds in cpu.items()}
    baseline: dict[str, float | int | str] = {
        "what": "ORDER BY random() among the unseen",
        "p50_ms": percentile(sorted(naive), 0.5) or 0.0,
    }
    return Result("selection", figures, baseline, [Aim("p99 ms", max(tail, own_tail), "< 20")])


def _drawing(
    connection: Connection, drawer: Bank, player: UUID, category: CategoryCount, difficulty: str | None
) -> Callable[[], None]:
    def draw() -> None:
        asked = drawer.draw(connection, player, category, "en", _COUNT, difficulty)
        assert len(asked) == _COUNT
        drawing.see(connection, player, category.id, [one.id for one in asked], datetime.now(UTC), None)

    return draw


def _ask(connection: Connection, player: UUID) -> None:
    connection.execute(_NAIVE, {"category": _CATEGORY, "player": player, "count": _COUNT}).all()


def _timed(act: Callable[[], None], share: float, progress: Progress) -> float:
    progress(share, "draws")
    began = perf_counter()
    act()
    return 1000 * (perf_counter() - began)
