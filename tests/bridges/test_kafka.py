"""What a bridge's consumer is set to, shown by what Kafka then does."""

from collections.abc import Callable
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any, cast

import pytest
from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec
from uuid_utils.compat import uuid7

from bridges.kafka import consumer_config, log_bounds, producer_config
from tests.processes import dies, kill_me, until

_LONG_MS = 300_000
"""A session that nobody ends within a test."""


@pytest.fixture
def config(kafka_servers: str) -> dict[str, Any]:
    """A bridge's, in a group of this test's own."""
    return consumer_config(kafka_servers, "bridge-1") | {"group.id": f"test-{uuid7()}"}


def test_a_killed_bridge_comes_back_into_its_own_place(config: dict[str, Any], make_topic: Callable[..., str]) -> None:
    """Kafka does not wait for the dead one's session to end: the name says who has come back."""
    topic = make_topic(2)
    config |= {"session.timeout.ms": _LONG_MS, "max.poll.interval.ms": _LONG_MS}

    def join() -> Consumer:
        consumer = Consumer(config)
        consumer.subscribe([topic])

        def assigned() -> bool:
            consumer.poll(0.1)
            return len(consumer.assignment()) == 2

        until(assigned, 60, "the partitions are assigned")
        return consumer

    def join_and_die() -> None:
        join()
        kill_me()

    assert dies(join_and_die)
    join().close()


def test_a_consumer_never_guesses_where_to_begin(
    config: dict[str, Any], kafka_servers: str, make_topic: Callable[..., str]
) -> None:
    topic = make_topic()
    producer = Producer(producer_config(kafka_servers))
    producer.produce(topic, b"the only event")
    assert producer.flush(30) == 0
    consumer = Consumer(config)
    consumer.assign([TopicPartition(topic, 0, 5)])
    found: list[Any] = []

    def told() -> bool:
        message = consumer.poll(0.1)
        found.extend([message] if message else [])
        return bool(found)

    until(told, what="the gap is told")
    consumer.close()
    assert found[0].error().code() == KafkaError._AUTO_OFFSET_RESET


def test_an_end_that_the_broker_does_not_know_is_no_end() -> None:
    """A broker that was killed answers so for a moment: no partition may be taken to have lost its log by that."""

    class Starting:
        """An admin client of such a broker."""

        def list_offsets(self, parts: Any, **_: Any) -> dict[Any, Future[Any]]:
            """Offsets as librdkafka gives them without a leader's answer."""
            latest = type(OffsetSpec.latest())
            return {part: _done(-1001 if isinstance(spec, latest) else 0) for part, spec in parts.items()}

    with pytest.raises(KafkaException):
        log_bounds(cast(AdminClient, Starting()), [("battle.moves", 0)])


def _done(offset: int) -> "Future[Any]":
    future: Future[Any] = Future()
    future.set_result(SimpleNamespace(offset=offset))
    return future
