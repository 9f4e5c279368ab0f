"""How far each partition is applied, as the workers tell it on a channel: hints, for whoever waits just now."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import structlog
from redis import Redis

from bridges.ear import Ear
from bridges.latch import Latch

log = structlog.get_logger()

CHANNEL = "carried"
MOST_WAITERS = 500
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
        self._ear = Ear(redis, CHANNEL, self._hear)
        self._latest: dict[Place, int] = {}
        self._waiting: defaultdict[Place, list[tuple[int, Latch]]] = defaultdict(list)
        self._read = msgspec.json.Decoder(Hint).decode
        self._waiters = 0

    def start(self) -> None:
        """Subscribe; safe to call again."""
        self._ear.start()

    def stop(self) -> None:
        """Listen no more, within a second or so."""
        self._ear.stop()

    @contextmanager
    def place(self) -> Iterator[bool]:
        """A waiter's place, taken before the event is produced, so that no hint is missed. False: all are taken."""
        self.start()
        if self._waiters >= MOST_WAITERS:
            yield False
            return
        if not self._ear.away:  # the first to wait waits for the subscription, too
            self._ear.listening.wait(_REST_S)
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
