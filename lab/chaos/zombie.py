"""A bridge that thinks it is still on duty: sends slices again that were applied long ago, or overlap what is next."""

from dataclasses import replace
from random import Random
from time import monotonic

from confluent_kafka import Consumer, KafkaException, TopicPartition

from bridges.couriers import SendError, client, send_slice
from events.catalog import SUBMISSIONS
from models.carried import Standing

_MOST = 300
_READ_S = 1.0
_PATIENCE_S = 15.0
"""Kafka may have been killed just before."""


class Zombie:
    """Reads Kafka beside the bridges, in no group, and sends what nobody asked for."""

    def __init__(self, kafka: str, broker: str, random: Random) -> None:
        config = {"bootstrap.servers": kafka, "group.id": "zombie", "enable.auto.commit": False, "log_level": 0}
        self._consumer = Consumer(config)
        self._celery = client(broker)
        self._random = random

    def send(self, standing: Standing) -> str:
        """Send a slice of a partition from somewhere below `applied`; what it was, in words."""
        lo = self._random.randrange(max(standing.first, standing.applied - 2 * _MOST), standing.applied)
        values = self._read(standing, lo, self._random.randint(1, _MOST))
        if not values:
            return "nothing"
        try:
            send_slice(self._celery, replace(standing, applied=lo), SUBMISSIONS, self._random.randint(0, 1), values)
        except SendError:
            return "nothing: the broker is away"
        return f"{standing.topic}/{standing.partition} {lo}-{lo + len(values)} again"

    def _read(self, standing: Standing, lo: int, count: int) -> list[bytes]:
        self._consumer.assign([TopicPartition(standing.topic, standing.partition, lo)])
        deadline = monotonic() + _PATIENCE_S
        values: list[bytes] = []
        while not values and monotonic() < deadline:
            try:
                messages = self._consumer.consume(count, timeout=_READ_S)
            except KafkaException:
                continue
            values = [message.value() or b"" for message in messages if not message.error()]
        return values
