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
    assert {fault.kind for fault in faults} == {"kill", "freeze", "immediate", "wipe", "zombie"}
    killed = {fault.role for fault in faults if fault.kind in ("kill", "immediate")}
    assert killed >= {"bridge", "relay", "worker", "ranking", "beat", "api", "kafka", "valkey", "postgres"}
    frozen = {fault.seconds for fault in faults if fault.kind == "freeze"}
    assert FOR_EVER in frozen
    assert any(15 < seconds < FOR_EVER for seconds in frozen)


def test_a_few_faults_are_a_few() -> None:
    assert [len(plan(Random(1), count)) for count in (0, 1, 4)] == [0, 1, 4]


def test_the_watch_sees_applied_go_back() -> None:
    watch = Watch(open_engine("postgresql+psycopg://nobody@127.0.0.1:1/none", REQUEST_LIMITS))

    def at(applied: int) -> list[Standing]:
        now = datetime(2026, 11, 23, tzinfo=UTC)
        return [Standing("quiz.submissions", "id", 0, 0, applied, applied, 0, 0, 0, 0, 0, None, None, now)]

    for applied in (5, 9, 9):
        watch.note(at(applied))
    assert watch.went_back == []
    watch.note(at(8))
    assert watch.went_back == ["quiz.submissions/0 from 9 to 8"]
