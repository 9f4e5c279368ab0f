"""How far behind the pipeline is: what Kafka holds and is not applied, and what waits in the outbox or to be sent."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic

from confluent_kafka import KafkaException
from sqlalchemy import Connection

from bridges.breaker import Away
from bridges.log_ends import LogEnds
from models import carried, messages, outbox
from models.carried import Standing

_FRESH_S = 1.0

Place = tuple[str, int]
Connect = Callable[[], AbstractContextManager[Connection]]


@dataclass(frozen=True)
class Lag:
    """Events and seconds, by topic and partition; what could not be asked is missing."""

    behind: Mapping[Place, int] = field(default_factory=dict)
    still_s: Mapping[Place, float] = field(default_factory=dict)
    outbox_rows: int | None = None
    outbox_s: float = 0.0
    messages: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    """Mails, SMS and pushes that are due, and for how many seconds the oldest has been, by channel."""

    @property
    def events(self) -> int | None:
        """Events in Kafka that are not applied yet; None: that cannot be told."""
        return sum(self.behind.values()) if self.behind else None

    @property
    def still_ms(self) -> int | None:
        """How long the slowest partition that has such has stood still; None: that cannot be told."""
        return round(max(self.still_s.values(), default=0.0) * 1000) if self.behind else None


class LagMeter:
    """Reads the lag, at most once a second."""

    def __init__(self, connect: Connect, bootstrap_servers: str) -> None:
        self._connect = connect
        self._logs = LogEnds(bootstrap_servers)
        self._lag = Lag()
        self._read_at = float("-inf")

    def read(self) -> Lag:
        """The lag, as it was within the last second."""
        if monotonic() - self._read_at > _FRESH_S:
            self._read_at = monotonic()
            self._lag = self._measure()
        return self._lag

    def close(self) -> None:
        """Leave Kafka alone."""
        self._logs.close()

    def _measure(self) -> Lag:
        try:
            with self._connect() as connection:
                rows = carried.standings(connection)
                waiting, since = outbox.waiting(connection)
                due = messages.waiting(connection)
        except Away:
            return Lag()
        now = datetime.now(UTC)
        behind = self._behind(rows)
        still = {
            (row.topic, row.partition): max((now - row.moved_at).total_seconds(), 0)
            for row in rows
            if behind.get((row.topic, row.partition))
        }
        sent = {channel: (count, _age(now, oldest)) for channel, (count, oldest) in due.items()}
        return Lag(behind, still, waiting, _age(now, since), sent)

    def _behind(self, rows: list[Standing]) -> dict[Place, int]:
        behind = {}
        try:
            for row in rows:
                behind[(row.topic, row.partition)] = max(self._logs.end(row.topic, row.partition) - row.applied, 0)
        except KafkaException:
            return behind
        return behind


def _age(now: datetime, since: datetime | None) -> float:
    return max((now - since).total_seconds(), 0) if since else 0.0
