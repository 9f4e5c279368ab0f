"""Whether the topics are still the ones that `carried` counts: their ids, where their logs begin and end."""

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Event, Thread

import structlog
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from bridges.kafka import log_bounds, topic_ids

log = structlog.get_logger()


@dataclass(frozen=True)
class Sight:
    """The topics as Kafka described them: ids by name, and (begin, end) of the log by (topic, partition)."""

    ids: dict[str, str]
    bounds: dict[tuple[str, int], tuple[int, int]]

    def complaint(self, topic: str, partition: int, topic_id: str, applied: int) -> str | None:
        """Why a partition must stop, or None."""
        if topic not in self.ids:
            return None  # not seen just now: Kafka is away or starting
        if self.ids[topic] != topic_id:
            return f"topic {topic} has another id ({self.ids[topic]}): it was made anew"
        begin, end = self.bounds.get((topic, partition), (applied, applied))
        if begin > applied:
            return f"gap: the log begins at {begin}, applied is {applied}"
        if end < applied:
            return f"gap: the log ends at {end}, applied is {applied}"
        return None


class TopicWatch:
    """Looks at the topics every few seconds, beside the bridge's loop so that a slow Kafka does not hold it up."""

    def __init__(self, client: AdminClient, names: Iterable[str], every_s: float = 5.0) -> None:
        self._client = client
        self._names = list(names)
        self._every_s = every_s
        self._stop = Event()
        self.sight = Sight({}, {})

    def look(self) -> Sight:
        """Ask Kafka now; raises KafkaException if it does not answer."""
        found = topic_ids(self._client, self._names)
        places = [(name, partition) for name, (_, count) in found.items() for partition in range(count)]
        bounds = log_bounds(self._client, places) if places else {}
        self.sight = Sight({name: topic_id for name, (topic_id, _) in found.items()}, bounds)
        return self.sight

    def start(self) -> None:
        """Look again and again, until `stop`."""
        Thread(target=self._run, name="topic-watch", daemon=True).start()

    def stop(self) -> None:
        """End the looking."""
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.wait(self._every_s):
            try:
                self.look()
            except KafkaException as error:
                log.info("kafka does not describe its topics", error=str(error))
