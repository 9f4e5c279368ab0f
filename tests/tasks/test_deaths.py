"""Workers that freeze while they hold a slice, and slices that kill their workers."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError
from uuid_utils.compat import uuid7

from models import carried
from models.base import CARRIER_LIMITS, open_engine
from models.carried import Tally
from rules.carrying import FAILURES_TO_HALT, STARTS_TO_BURY, STARTS_TO_HALVE
from tasks import runtime, scoring
from tasks.slices import Batch
from tests.pipeline import Log, answer
from tests.processes import dies, freeze_me, frozen, kill_me, until


def in_a_child(
    log: Log, url: str, apply: Any, lo: int, hi: int, attempt: int, limits: Mapping[str, str] = CARRIER_LIMITS
) -> Any:
    """A worker of its own: an engine of its own, as after Celery's fork."""

    def work() -> None:
        engine = open_engine(url, limits)
        runtime.engine = lambda: engine  # type: ignore[assignment]  # this process ends with the test
        log.apply(lo, hi, attempt, apply)

    return work


def freezes(connection: Connection, batch: Batch) -> Tally:
    tally = scoring.apply(connection, batch)
    freeze_me()
    return tally


def test_a_worker_frozen_in_its_transaction_holds_up_nobody(log: Log, database_url: str) -> None:
    player = uuid7()
    session = log.session(player)
    log.values = [answer(session, player, number) for number in range(3)]
    with frozen(in_a_child(log, database_url, freezes, 0, 3, 0)):
        assert log.apply(attempt=1) == "elsewhere"
        until(lambda: log.apply(attempt=1) == "applied", what="the frozen worker's slice is applied by another")
    assert (log.row.applied, log.row.applied_n) == (3, 3)


@pytest.mark.parametrize("limit", ["transaction_timeout", "idle_in_transaction_session_timeout"])
def test_each_time_out_alone_frees_what_a_frozen_worker_holds(log: Log, database_url: str, limit: str) -> None:
    player = uuid7()
    session = log.session(player)
    log.values = [answer(session, player, 0)]
    alone = {name: "1s" if name == limit else "0" for name in CARRIER_LIMITS}
    with frozen(in_a_child(log, database_url, freezes, 0, 1, 0, alone)):
        until(lambda: log.apply(attempt=1) == "applied", what=f"{limit} frees the slice")
    assert log.row.applied_n == 1


def test_a_row_that_another_holds_is_not_waited_for_long(log: Log, engine: Engine) -> None:
    player = uuid7()
    session = log.session(player)
    log.values = [answer(session, player, 0)]
    with engine.begin() as holder:
        holder.execute(text("SELECT FROM sessions WHERE id = :id FOR UPDATE"), {"id": session})
        with pytest.raises(OperationalError) as refused:
            log.apply()
        assert getattr(refused.value.orig, "sqlstate", None) == "55P03"
    assert log.apply(attempt=1) == "applied"


def kills(number: int) -> Any:
    """An apply that dies, as a segmentation fault would, when it meets that question's answer."""

    def apply(connection: Connection, batch: Batch) -> Tally:
        if any(event.question_no == number for event in batch.events):
            kill_me()
        return scoring.apply(connection, batch)

    return apply


def test_an_event_that_kills_is_found_by_halving_and_buried(log: Log, database_url: str) -> None:
    player = uuid7()
    session = log.session(player, count=8)
    log.values = [answer(session, player, number) for number in range(8)]
    deaths, attempt, lo = 0, 0, 0
    while log.row.applied < 8:
        row = log.row
        attempt = attempt + 1 if row.applied == lo else 0
        lo = row.applied
        hi = min(8, lo + (row.cut or 8))
        deaths += dies(in_a_child(log, database_url, kills(5), lo, hi, attempt))
        assert deaths <= 40
    assert (log.row.applied_n, log.row.dead, log.row.cut) == (7, 1, None)
    assert log.all("SELECT code, kafka_offset FROM dead_letters WHERE topic_id = :i", i=log.topic_id) == [
        ("kills_worker", 5)
    ]
    assert deaths >= 3 * STARTS_TO_HALVE + STARTS_TO_BURY


def test_slices_stay_short_until_the_end_of_the_one_that_killed(log: Log, engine: Engine) -> None:
    player = uuid7()
    session = log.session(player)
    log.values = [answer(session, player, number) for number in range(4)]
    with engine.begin() as connection:
        carried.halve(connection, log.slice(0, 4).place, 2)
    assert log.apply(0, 2) == "applied"
    assert log.row.cut == 2
    assert log.apply(2, 4) == "applied"
    assert log.row.cut is None


def test_resends_that_no_worker_took_up_count_for_nothing(log: Log, engine: Engine) -> None:
    player = uuid7()
    session = log.session(player)
    log.values = [answer(session, player, 0), answer(session, player, 1)]
    with engine.connect() as holder:
        assert carried.take(holder, log.slice(0, 2).place)  # a slow worker is at it
        for attempt in range(1, 3 * STARTS_TO_BURY):
            assert log.apply(attempt=attempt) == "elsewhere"
    assert log.row.tried == 0
    assert log.apply(attempt=99) == "applied"
    assert (log.row.cut, log.row.dead) == (None, 0)


def test_progress_takes_starts_back(log: Log) -> None:
    player = uuid7()
    session = log.session(player)
    log.values = [answer(session, player, number) for number in range(STARTS_TO_BURY + 2)]
    for lo in range(len(log.values)):
        assert log.apply(lo, lo + 1, attempt=1) == "applied"
        assert (log.row.dead, log.row.tried) == (0, 0)


def test_a_killer_that_is_one_failure_too_many_halts_the_partition(log: Log, engine: Engine) -> None:
    log.values = [b"poison"] * FAILURES_TO_HALT + [b"a killer"]
    assert log.apply(0, FAILURES_TO_HALT) == "applied"
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE carried SET tried = :tried WHERE topic_id = :i"), {"tried": STARTS_TO_BURY, "i": log.topic_id}
        )
    assert log.apply(FAILURES_TO_HALT, attempt=9) == "halted"
    assert "kills_worker" in log.row.halted


def test_a_worker_that_can_say_why_takes_its_start_back(log: Log) -> None:
    player = uuid7()
    session = log.session(player)
    log.values = [answer(session, player, 0)]

    def fails(_: Connection, __: Batch) -> Tally:
        raise ConnectionError("redis is away")

    for attempt in range(1, 3 * STARTS_TO_BURY):
        with pytest.raises(ConnectionError):
            log.apply(attempt=attempt, apply=fails)
        assert log.row.tried == 0
    assert log.apply(attempt=99) == "applied"
    assert log.row.dead == 0
