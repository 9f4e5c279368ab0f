"""The nemesis is thorough and repeatable."""

from datetime import UTC, datetime
from random import Random

from lab.chaos.nemesis import FOR_EVER, plan
from lab.chaos.watch import Watch
from models.base import REQUEST_LIMITS, open_engine
from models.carried import Standing


def test_a_seed_repeats_its_faults() -> None:
    assert plan(Random(7), 30) == plan(Random(7), 30)
    assert plan(Random(7), 30) != plan(Random(8), 30)


def test_thirty_faults_leave_nothing_out() -> None:
    faults = plan(Random(1), 30)
    assert len(faults) == 30
    assert {fault.kind for fault in faults} == {"kill", "freeze", "immediate", "wipe", "zombie", "stale"}
    killed = {fault.role for fault in faults if fault.kind in ("kill", "immediate")}
    assert killed >= {"bridge", "relay", "worker", "ranking", "beat", "api", "realtime", "kafka", "valkey", "postgres"}
    frozen = {fault.seconds for fault in faults if fault.kind == "freeze"}
    assert FOR_EVER in frozen
    assert any(15 < seconds < FOR_EVER for seconds in frozen)


def test_a_handful_of_faults_has_the_sockets_among_its_victims() -> None:
    faults = plan(Random(1), 7)
    assert {fault.role for fault in faults} == {"realtime", "bridge", "worker", "postgres", "kafka", "valkey"}
    assert {fault.kind for fault in faults} == {"kill", "immediate", "wipe", "stale"}


def test_a_few_faults_are_a_few() -> None:
    assert [len(plan(Random(1), count)) for count in (0, 1, 4)] == [0, 1, 4]


def standing(partition: int, applied: int) -> Standing:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    return Standing("quiz.submissions", "id", partition, 0, applied, applied, 0, 0, 0, 0, 0, None, None, now)


def test_the_watch_sees_applied_go_back() -> None:
    watch = Watch(open_engine("postgresql+psycopg://nobody@127.0.0.1:1/none", REQUEST_LIMITS))

    for applied in (5, 9, 9):
        watch.note([standing(0, applied)])
    assert watch.went_back == []
    watch.note([standing(0, 8)])
    assert watch.went_back == ["quiz.submissions/0 from 9 to 8"]


def test_the_watch_sees_a_season_that_is_sealed_too_early() -> None:
    watch = Watch(open_engine("postgresql+psycopg://nobody@127.0.0.1:1/none", REQUEST_LIMITS))
    standings = [standing(0, 9), standing(1, 5)]
    watch.note(standings, {1: {("id", 0): 9, ("id", 1): 5}})
    assert watch.sealed_early == []
    watch.note(standings, {1: {("id", 0): 9, ("id", 1): 6}})
    assert watch.sealed_early == ["season 1, with 1 partitions behind its mark"]
