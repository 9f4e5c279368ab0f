"""How far each partition is applied, as the workers tell it on a channel: hints, for whoever waits just now."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import sleep

import msgspec
import structlog
from redis import Redis, RedisError
from redis.client import PubSub

from bridges.latch import Latch

log = structlog.get_logger()

CHANNEL = "carried"
MOST_WAITERS = 500
_LISTEN_S = 1.0
_REST_S = 0.5


class Hint(msgspec.Struct):
    """All events of a partition below the offset `applied` have their outcome."""

    topic: str
    partition: int
    applied: int


Place = tuple[str, int]


class Applied:
    """One subscription a process. Redis may be away: then nobody is woken, and the end of a wait decides."""

    def __init__(self, redis: "Redis") -> None:
        self._redis = redis
        self._latest: dict[Place, int] = {}
        self._waiting: defaultdict[Place, list[tuple[int, Latch]]] = defaultdict(list)
        self._read = msgspec.json.Decoder(Hint).decode
        self._listening = Event()
        self._running = False
        self._away = False
        self._waiters = 0

    def start(self) -> None:
        """Subscribe; safe to call again."""
        if not self._running:
            self._running = True
            Thread(target=self._listen, name="applied", daemon=True).start()

    def stop(self) -> None:
        """Listen no more, within a second or so."""
        self._running = False

    @contextmanager
    def place(self) -> Iterator[bool]:
        """A waiter's place, taken before the event is produced, so that no hint is missed. False: all are taken."""
        self.start()
        if self._waiters >= MOST_WAITERS:
            yield False
            return
        if not self._away:  # the first to wait waits for the subscription, too
            self._listening.wait(_REST_S)
        self._waiters += 1
        try:
            yield True
        finally:
            self._waiters -= 1

    def wait(self, topic: str, partition: int, offset: int, timeout: float) -> bool:
        """Wait until the event at that place has its outcome, at most `timeout` seconds; False: nobody said so."""
        place = (topic, partition)
        entry = (offset, Latch())
        self._waiting[place].append(entry)
        woken = self._latest.get(place, -1) > offset or entry[1].wait(timeout)
        if entry in self._waiting[place]:
            self._waiting[place].remove(entry)
        return woken

    def _listen(self) -> None:
        """Subscribe, and again whenever Redis has been away."""
        while self._running:
            try:
                with self._redis.pubsub(ignore_subscribe_messages=True) as channel:  # type: ignore[no-untyped-call]
                    channel.subscribe(CHANNEL)
                    self._listening.set()
                    self._away = False
                    self._follow(channel)
            except (RedisError, OSError) as error:
                if not self._away:
                    log.warning("hints are away", error=str(error))
                self._away = True
                self._listening.clear()
                sleep(_REST_S)

    def _follow(self, channel: "PubSub") -> None:
        while self._running:
            message = channel.get_message(timeout=_LISTEN_S)
            if message:
                self._hear(message["data"])

    def _hear(self, raw: bytes) -> None:
        try:
            hint = self._read(raw)
        except msgspec.MsgspecError:
            log.warning("a hint that is none", hint=raw[:200])
            return
        place = (hint.topic, hint.partition)
        self._latest[place] = hint.applied
        waiting = self._waiting[place]
        woken = [entry for entry in waiting if entry[0] < hint.applied]
        for entry in woken:
            waiting.remove(entry)
            entry[1].open()
