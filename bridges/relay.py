"""Outbox to Kafka: rows are locked, produced, acknowledged and deleted in one transaction."""

from collections.abc import Iterable
from threading import Event
from time import monotonic, sleep

import structlog
from confluent_kafka import KafkaError, Message, Producer
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from models import outbox

log = structlog.get_logger()

_AT_ONCE = 500
_WAIT_S = 4.5
"""Longer than a message's own time-out, shorter than the time a transaction of ours may be idle."""
_LOOK_S = 0.05
_AWAY_S = 0.5


class Relay:
    """One relay. Any number may run: each takes the rows that no other holds."""

    def __init__(self, engine: Engine, producer: Producer) -> None:
        self._engine = engine
        self._producer = producer
        self._running = True
        self._woken = Event()

    def stop(self) -> None:
        """Ask the loop to end; a batch under way is finished."""
        self._running = False

    def wake(self) -> None:
        """Say that there may be rows: it looks at once, from any thread; unwoken, every 50 ms."""
        self._woken.set()

    def run(self) -> None:
        """Relay until stopped; a store that is away is waited for."""
        while self._running:
            self._woken.clear()
            try:
                moved = self.step()
            except SQLAlchemyError as error:
                log.warning("postgres is away", error=str(error.__cause__ or error))
                sleep(_AWAY_S)
                continue
            if moved < _AT_ONCE and self._running:
                self._woken.wait(_LOOK_S)
                self._producer.poll(0)

    def step(self) -> int:
        """Move up to 500 rows; how many. A row that Kafka did not acknowledge stays."""
        with self._engine.begin() as connection:
            rows = outbox.lease(connection, _AT_ONCE)
            acknowledged = self._produce(rows) if rows else []
            if acknowledged:
                outbox.remove(connection, acknowledged)
        if len(acknowledged) < len(rows):
            log.warning("kafka did not acknowledge", rows=len(rows), acknowledged=len(acknowledged))
            sleep(_AWAY_S)
        return len(acknowledged)

    def _produce(self, rows: Iterable[outbox.OutboxRow]) -> list[int]:
        """Produce rows and wait; the ids of those that Kafka has."""
        acknowledged: list[int] = []
        waiting = set()
        for row in rows:
            waiting.add(row.id)

            def done(error: KafkaError | None, _: Message, row_id: int = row.id) -> None:
                waiting.discard(row_id)
                if error is None:
                    acknowledged.append(row_id)

            self._producer.produce(row.topic, key=row.key, value=row.value, on_delivery=done)
        deadline = monotonic() + _WAIT_S
        while waiting and monotonic() < deadline:
            self._producer.poll(0.05)
        return acknowledged
