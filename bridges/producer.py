"""Events to Kafka from a web process: produce, and await the acknowledgement for as long as a player would."""

import json
from collections import deque
from collections.abc import Callable, Sequence
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import structlog
from confluent_kafka import KafkaError, KafkaException, Message
from confluent_kafka import Producer as Client

from bridges.kafka import producer_config
from bridges.latch import Latch
from bridges.offload import offload

log = structlog.get_logger()

ACK_S = 0.3
WARM_S = 8.0
_COLD_S = 5.0
"""A producer that is not warm by then has no Kafka, and answers go to the outbox."""
_TIMEOUTS_TO_OPEN = 5
_TIMEOUTS_WITHIN_S = 1.0
_POLL_S = 0.001
_IDLE_S = 0.1
_PROBE_S = 0.25
_LOOK_S = 2.0
_PROBE_MOST_S = 1.0
_LINGER_MS = 10
_BUSY = 12
_BUSY_S = 0.1
"""From 12 events in flight on, and for 0.1 s after, it pays to let a batch gather: fewer, fuller requests."""

Place = tuple[int, int]
"""Partition and offset."""


class Pending:
    """Events on their way. `places` has what is acknowledged so far, in the order they were handed over."""

    __slots__ = ("_count", "_decided", "_given_up", "_latch", "_producer", "places")

    def __init__(self, producer: "Producer", count: int) -> None:
        self.places: list[Place | None] = [None] * count
        self._count = count
        self._decided: list[None] = []  # appending is atomic, counting is not
        self._latch = Latch()
        self._producer = producer
        self._given_up = False

    def wait(self, timeout: float = ACK_S) -> list[Place | None]:
        """Wait for every acknowledgement, at most `timeout` seconds; None where there is none (it may come yet)."""
        if not self._latch.wait(timeout):
            self._given_up = True
            self._producer.note_missing(self._count - len(self._decided))
        return self.places

    def callback(self, index: int) -> Callable[[KafkaError | None, Message], None]:
        """What the client calls when it knows what became of the event."""

        def done(error: KafkaError | None, message: Message) -> None:
            if error is None:
                self.places[index] = (message.partition(), message.offset())
            elif not self._given_up:
                self._producer.note_missing(1)
            self._decided.append(None)
            self._open_if_decided()

        return done

    def cut(self, count: int) -> None:
        """Only the first `count` were taken."""
        self._count = count
        self._open_if_decided()

    def _open_if_decided(self) -> None:
        if len(self._decided) >= self._count:
            self._latch.open()


