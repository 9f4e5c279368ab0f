"""Where logs end, for processes that serve: asked in C alone, so that under gevent nobody else waits for the answer."""

from confluent_kafka import Consumer, TopicPartition

from bridges.offload import offload

_KAFKA_S = 0.5


class LogEnds:
    """Its consumer is made at first use, after the fork, and joins no group. For commands: bridges.kafka.log_bounds."""

    def __init__(self, bootstrap_servers: str) -> None:
        self._bootstrap_servers = bootstrap_servers
        self._consumer: Consumer | None = None

    def end(self, topic: str, partition: int) -> int:
        """The next offset to be written. Raises KafkaException, within half a second."""
        if self._consumer is None:
            config = {"bootstrap.servers": self._bootstrap_servers, "group.id": "buzzline-ends", "log_level": 2}
            self._consumer = Consumer(config)
        part = TopicPartition(topic, partition)
        return int(offload(self._consumer.get_watermark_offsets, part, timeout=_KAFKA_S)[1])

    def close(self) -> None:
        """Leave Kafka alone."""
        if self._consumer is not None:
            self._consumer.close()
            self._consumer = None
