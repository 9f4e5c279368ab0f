"""Draining a backlog: Kafka, bridge, Celery, Postgres, outbox, relay, Redis, every effect and the boards included.

Method. Fresh services (fsync on). 10,000 players, each with 60 days of history in five of twenty categories (3,600,000
rows of `player_days`, those over all categories included) and ten sessions of ten questions. The 1,000,000 answers,
70% right, are in Kafka, all players playing at the same time, before the bridge is started. The clock runs from
the bridge's start (its own start-up included) until every partition of both topics is applied to its end and the
outbox is empty: boards up to date. One bridge, one relay, two scoring workers, one ranking worker, as `make run` has.
Baseline, before it in the same run and on the same tables: the same processes and tasks, with slices of one event
(the bridge's cut is changed from outside), on a sample.
"""

from collections.abc import Sequence
from time import monotonic, sleep

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient
from sqlalchemy import text

from bridges.kafka import admin, log_bounds
from lab.bench import history
from lab.bench.backlog import events, produce
from lab.bench.result import Aim, Figures, Options, Progress, Result, Say
from lab.bench.rig import Rig
from lab.chaos.gathering import outbox_length
from lab.folder import LabError
from models import carried
from models.carried import Standing

_PLAYERS = 10_000
_ROUNDS = 10
_SAMPLE = 4_000
_STALLED_S = 120.0
_WORKERS = ("relay", "worker-1", "worker-2", "ranking", "upkeep")


def measure(options: Options, say: Say, progress: Progress) -> Result:
    """Run the bench; see the module's method."""
    players = max(100, round(_PLAYERS * options.size))
    with Rig(options.home, say) as rig:
        say(f"{players:,} players, {history.DAYS} days of history")
        history.fill(rig.engine, players, history.DAYS)
        rig.flask("boards", "rebuild")
        rig.start(*_WORKERS)
        say("baseline: slices of one")
        sample = history.ask(rig.engine, 1)[: _SAMPLE // history.QUESTIONS]
        baseline = _drain(
            rig, produce(rig.settings.kafka_bootstrap_servers, events(sample, players, 1)), "slices", progress
        )
        asked = history.ask(rig.engine, _ROUNDS)
        say(f"producing {len(asked) * history.QUESTIONS:,} answers")
        count = produce(rig.settings.kafka_bootstrap_servers, events(asked, players, 2))
        say("draining")
        figures = _drain(rig, count, None, progress)
    speed = float(figures["events_per_s"])
    ratio = round(speed / float(baseline["events_per_s"]), 1)
    return Result(
        "pipeline",
        {**figures, "times_baseline": ratio},
        {"what": "slices of one event", **{name: baseline[name] for name in ("events", "events_per_s")}},
        [Aim("events/s", speed, ">= 20000"), Aim("times the baseline", ratio, ">= 30")],
    )


def _drain(rig: Rig, count: int, switch: str | None, progress: Progress) -> Figures:
    """Start the bridge, wait until all is applied and on the boards, stop it."""
    before, applied_before = rig.cpu_s(), _applied_n(rig)
    began = monotonic()
    rig.start("bridge", switch=switch)
    scored_s = _until_done(rig, count + applied_before, progress, began)
    seconds = monotonic() - began
    after = rig.cpu_s()
    rig.stop("bridge")
    if _applied_n(rig) - applied_before != count:
        raise LabError(f"{count} answers were produced, {_applied_n(rig) - applied_before} applied")
    cpu = {f"cpu_us_{name}": round(1e6 * (used - before.get(name, 0.0)) / count, 1) for name, used in after.items()}
    return {
        "events": count,
        "seconds": round(seconds, 2),
        "events_per_s": round(count / seconds),
        "scored_after_s": round(scored_s, 2),
        **cpu,
    }


def _until_done(rig: Rig, wanted: int, progress: Progress, began: float) -> float:
    """Wait; seconds after which the answers themselves were applied. Raises LabError when nothing moves any more."""
    client = admin(rig.settings.kafka_bootstrap_servers)
    scored_s, moved_at, last = 0.0, monotonic(), -1
    while True:
        with rig.engine.connect() as connection:
            rows, waiting = carried.standings(connection), outbox_length(connection)
        applied = sum(row.applied_n for row in rows if row.topic == "quiz.submissions")
        position = sum(row.applied for row in rows)
        if position != last:
            last, moved_at = position, monotonic()
        if monotonic() - moved_at > _STALLED_S or any(row.halted for row in rows):
            raise LabError(f"the pipeline stands still: {rows}")
        if applied >= wanted and not scored_s:
            scored_s = monotonic() - began
        if scored_s and not waiting and _at_end(client, rows):
            return scored_s
        progress(applied / wanted, f"{applied:,} of {wanted:,}")
        sleep(0.1)


def _at_end(client: AdminClient, rows: Sequence[Standing]) -> bool:
    try:
        bounds = log_bounds(client, [(row.topic, row.partition) for row in rows])
    except KafkaException:  # A moment without a leader.
        return False
    return all(row.applied == bounds[(row.topic, row.partition)][1] for row in rows)


def _applied_n(rig: Rig) -> int:
    with rig.engine.connect() as connection:
        statement = text("SELECT coalesce(sum(applied_n), 0) FROM carried WHERE topic = 'quiz.submissions'")
        return int(connection.execute(statement).scalar_one())
