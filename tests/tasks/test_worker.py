"""One real Celery worker: what it shows of a slice, and how it ends."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from signal import SIGTERM
from typing import Any

import pytest
from celery import Celery
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges.couriers import client, send_slice
from events.catalog import SUBMISSIONS
from models import carried
from tests.pipeline import Log, answer
from tests.processes import until

ROOT = Path(__file__).parents[2]
NODE = "tested@localhost"


@pytest.fixture
def celery(broker_url: str) -> Celery:
    """A Celery that sends, as the bridge has it."""
    return client(broker_url)


@pytest.fixture
def worker(
    database_url: str, broker_url: str, boards_url: str, celery: Celery, tmp_path: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    """`celery -A tasks worker` on the scoring queue."""
    environ = os.environ | {
        "DATABASE_URL": database_url.replace("+psycopg", ""),
        "BROKER_URL": broker_url,
        "BOARDS_URL": boards_url,
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "SECRET_KEYS": "k" * 32,
        "API_URL": "http://127.0.0.1:1",
        "REALTIME_URL": "ws://127.0.0.1:1/v1/realtime",
    }
    words = f"-m celery -A tasks worker --hostname {NODE} --queues scoring --concurrency 1 --loglevel WARNING".split()
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environ, stdout=log, stderr=log)
        until(lambda: celery.control.ping([NODE], timeout=0.5), 60, "the worker answers")
        yield process
        process.terminate()
        process.wait(30)


def send(celery: Celery, log: Log, lo: int, hi: int) -> None:
    with log.engine.connect() as connection:
        standing = next(row for row in carried.standings(connection) if row.topic_id == log.topic_id)
    assert standing.applied == lo
    send_slice(celery, standing, SUBMISSIONS, 0, log.values[lo:hi])


_WAIT_WHILE_HELD = """
CREATE TABLE held AS SELECT 1;
CREATE FUNCTION wait_while_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    WHILE EXISTS (SELECT FROM held) LOOP PERFORM pg_sleep(0.02); END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER wait AFTER UPDATE ON sessions FOR EACH STATEMENT EXECUTE FUNCTION wait_while_held();
"""


@pytest.fixture
def let_go(log: Log, engine: Engine, owner_engine: Engine) -> Iterator[Callable[[], None]]:
    """Three answers; the slice that applies them stays at work until the function is called."""
    player = uuid7()
    session = log.session(player)
    log.values = [answer(session, player, number) for number in range(3)]
    with owner_engine.begin() as connection:
        connection.execute(text(_WAIT_WHILE_HELD))

    def let_go() -> None:
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM held"))

    yield let_go
    let_go()
    with owner_engine.begin() as connection:
        connection.execute(text("DROP TRIGGER wait ON sessions; DROP FUNCTION wait_while_held; DROP TABLE held"))


def active(celery: Celery) -> list[Any]:
    found = celery.control.inspect([NODE], timeout=0.3).active() or {}
    return list(found.get(NODE, []))


@pytest.mark.usefixtures("worker")
def test_a_slice_reads_topic_partition_lo_hi_count_and_not_its_bytes(
    celery: Celery, log: Log, let_go: Callable[[], None]
) -> None:
    send(celery, log, 0, 3)
    until(lambda: active(celery), what="the slice is active")
    (shown,) = active(celery)
    let_go()
    assert shown["name"] == SUBMISSIONS.task
    expected = {"topic": SUBMISSIONS.name, "partition": 0, "lo": 0, "hi": 3, "count": 3}
    assert shown["kwargs"] == repr(expected)
    assert log.values[0].decode() not in str(shown)
    until(lambda: log.row.applied == 3, what="the slice is applied")


def test_sigterm_lets_the_slice_at_work_be_finished(
    worker: "subprocess.Popen[bytes]", celery: Celery, log: Log, let_go: Callable[[], None]
) -> None:
    send(celery, log, 0, 3)
    until(lambda: active(celery), what="the slice is active")
    worker.send_signal(SIGTERM)
    let_go()
    worker.wait(30)
    assert (log.row.applied, log.row.applied_n) == (3, 3)
