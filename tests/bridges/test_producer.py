"""The producer of a web process on a real Kafka."""

from collections.abc import Callable

from confluent_kafka import KafkaError

from bridges.producer import Producer
from tests.processes import until


def test_a_client_that_failed_for_good_is_replaced(kafka_servers: str, make_topic: Callable[..., str]) -> None:
    topic = make_topic()
    producer = Producer(kafka_servers, topic)
    until(producer.wait_until_warm, what="the producer is warm")
    lost = producer._clients[0]
    lost._note_error(KafkaError(KafkaError._FATAL, "the broker has forgotten it", fatal=True))

    def is_whole() -> bool:
        return lost not in producer._clients and producer.wait_until_warm(0) and not producer.is_open

    until(is_whole, what="it is replaced")
    pending = producer.submit(topic, "a key", b"an event")
    assert pending is not None
    assert pending.wait(30) == [(0, 0)]
    producer.stop()


def test_one_that_was_stopped_takes_nothing_more(kafka_servers: str, make_topic: Callable[..., str]) -> None:
    """Greenlets of a process that ends may still come with something: that goes to the outbox."""
    producer = Producer(kafka_servers, make_topic())
    until(producer.wait_until_warm, what="the producer is warm")
    producer.stop()
    assert producer.submit("a topic", "a key", b"an event") is None
    assert not producer._running