class Producer:
    """One a process, made and warmed after the fork by `start`.

    Two clients: one sends at once, one lets batches gather for 10 ms and is used when much is in flight. A breaker
    opens when Kafka does not acknowledge five events within a second, and a probe in the background closes it.
    """

    def __init__(self, bootstrap_servers: str, probe_topic: str) -> None:
        self._bootstrap_servers = bootstrap_servers
        self._probe_topic = probe_topic
        self._missing: deque[float] = deque(maxlen=_TIMEOUTS_TO_OPEN)
        self._clients: list[_Client] = []
        self._threads: list[Thread] = []
        self._work = Event()
        self._warm = Event()
        self._began = 0.0
        self._open = False
        self._silent = True
        self._looked_at = 0.0
        self._busy_until = 0.0
        self._running = False
        self._ended = False

    def start(self) -> None:
        """Make the clients and begin to warm them; safe to call again, and without effect once stopped."""
        if self._running or self._ended:
            return
        self._running = True
        self._began = monotonic()
        self._clients = self._connect()
        self._threads = [Thread(target=loop, name=loop.__name__, daemon=True) for loop in (self._poll, self._watch)]
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """Let what is in flight arrive, and end: what comes after that is taken no more."""
        self._ended = True
        deadline = monotonic() + timeout
        while self._running and self.in_flight > 0 and monotonic() < deadline:
            sleep(_POLL_S)
        if self._running:
            self._running = False
            for thread in self._threads:
                thread.join(timeout)
            self._close(self._clients)

    @property
    def is_open(self) -> bool:
        """The breaker: open means that Kafka is taken to be away."""
        return self._open

    @property
    def is_away(self) -> bool:
        """Whether Kafka did not answer when it was last looked for; asked every two seconds even if nobody plays."""
        return self._open or self._silent

    @property
    def in_flight(self) -> int:
        """Events handed over that are not decided yet."""
        return sum(len(client.kafka) for client in self._clients)

    @property
    def is_warming(self) -> bool:
        """Whether it is still starting: not warm, and not yet known to be without Kafka."""
        return not self._warm.is_set() and not self._open

    def wait_until_warm(self, timeout: float = WARM_S) -> bool:
        """Wait until producer ids and metadata are there; False: Kafka seems to be away."""
        self.start()
        return self._warm.wait(timeout)

    def submit(self, topic: str, key: str, value: bytes) -> Pending | None:
        """Hand one event over; None: the breaker is open, or the client is full."""
        return self.submit_all(topic, [(key, value)])

    def submit_all(self, topic: str, events: Sequence[tuple[str, bytes]]) -> Pending | None:
        """Hand over events of (key, value); None: the breaker is open. What the client refuses gets no place."""
        self.start()
        if self._open or self._ended or not self._clients:
            return None
        pending = Pending(self, len(events))
        client = self._client(len(events)).kafka
        taken = 0
        try:
            for key, value in events:
                client.produce(topic, value, key, on_delivery=pending.callback(taken))
                taken += 1
        except (BufferError, KafkaException) as error:
            log.warning("kafka's client takes no more", error=str(error), taken=taken, of=len(events))
            self.note_missing(len(events) - taken)
            pending.cut(taken)
        self._work.set()
        return pending

    def _client(self, count: int) -> "_Client":
        """The one that gathers while much is going on, or was a moment ago; else the one that sends at once."""
        now = monotonic()
        if count + self.in_flight >= _BUSY:
            self._busy_until = now + _BUSY_S
        return self._clients[now > self._busy_until]

    def note_missing(self, count: int) -> None:
        """So many acknowledgements did not come; the fifth within a second opens the breaker."""
        now = monotonic()
        self._missing.extend([now] * min(count, _TIMEOUTS_TO_OPEN))
        full = len(self._missing) == _TIMEOUTS_TO_OPEN
        if full and now - self._missing[0] <= _TIMEOUTS_WITHIN_S and not self._open:
            self._open = True
            log.warning("kafka does not acknowledge: the breaker is open")

    def _connect(self) -> list["_Client"]:
        return [_Client(self._bootstrap_servers, linger) for linger in (_LINGER_MS, 0)]

    def _poll(self) -> None:
        """Serve acknowledgements, every millisecond while there is something to wait for."""
        while self._running:
            for client in self._clients:
                client.kafka.poll(0)
            if self.in_flight > 0:
                sleep(_POLL_S)
            else:
                self._work.clear()
                self._work.wait(_IDLE_S)

    def _watch(self) -> None:
        """Warm the clients; later, look whether Kafka is back, and replace clients that are beyond repair."""
        while self._running:
            if any(client.is_lost for client in self._clients):
                self._replace()
            if self._open or not self._warm.is_set() or monotonic() - self._looked_at > _LOOK_S:
                self._look()
            sleep(_PROBE_S)

    def _replace(self) -> None:
        """New clients; what the old ones had is failed, so that it goes to the outbox."""
        old, self._clients = self._clients, self._connect()
        self._warm.clear()
        self._close(old)

    @staticmethod
    def _close(clients: Sequence["_Client"]) -> None:
        for client in clients:
            client.kafka.purge()
            client.kafka.poll(0)
            offload(client.kafka.close)

    def _look(self) -> None:
        ready = all(client.is_ready(self._probe_topic) for client in self._clients)
        self._looked_at = monotonic()
        if self._silent == ready:
            log.warning("kafka answers" if ready else "kafka does not answer")
        self._silent = not ready
        if ready:
            if self._open:
                log.warning("the breaker is closed")
                self._missing.clear()
            self._open = False
            self._warm.set()
        elif not self._warm.is_set() and monotonic() - self._began > _COLD_S:
            self._open = True


class _Client:
    """librdkafka's producer, with what is known of its state."""

    def __init__(self, bootstrap_servers: str, linger_ms: float) -> None:
        self.is_lost = False
        self._has_id = False
        config: dict[str, Any] = {
            **producer_config(bootstrap_servers, linger_ms),
            "reconnect.backoff.max.ms": 1_000,
            "log_level": 2,  # that connections fail and are tried again is no news
            "statistics.interval.ms": 200,
            "stats_cb": self._read_stats,
            "error_cb": self._note_error,
        }
        self.kafka = Client(config)

    def is_ready(self, topic: str) -> bool:
        """Whether Kafka answers, every partition has a leader, and our producer id is there."""
        try:
            metadata = offload(self.kafka.list_topics, topic, timeout=_PROBE_MOST_S)
        except KafkaException:
            return False
        partitions = metadata.topics[topic].partitions.values()
        return self._has_id and bool(partitions) and all(partition.leader >= 0 for partition in partitions)

    def _read_stats(self, text: str) -> None:
        if not self._has_id:
            self._has_id = json.loads(text).get("eos", {}).get("idemp_state") == "Assigned"

    def _note_error(self, error: KafkaError) -> None:
        if error.fatal():
            self.is_lost = True
            log.error("kafka's client failed for good", error=error.str())
