"""The services: whose URL counts, that folders do not meet, and what a crash leaves behind."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from confluent_kafka import Consumer, Producer, TopicPartition

from lab.folder import LabError
from lab.ports import Ports
from lab.stack import Stack, given

ELSEWHERE = {
    "DATABASE_URL": "postgresql://me@db.example/x",
    "REDIS_URL": "redis://cache.example:6379/0",
    "KAFKA_BOOTSTRAP_SERVERS": "one.example:9092,two.example:9092",
}


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Stack]:
    """Postgres and Valkey in a folder of their own; Kafka is somewhere else."""
    environ = {"KAFKA_BOOTSTRAP_SERVERS": ELSEWHERE["KAFKA_BOOTSTRAP_SERVERS"]}
    with Stack(tmp_path / "one", environ=environ) as stack:
        yield stack


def ask(stack: Stack, query: str) -> object:
    """One value of Postgres."""
    with psycopg.connect(stack.urls["OWNER_DATABASE_URL"]) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row and row[0]


def test_services_of_the_environment_are_used_instead(tmp_path: Path) -> None:
    with Stack(tmp_path, environ=ELSEWHERE) as stack:
        assert stack.urls == ELSEWHERE
        assert not stack.servers


def test_the_owners_url_of_the_environment_goes_with_the_apps_but_ours_does_not(tmp_path: Path) -> None:
    owner = {"OWNER_DATABASE_URL": "postgresql://owner@db.example/x"}
    with Stack(tmp_path / "one", environ=ELSEWHERE | owner) as stack:
        assert stack.urls == ELSEWHERE | owner
    ports = Ports(tmp_path / "two")
    ours = {"OWNER_DATABASE_URL": f"postgresql://owner@127.0.0.1:{ports.claim('postgres')}/x"}
    with Stack(tmp_path / "two", environ=ELSEWHERE | ours) as stack:
        assert stack.urls == ELSEWHERE


def test_the_app_is_not_the_owner_of_its_database(small: Stack) -> None:
    with psycopg.connect(small.urls["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)
    assert ask(small, "SELECT rolname FROM pg_roles WHERE rolname = 'buzzline_app'") == "buzzline_app"


def test_our_own_url_in_a_shell_that_read_it_does_not_count() -> None:
    for variable, url in (("DATABASE_URL", "postgresql://u:p@127.0.0.1:16001/x"), ("KAFKA", "127.0.0.1:16001")):
        assert given(variable, 16001, {variable: url}) is None
        assert given(variable, 16002, {variable: url}) == url


def test_two_folders_run_side_by_side(small: Stack, tmp_path: Path) -> None:
    environ = {"KAFKA_BOOTSTRAP_SERVERS": small.urls["KAFKA_BOOTSTRAP_SERVERS"]}
    with Stack(tmp_path / "two", environ=environ) as other:
        assert other.urls["DATABASE_URL"] != small.urls["DATABASE_URL"]
        assert other.urls["REDIS_URL"] != small.urls["REDIS_URL"]
        assert ask(other, "SELECT 1") == ask(small, "SELECT 1") == 1


def test_a_folder_has_one_stack_at_a_time(small: Stack) -> None:
    with pytest.raises(LabError, match="in use"):
        Stack(small.home).start()


def test_postgres_is_durable_and_as_configured(small: Stack) -> None:
    assert ask(small, "SHOW fsync") == "on"
    assert ask(small, "SHOW synchronous_commit") == "on"
    assert ask(small, "SELECT current_database()") == "buzzline"


def test_postgres_starts_again_when_a_backend_outlived_it_and_its_number_is_a_strangers_now(small: Stack) -> None:
    connection = psycopg.connect(small.urls["DATABASE_URL"], autocommit=True)
    os.kill(connection.info.backend_pid, signal.SIGSTOP)
    os.kill(small.postgres.pid, signal.SIGKILL)  # Alone: its backends are to stay.
    lock = small.home / "postgres" / "data" / "postmaster.pid"
    lock.write_text(lock.read_text().replace(str(small.postgres.pid), str(os.getpid()), 1))
    small.postgres.restart()
    assert ask(small, "SELECT 1") == 1
    connection.close()


@pytest.mark.parametrize("how", ["kill", "stop_immediately"])
def test_what_was_committed_is_there_after_a_crash(small: Stack, how: str) -> None:
    with psycopg.connect(small.urls["OWNER_DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000)")
    getattr(small.postgres, how)()
    small.postgres.start()
    assert ask(small, "SELECT count(*) FROM kept") == 1000


def test_kafka_keeps_every_record_over_a_kill(services: Stack, make_topic: Callable[[int], str]) -> None:
    topic = make_topic(1)
    servers = services.urls["KAFKA_BOOTSTRAP_SERVERS"]
    producer = Producer({"bootstrap.servers": servers, "acks": "all", "enable.idempotence": True})
    for number in range(1000):
        producer.produce(topic, str(number))
    assert producer.flush(30) == 0
    services.kafka.kill()
    services.kafka.start()
    consumer = Consumer({"bootstrap.servers": servers, "group.id": topic, "enable.auto.commit": False})
    consumer.assign([TopicPartition(topic, 0, 0)])
    values = [message.value() for message in consumer.consume(1000, timeout=30)]
    consumer.close()
    assert values == [str(number).encode() for number in range(1000)]
