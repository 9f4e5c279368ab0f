"""Whether every answer that was accepted until now has its outcome: a live quiz tells its figures only then."""

from collections.abc import Mapping
from datetime import UTC, datetime

from confluent_kafka import KafkaException

from bridges.breaker import Away
from bridges.log_ends import LogEnds
from bridges.postgres import Postgres
from models import carried, outbox

Ends = Mapping[int, int]
"""Where each partition's log ends."""


class Settled:
    """Of one topic."""

    def __init__(self, postgres: Postgres, bootstrap_servers: str, topic: str) -> None:
        self._postgres = postgres
        self._logs = LogEnds(bootstrap_servers)
        self._topic = topic

    def ends(self) -> Ends | None:
        """Where the logs end, once the outbox holds nothing older than this call; None: it does, or nobody can tell."""
        try:
            with self._postgres.connect() as connection:
                if outbox.holds(connection, self._topic, datetime.now(UTC)):
                    return None
            return {partition: self._logs.end(self._topic, partition) for partition in self._applied()} or None
        except (Away, KafkaException):
            return None

    def is_past(self, ends: Ends) -> bool:
        """Whether everything below these ends is applied."""
        try:
            applied = self._applied()
        except Away:
            return False
        return all(applied.get(partition, -1) >= end for partition, end in ends.items())

    def _applied(self) -> dict[int, int]:
        """By partition. Of a topic that was made anew the rows that moved last count."""
        with self._postgres.connect() as connection:
            rows = [row for row in carried.standings(connection) if row.topic == self._topic]
        return {row.partition: row.applied for row in sorted(rows, key=lambda row: row.moved_at)}
