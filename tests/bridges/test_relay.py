"""The relay: what is in the outbox reaches Kafka, and leaves the outbox only then."""

from collections.abc import Callable
from signal import SIGTERM
from threading import Thread

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from sqlalchemy import Engine, text
from structlog.testing import capture_logs

from bridges.kafka import admin, log_bounds, producer_config
from bridges.relay import Relay
from lab.stack import Stack
from models import outbox
from models.base import CARRIER_LIMITS, open_engine
from tests.bridges.conftest import Start
from tests.processes import freeze_me, frozen, until


@pytest.fixture
def relay(engine: Engine, kafka_servers: str) -> Relay:
    return Relay(engine, Producer(producer_config(kafka_servers)))


def fill(engine: Engine, topic: str, count: int) -> list[bytes]:
    values = [b"event %d" % number for number in range(count)]
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM outbox"))
        for value in values:
            outbox.put(connection, topic, "a key", value)
    return values


def waiting(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM outbox")).scalar_one())


def log_of(servers: str, topic: str, count: int) -> list[bytes]:
    """The first `count` events of a topic's log."""
    consumer = Consumer({"bootstrap.servers": servers, "group.id": "test"})
    consumer.assign([TopicPartition(topic, 0, 0)])
    found: list[bytes] = []

    def enough() -> bool:
        found.extend(message.value() for message in consumer.consume(100, timeout=0.2) if not message.error())
        return len(found) >= count

    until(enough, what=f"{count} events are in the log")
    consumer.close()
    return found


def test_rows_reach_kafka_in_order_and_leave(
    relay: Relay, engine: Engine, kafka_servers: str, make_topic: Callable[..., str]
) -> None:
    topic = make_topic()
    values = fill(engine, topic, 30)
    assert relay.step() == 30
    assert waiting(engine) == 0
    assert log_of(kafka_servers, topic, 30) == values


def test_what_kafka_did_not_acknowledge_stays(
    relay: Relay, engine: Engine, services: Stack, kafka_servers: str, make_topic: Callable[..., str]
) -> None:
    topic = make_topic()
    fill(engine, topic, 1)
    relay.step()
    values = fill(engine, topic, 3)
    with services.kafka.frozen():
        assert relay.step() == 0
        assert waiting(engine) == 3
    until(lambda: relay.step() or waiting(engine) == 0, what="kafka acknowledges again")
    assert set(log_of(kafka_servers, topic, 4)) >= set(values)


def test_what_kafka_refused_stays_too(
    engine: Engine, services: Stack, kafka_servers: str, make_topic: Callable[..., str]
) -> None:
    hasty = Relay(engine, Producer(producer_config(kafka_servers) | {"message.timeout.ms": 500}))
    fill(engine, make_topic(), 3)
    with services.kafka.frozen():
        assert hasty.step() == 0  # the client says within the wait that it has given up
    assert waiting(engine) == 3


def test_of_a_batch_only_what_kafka_acknowledged_leaves(
    engine: Engine, kafka_servers: str, make_topic: Callable[..., str]
) -> None:
    hasty = Relay(engine, Producer(producer_config(kafka_servers) | {"message.timeout.ms": 2_000}))
    topic = make_topic()
    fill(engine, topic, 3)
    with engine.begin() as connection:
        outbox.put(connection, "no.such.topic", "a key", b"a value")
    until(lambda: hasty.step() == 3, what="kafka acknowledges the others")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT topic FROM outbox")).scalars().all() == ["no.such.topic"]


def test_a_relay_frozen_in_its_transaction_holds_up_nobody(
    relay: Relay, engine: Engine, database_url: str, kafka_servers: str, make_topic: Callable[..., str]
) -> None:
    topic = make_topic()
    values = fill(engine, topic, 5)

    def leases_and_freezes() -> None:
        mine = open_engine(database_url, CARRIER_LIMITS)
        with mine.begin() as connection:
            assert len(outbox.lease(connection, 500)) == 5
            freeze_me()

    with frozen(leases_and_freezes):
        assert relay.step() == 0
        assert waiting(engine) == 5
        until(lambda: relay.step() == 5, what="the frozen relay's rows are free")
    assert log_of(kafka_servers, topic, 5) == values


def test_a_relay_outlives_a_postgres_that_is_away(
    relay: Relay, engine: Engine, services: Stack, make_topic: Callable[..., str]
) -> None:
    thread = Thread(target=relay.run, daemon=True)
    thread.start()
    with capture_logs() as logs:
        services.postgres.kill()
        try:
            until(lambda: "postgres is away" in [line["event"] for line in logs], what="the relay says so")
        finally:
            services.postgres.start()
    fill(engine, make_topic(), 3)
    until(lambda: waiting(engine) == 0, what="the outbox is empty")
    relay.stop()
    thread.join(10)
    assert not thread.is_alive()


def test_relays_beside_each_other_move_each_row_once(
    engine: Engine, kafka_servers: str, make_topic: Callable[..., str]
) -> None:
    topic = make_topic()
    values = fill(engine, topic, 2_000)
    relays = [Relay(engine, Producer(producer_config(kafka_servers))) for _ in range(2)]
    threads = [Thread(target=relay.run, daemon=True) for relay in relays]
    for thread in threads:
        thread.start()
    until(lambda: waiting(engine) == 0, what="the outbox is empty")
    for relay in relays:
        relay.stop()
    for thread in threads:
        thread.join(10)
    assert sorted(log_of(kafka_servers, topic, 2_000)) == sorted(values)
    assert log_bounds(admin(kafka_servers), [(topic, 0)])[(topic, 0)] == (0, 2_000)


def test_a_relay_told_to_stop_finishes_what_it_holds(
    start: Start, engine: Engine, kafka_servers: str, make_topic: Callable[..., str]
) -> None:
    topic, rows = make_topic(), 20_000
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM outbox"))
        outbox.put_all(connection, [(topic, "key", b"event %d" % number) for number in range(rows)])

    relay = start("relay")
    until(lambda: waiting(engine) < rows, 60, "the relay is at it")
    relay.send_signal(SIGTERM)
    assert relay.wait(30) == 0
    begin, end = log_bounds(admin(kafka_servers), [(topic, 0)])[(topic, 0)]
    assert 0 < waiting(engine) < rows, "it was to be stopped half way"
    assert (begin, end) == (0, rows - waiting(engine))


def test_a_woken_relay_looks_at_once(
    relay: Relay, engine: Engine, make_topic: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bridges.relay._LOOK_S", 3_600.0)
    topic = make_topic()
    thread = Thread(target=relay.run, daemon=True)
    thread.start()
    for _ in range(2):
        fill(engine, topic, 1)

        def moved() -> bool:
            relay.wake()
            return waiting(engine) == 0

        until(moved, what="the outbox is empty")
    relay.stop()
    relay.wake()
    thread.join(10)
    assert not thread.is_alive()
