"""The least a message can take: produced with every acknowledgement, and consumed again, one at a time."""

from time import monotonic, perf_counter

from confluent_kafka import Consumer, Producer, TopicPartition

from bridges.kafka import admin, create_topics, producer_config
from events.catalog import Topic
from lab.folder import LabError

_TOPIC = Topic("bench.echo", task="", queue="", carries="echoes")
_PATIENCE_S = 10.0


def kafka_echo(kafka: str, count: int) -> list[float]:
    """Seconds of so many rounds, after some that only warm."""
    create_topics(admin(kafka), [_TOPIC], partitions=1, replicas=1)
    producer = Producer(producer_config(kafka))
    consumer = Consumer({"bootstrap.servers": kafka, "group.id": "echo", "enable.auto.commit": False})
    consumer.assign([TopicPartition(_TOPIC.name, 0, 0)])
    rounds = [_round(producer, consumer, str(number).encode()) for number in range(count + 50)]
    consumer.close()
    return rounds[50:]


def _round(producer: Producer, consumer: Consumer, value: bytes) -> float:
    began = perf_counter()
    producer.produce(_TOPIC.name, value)
    producer.flush()
    deadline = monotonic() + _PATIENCE_S
    while monotonic() < deadline:
        message = consumer.poll(0.1)
        if message is not None and not message.error() and message.value() == value:
            return perf_counter() - began
    raise LabError("Kafka does not give back what it acknowledged")
