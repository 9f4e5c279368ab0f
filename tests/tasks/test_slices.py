"""A slice is applied whole, once, and with its offset."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError
from uuid_utils.compat import uuid7

from models import carried
from models.carried import Tally
from models.partitions import first_id
from rules.carrying import FAILURES_TO_HALT
from tasks import scoring
from tasks.slices import Batch, BrokenSlice
from tests.pipeline import Log, answer, standings

PLAYER = uuid7()


def counts(log: Log) -> tuple[int, ...]:
    row = log.row
    assert row.applied - row.first == row.applied_n + row.copies + row.refused + row.dead + row.skipped
    return row.applied, row.applied_n, row.copies, row.refused, row.dead


def test_the_second_time_does_nothing(log: Log) -> None:
    player = uuid7()
    session = log.session(player)
    log.values = [answer(session, player, number) for number in range(5)]
    assert log.apply() == "applied"
    before = standings(log, [player])
    assert log.apply() == "elsewhere"
    assert standings(log, [player]) == before
    assert counts(log) == (5, 5, 0, 0, 0)


@pytest.mark.parametrize(("lo", "hi"), [(0, 3), (1, 3), (1, 5), (3, 5), (0, 5)])
def test_a_slice_that_does_not_begin_where_the_partition_stands_does_nothing(log: Log, lo: int, hi: int) -> None:
    player = uuid7()
    session = log.session(player)
    log.values = [answer(session, player, number) for number in range(5)]
    log.apply(0, 2)
    assert log.apply(lo, hi) == "elsewhere"
    assert counts(log) == (2, 2, 0, 0, 0)


def test_whoever_comes_while_a_slice_is_applied_goes_away_at_once(log: Log) -> None:
    session = log.session(PLAYER)
    log.values = [answer(session, PLAYER, 0)]
    at_it, go_on = Event(), Event()

    def slow(connection: Connection, batch: Batch) -> Tally:
        at_it.set()
        assert go_on.wait(10)
        return scoring.apply(connection, batch)

    with ThreadPoolExecutor() as pool:
        first = pool.submit(log.apply, apply=slow)
        assert at_it.wait(10)
        assert log.apply() == "elsewhere"
        assert log.apply(attempt=1) == "elsewhere"
        go_on.set()
        assert first.result(10) == "applied"
    assert counts(log) == (1, 1, 0, 0, 0)


def test_of_many_workers_at_one_slice_one_applies_it(log: Log) -> None:
    player = uuid7()
    session = log.session(player)
    log.values = [answer(session, player, number) for number in range(10)]
    start = Barrier(4)

    def work() -> str:
        start.wait(10)
        return log.apply()

    with ThreadPoolExecutor(4) as pool:
        results = [future.result(20) for future in [pool.submit(work) for _ in range(4)]]
    assert results.count("applied") == 1
    assert counts(log) == (10, 10, 0, 0, 0)


def test_a_slice_that_is_not_whole_is_refused(log: Log) -> None:
    session = log.session(PLAYER)
    log.values = [answer(session, PLAYER, 0)]
    with pytest.raises(BrokenSlice):
        log.apply(0, 2)
    assert counts(log) == (0, 0, 0, 0, 0)


def test_effects_and_offset_stand_or_fall_together(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    player = uuid7()
    session = log.session(player)
    log.values = [answer(session, player, 0)]

    def dies(*_: Any) -> None:
        raise ConnectionError("the worker died between effects and offset")

    with monkeypatch.context() as broken:
        broken.setattr(carried, "advance", dies)
        with pytest.raises(ConnectionError):
            log.apply()
    assert standings(log, [player]) == []
    assert counts(log) == (0, 0, 0, 0, 0)
    assert log.apply(attempt=1) == "applied"
    assert counts(log) == (1, 1, 0, 0, 0)


@pytest.mark.parametrize(
    ("poison", "code"),
    [
        (b"not json", "malformed"),
        (b"\xff\x00", "malformed"),
        (b'{"type":"AnswerSubmitted","v":1,"event_id":"x"}', "malformed"),
        (b'{"type":"AnswerSubmitted","v":1,"event_id":"a\\u0000b"}', "malformed"),
        (answer(uuid7(), PLAYER, 0).replace(b'"event_id":"', b'"event_id":"\\u0000'), "malformed"),
        (answer(uuid7(), PLAYER, 0)[:-1] + b',"deep":' + b"[" * 100_000, "malformed"),
        (b"[" * 100_000, "malformed"),
        (answer(uuid7(), PLAYER, 0).replace(b'"event_id":"', b'"event_id":"\\ud800'), "malformed"),
        (answer(uuid7(), PLAYER, 0), "unknown_session"),
        (answer(uuid7(), PLAYER, 0, response="\x00"), "unknown_session"),
    ],
)
def test_one_bad_event_is_buried_and_its_neighbours_are_applied(log: Log, poison: bytes, code: str) -> None:
    player = uuid7()
    session = log.session(player)
    log.values = [answer(session, player, number) for number in range(8)]
    log.values.insert(5, poison)
    assert log.apply() == "applied"
    assert counts(log) == (9, 8, 0, 0, 1)
    letters = log.all("SELECT code, kafka_offset, value FROM dead_letters WHERE topic_id = :i", i=log.topic_id)
    assert [(row[0], row[1], bytes(row[2])) for row in letters] == [(code, 5, poison)]


def test_data_that_postgres_cannot_hold_is_the_events_fault(log: Log) -> None:
    player = uuid7()
    session = log.session(player)
    log.values = [
        answer(session, player, 0),
        answer(session, player, 1, response="nul \x00"),
        answer(session, player, 2, response="x" * 201),
        answer(session, player, 3),
    ]
    assert log.apply() == "applied"
    assert counts(log) == (4, 2, 0, 0, 2)


def test_an_event_from_the_future_keeps_the_slice_where_it_is(log: Log) -> None:
    session = log.session(PLAYER)
    log.values = [answer(session, PLAYER, 0), b'{"type":"AnswerSubmitted","v":2,"event_id":"x"}']
    with pytest.raises(Exception, match="AnswerSubmitted version 2"):
        log.apply()
    assert counts(log) == (0, 0, 0, 0, 0)
    assert log.one("SELECT count(*) FROM dead_letters WHERE topic_id = :i", i=log.topic_id)[0] == 0


def test_a_missing_partition_is_not_the_events_fault(log: Log, owner_engine: Engine) -> None:
    session = log.session(PLAYER, session_id=first_id(date(2096, 1, 1)))
    log.values = [answer(session, PLAYER, 0)]
    with owner_engine.begin() as connection:
        connection.execute(text("ALTER TABLE answers DETACH PARTITION answers_default"))
    try:
        with pytest.raises(IntegrityError):
            log.apply()
        assert counts(log) == (0, 0, 0, 0, 0)
    finally:
        with owner_engine.begin() as connection:
            connection.execute(text("ALTER TABLE answers ATTACH PARTITION answers_default DEFAULT"))
    assert log.apply() == "applied"


def poisoned(log: Log, count: int) -> Sequence[bytes]:
    session = log.session(PLAYER)
    return [b"poison"] * count + [answer(session, PLAYER, 0)]


def test_as_many_failures_as_may_be_do_not_halt(log: Log) -> None:
    log.values = list(poisoned(log, FAILURES_TO_HALT))
    assert log.apply() == "applied"
    assert log.row.halted is None


def test_mass_failure_halts_and_undoes_the_slice(log: Log, engine: Engine) -> None:
    log.values = list(poisoned(log, FAILURES_TO_HALT + 1))
    assert log.apply() == "halted"
    assert "failed" in log.row.halted
    assert counts(log) == (0, 0, 0, 0, 0)
    assert log.apply() == "elsewhere"
    with engine.begin() as connection:
        assert carried.resume(connection, "quiz.submissions", log.partition, None)
    assert log.apply() == "halted"
    with engine.begin() as connection:
        assert carried.resume(connection, "quiz.submissions", log.partition, len(log.values))
    assert log.apply() == "applied"
    assert counts(log) == (12, 1, 0, 0, 11)


def test_a_long_slice_does_not_hide_failures_at_its_beginning(log: Log) -> None:
    player = uuid7()
    session = log.session(player)
    log.values = [b"poison"] * (FAILURES_TO_HALT + 1) + [answer(session, player, 0)] * 1_500
    assert log.apply() == "halted"


def test_failures_far_apart_do_not_halt(log: Log) -> None:
    player = uuid7()
    session = log.session(player)
    copies = [answer(session, player, 0)] * 1_000
    log.values = [b"poison"] * FAILURES_TO_HALT + copies + [b"poison"] * FAILURES_TO_HALT
    assert log.apply() == "applied"
    assert counts(log) == (1_020, 1, 999, 0, 20)


def test_failures_are_counted_over_slices(log: Log) -> None:
    log.values = list(poisoned(log, FAILURES_TO_HALT + 1))
    for offset in range(FAILURES_TO_HALT):
        assert log.apply(offset, offset + 1) == "applied"
    assert log.apply(FAILURES_TO_HALT, FAILURES_TO_HALT + 1) == "halted"


def test_a_copy_of_a_dead_letter_that_comes_later_changes_nothing(log: Log) -> None:
    player, session = uuid7(), uuid7()
    log.values = [answer(session, player, 0)] * 2
    assert log.apply(0, 1) == "applied"
    log.session(player, session_id=session)  # now it could be applied, but its outcome is told already
    assert log.apply(1, 2) == "applied"
    assert counts(log) == (2, 0, 1, 0, 1)


def test_a_replayed_dead_letter_is_applied_and_a_copy_of_a_dead_one_is_not(log: Log, engine: Engine) -> None:
    player, session = uuid7(), uuid7()
    event = answer(session, player, 0)
    log.values = [event, event, event]
    assert log.apply(0, 2) == "applied"
    assert counts(log) == (2, 0, 1, 0, 1)
    log.session(player, session_id=session)
    with engine.begin() as connection:
        connection.execute(text("UPDATE dead_letters SET replayed_at = now() WHERE topic_id = :i"), {"i": log.topic_id})
    assert log.apply(2, 3) == "applied"
    assert counts(log) == (3, 1, 1, 0, 1)
