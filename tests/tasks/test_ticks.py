"""Ticks that close what is over, as beat calls them: Kafka away holds up only what has no marks yet."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from types import SimpleNamespace
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges.kafka import admin, create_topics
from events.catalog import SUBMISSIONS
from models import seasons
from tasks import app
from tasks.learning import learn_from_sessions
from tasks.quizzes import settle_quizzes
from tasks.seasons import close_seasons
from tests.clearing import clear
from tests.pipeline import Log
from tests.processes import until


@pytest.fixture(autouse=True)
def empty(engine: Engine) -> Iterator[None]:
    """Nothing is over."""
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO categories VALUES (1, 'one', 'One') ON CONFLICT DO NOTHING"))
    yield
    with engine.begin() as connection:
        clear(connection, "quizzes, sessions, outbox, season_standings, carried")
        connection.execute(text("DELETE FROM seasons"))


def put(engine: Engine, closed_s: int, marks: str | None) -> UUID:
    """A quiz that closed so many seconds ago."""
    id_ = uuid7()
    statement = text(
        "INSERT INTO quizzes (id, key, mode, title, category_id, langs, opens_at, closes_at, time_limit_ms, "
        "question_ids, revisions, seed, marks) VALUES (:id, CAST(:id AS text), 'daily', 'A quiz', 1, '{en}', "
        "now() - interval '1 day', now() - :closed * interval '1 s', 15000, '{}', '{}', '', CAST(:marks AS jsonb))"
    )
    with engine.begin() as connection:
        connection.execute(statement, {"id": id_, "closed": closed_s, "marks": marks})
    return id_


def test_quizzes_are_settled_ten_seconds_after_they_closed(engine: Engine, log: Log) -> None:
    marked, unmarked, moment_ago = put(engine, 60, "[]"), put(engine, 60, None), put(engine, 5, "[]")
    settle_quizzes()
    rows = log.all("SELECT id, marks, settled_at IS NOT NULL FROM quizzes ORDER BY id")
    assert rows == sorted([(marked, [], True), (unmarked, None, False), (moment_ago, [], False)])


def test_seasons_are_closed(engine: Engine, log: Log) -> None:
    with engine.begin() as connection:
        one = seasons.create(connection, "January", date(2026, 1, 1), date(2026, 1, 31), [])
        other = seasons.create(connection, "February", date(2026, 2, 1), date(2026, 2, 28), [])
        connection.execute(text("UPDATE seasons SET marks = '[]' WHERE id = :id"), {"id": one})
    close_seasons()
    rows = log.all("SELECT id, marks, sealed_at IS NOT NULL FROM seasons WHERE id >= :one ORDER BY id", one=one)
    assert rows == [(one, [], True), (other, None, False)]


def test_a_season_is_closed_ten_seconds_after_its_end(
    engine: Engine, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine.begin() as connection:
        season = seasons.create(connection, "January", date(2026, 1, 1), date(2026, 1, 31), [])
        connection.execute(text("UPDATE seasons SET marks = '[]' WHERE id = :id"), {"id": season})
    sealed = []
    for seconds in (5, 11):
        now = datetime(2026, 2, 1, 0, 0, seconds, tzinfo=UTC)
        monkeypatch.setattr("tasks.seasons.datetime", SimpleNamespace(now=lambda _, now=now: now))
        close_seasons()
        sealed += log.all("SELECT sealed_at IS NOT NULL FROM seasons WHERE id = :id", id=season)
    assert sealed == [(False,), (True,)]


def test_ended_sessions_are_learned_from(engine: Engine, log: Log) -> None:
    session, later = log.session(uuid7()), log.session(uuid7())
    with engine.begin() as connection:
        connection.execute(text("UPDATE sessions SET ended_at = now() - interval '1 day'"))
        connection.execute(text("UPDATE sessions SET ended_at = now() WHERE id = :id"), {"id": later})
        connection.execute(text("UPDATE learning SET marked_at = now() - interval '1 hour', marks = '[]'"))
    learn_from_sessions()
    assert log.all("SELECT id FROM sessions WHERE learned_at IS NOT NULL") == [(session,)]
    assert log.all("SELECT marks FROM learning") == [(None,)]


@pytest.mark.usefixtures("no_topics")
def test_marks_are_where_the_logs_end(
    engine: Engine, log: Log, kafka_servers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_topics(admin(kafka_servers), [SUBMISSIONS], 2, 1)
    monkeypatch.setitem(app.conf, "kafka_bootstrap_servers", kafka_servers)
    put(engine, 60, None)

    def is_marked() -> bool:
        settle_quizzes()
        return log.all("SELECT marks FROM quizzes") != [(None,)]

    until(is_marked)  # a topic that was just made may have no leader yet
    assert [mark[1:] for mark in log.one("SELECT marks FROM quizzes").marks] == [[0, 0], [1, 0]]
