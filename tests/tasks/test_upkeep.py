"""Partitions of answers, and what happens to answers that have none yet."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import partitions
from tasks.retention import forget_old
from tasks.upkeep import make_partitions
from tests.pipeline import Log, answer


def in_partition(log: Log, session: UUID) -> list[str]:
    rows = log.all("SELECT tableoid::regclass::text FROM answers WHERE session_id = :s", s=session)
    return [row[0] for row in rows]


def test_partitions_are_thirty_days_ahead_and_made_once(log: Log, engine: Engine) -> None:
    make_partitions()
    names = {
        row[0]
        for row in log.all("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent='answers'::regclass")
    }
    today = datetime.now(UTC).date()
    assert {f"answers_{today + timedelta(days=offset):%Y%m%d}" for offset in range(31)} <= names
    with engine.begin() as connection:
        assert partitions.ensure(connection, today) == []


def test_a_clock_forty_days_ahead_stops_nothing_and_its_answers_move_when_their_day_is_made(
    log: Log, engine: Engine
) -> None:
    player = uuid7()
    far = datetime.now(UTC).date() + timedelta(days=40)
    session = log.session(player, session_id=partitions.first_id(far))
    log.values = [answer(session, player, 0), answer(session, player, 1)]
    assert log.apply(0, 1) == "applied"
    assert in_partition(log, session) == ["answers_default"]
    with engine.begin() as connection:
        partitions.ensure(connection, far)
        assert partitions.default_rows(connection) == 0
    assert log.apply(1, 2) == "applied"
    assert in_partition(log, session) == [f"answers_{far:%Y%m%d}"] * 2


@pytest.mark.parametrize("seconds", [-1, 0])
def test_a_retry_across_midnight_is_a_copy(log: Log, seconds: int) -> None:
    player = uuid7()
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    session = log.session(player, session_id=UUID(int=partitions.first_id(tomorrow).int + (seconds * 1000 << 80) + 7))
    midnight = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=UTC)
    log.values = [
        answer(session, player, 0, at=midnight - timedelta(milliseconds=1)),
        answer(session, player, 0, at=midnight + timedelta(milliseconds=1)),
    ]
    log.apply(0, 1)
    log.apply(1, 2)
    assert (log.row.applied_n, log.row.copies) == (1, 1)
    assert len(in_partition(log, session)) == 1


def test_first_ids_are_in_the_order_of_days() -> None:
    assert partitions.first_id(date(2026, 1, 1)) < partitions.first_id(date(2026, 1, 2))
    made = uuid7()
    today = datetime.now(UTC).date()
    assert partitions.first_id(today - timedelta(days=1)) < made < partitions.first_id(today + timedelta(days=2))


def test_plans_are_kept_for_a_day_after_their_session(log: Log, engine: Engine) -> None:
    now = datetime.now(UTC)
    kept, gone = uuid7(), uuid7()
    with engine.begin() as connection:
        for session, expired in ((kept, timedelta(hours=23)), (gone, timedelta(hours=25))):
            connection.execute(
                text("INSERT INTO session_plans VALUES (:s, '{}', '{}', :at)"), {"s": session, "at": now - expired}
            )
    forget_old()
    assert log.all("SELECT session_id FROM session_plans") == [(kept,)]
