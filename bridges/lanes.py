"""One partition as the bridge sees it: the events read ahead of `applied`, and the slice on its way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from events.catalog import Topic
from models.carried import Standing
from rules import carrying


class Hole(Exception):
    """Offsets are not consecutive: the log is not what our producers made."""


@dataclass(frozen=True)
class Sent:
    """A slice on its way: [lo, hi), when it was sent, and how many times before."""

    lo: int
    hi: int
    at: float
    attempt: int


@dataclass
class Lane:
    """A partition's buffer and its slice in flight. Times are seconds of a monotonic clock."""

    topic: Topic
    begin: int
    """Offset of the first buffered event, or of the next to come."""
    values: list[bytes] = field(default_factory=list)
    sent: Sent | None = None
    rest_until: float = 0.0
    settled_at: float = float("-inf")
    """When `applied` was last seen to have moved."""
    since: float | None = None
    """When a slice was first due and had to wait for more."""
    held: bool = False
    """Whether reading is paused because enough is buffered."""
    halted: bool = False
    """Whether it was, as we last knew: one that goes on is read again, as Kafka may have given it up."""

    def take(self, offset: int, value: bytes) -> None:
        """Buffer the next event; one from before `begin` is let go, one that leaves a hole raises Hole."""
        expected = self.begin + len(self.values)
        if offset > expected:
            raise Hole(f"offset {offset} came where {expected} must be")
        if offset == expected:
            self.values.append(value)

    def rewind(self, offset: int) -> None:
        """Begin again at an offset, with nothing buffered."""
        self.begin, self.values, self.sent = offset, [], None

    def settle(self, applied: int, now: float) -> bool:
        """Note how far Postgres has applied. False if that lies outside the buffer: the log must be read from there."""
        if not self.begin <= applied <= self.begin + len(self.values):
            return False
        if self.sent and applied > self.sent.lo:
            took = now - self.sent.at
            rest = min(took * self.topic.pause, carrying.REST_MOST_S)
            self.rest_until = max(self.sent.at + self.topic.gather, now + rest)
            self.sent = self.since = None
        if applied > self.begin:
            del self.values[: applied - self.begin]
            self.begin, self.settled_at = applied, now
        return True

    def is_late(self, now: float) -> bool:
        """Whether it moves, and a full slice waits behind the one on its way."""
        return len(self.values) >= 2 * self.topic.max_events and now - self.settled_at < carrying.MOVES_S

    @property
    def look_s(self) -> float:
        """Seconds after which it is worth to look again where it stands."""
        return carrying.look_after(len(self.values), self.sent.hi - self.sent.lo if self.sent else 0)

    def awaits(self, others: Iterable["Lane"], now: float) -> bool:
        """Whether a slice that is due waits for more, as the lanes that it follows are late."""
        if self.topic.follows is None or self.sent or self._is_full():
            return False
        self.since = now if self.since is None else self.since
        is_late = any(other.is_late(now) for other in others if other.topic.name == self.topic.follows)
        return carrying.awaits_more(now - self.since, is_late)

    def _is_full(self) -> bool:
        """Whether more is waiting than the next slice can hold, or as much."""
        return len(self.values) >= self.topic.max_events or sum(map(len, self.values)) >= self.topic.max_bytes

    def due(self, now: float, queue_length: int) -> bool:
        """Whether a slice is to be sent now: the first from here, or once more after it stood still too long."""
        if not self.values:
            return False
        if self.sent is None:
            return now >= self.rest_until or (self.topic.follows is None and self._is_full())
        return now - self.sent.at >= carrying.resend_after(self.sent.attempt, queue_length)

    def next_slice(self, standing: Standing) -> Sequence[bytes]:
        """The events of the next slice, from `applied` on."""
        most = min(self.topic.max_events, standing.cut or self.topic.max_events)
        sizes = [len(value) for value in self.values[:most]]
        return self.values[: carrying.cut(sizes, most, self.topic.max_bytes)]

    def note_sent(self, count: int, now: float) -> None:
        """Remember what was sent, and that it was sent before if it begins where the last one did."""
        attempt = self.sent.attempt + 1 if self.sent else 0
        self.sent = Sent(self.begin, self.begin + count, now, attempt)

    @property
    def attempt(self) -> int:
        """The number the next slice goes out with: 0 for the first time."""
        return self.sent.attempt + 1 if self.sent else 0
