"""A running bridge, and the test as the worker at the other end of its queue."""

import base64
import json
from threading import Thread
from typing import Any

from confluent_kafka import Consumer, Producer
from redis import Redis
from sqlalchemy import Engine, text

from bridges.carry import Carrier, Wires
from bridges.couriers import client
from bridges.kafka import admin, consumer_config, create_topics, log_bounds, producer_config, topic_ids
from bridges.topics import TopicWatch
from events.catalog import SUBMISSIONS, TOPICS, Topic
from models import carried
from tests.processes import until

PARTITIONS = 2


class Bridge:
    """A Carrier in a thread, over the topics of the catalogue."""

    def __init__(self, engine: Engine, kafka: str, broker_url: str, member: str) -> None:
        self.engine, self.kafka = engine, kafka
        self.admin = admin(kafka)
        self.queues = Redis.from_url(broker_url, socket_timeout=60)
        self._producer = Producer(producer_config(kafka))
        self._celery = client(broker_url)
        self._member = member
        self._carrier: Carrier | None = None
        self._thread: Thread | None = None

    def set_up(self) -> None:
        """Topics and their rows, as `flask carried setup` makes them."""
        create_topics(self.admin, TOPICS.values(), PARTITIONS, 1)
        until(lambda: len(topic_ids(self.admin, TOPICS)) == len(TOPICS), what="the topics are there")
        with self.engine.begin() as connection:
            connection.execute(text("DELETE FROM carried"))
            for topic, (topic_id, count) in topic_ids(self.admin, TOPICS).items():
                carried.setup(connection, topic, topic_id, dict.fromkeys(range(count), 0))

    def start(self) -> None:
        """Carry, until `stop`."""
        self._carrier = Carrier(
            Wires(
                consumer=Consumer(consumer_config(self.kafka, self._member)),
                engine=self.engine,
                celery=self._celery,
                queues=self.queues,
                watch=TopicWatch(self.admin, TOPICS, every_s=0.2),
            )
        )
        self._thread = Thread(target=self._carrier.run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it and wait until it has."""
        if self._carrier and self._thread:
            self._carrier.stop()
            self._thread.join(30)
            assert not self._thread.is_alive()
        self._carrier = None

    def produce(self, *values: bytes, partition: int = 0, topic: Topic = SUBMISSIONS) -> None:
        """Events, acknowledged."""
        for value in values:
            self._producer.produce(topic.name, value=value, partition=partition)
        assert self._producer.flush(30) == 0

    def buffered(self, partition: int = 0) -> int:
        """How many events of the partition are read and not applied."""
        lane = self._carrier._lanes.get((SUBMISSIONS.name, partition)) if self._carrier else None
        return len(lane.values) if lane else 0

    def next_slice(self, seconds: int = 30, topic: Topic = SUBMISSIONS) -> dict[str, Any]:
        """The arguments of the next task in the queue, as a worker would be given them."""
        popped = self.queues.brpop([topic.queue], timeout=seconds)
        assert popped, "no slice came"
        message = json.loads(popped[1])
        assert message["headers"]["task"] == topic.task
        arguments: dict[str, Any] = json.loads(base64.b64decode(message["body"]))[1]
        return arguments

    def applied(self, partition: int = 0) -> int:
        """Where Postgres says the partition stands."""
        return int(self._row(partition).applied)

    def halted(self, partition: int = 0) -> str | None:
        """Why the partition stands, if it does."""
        why: str | None = self._row(partition).halted
        return why

    def bounds(self, partition: int = 0) -> tuple[int, int]:
        """Where the partition's log begins and ends."""
        return log_bounds(self.admin, [(SUBMISSIONS.name, partition)])[(SUBMISSIONS.name, partition)]

    def _row(self, partition: int) -> Any:
        query = text("SELECT * FROM carried WHERE topic = :t AND partition = :p")
        with self.engine.connect() as connection:
            return connection.execute(query, {"t": SUBMISSIONS.name, "p": partition}).one()
