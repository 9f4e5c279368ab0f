"""How every slice is applied: whole, once, and together with the offset that says so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import structlog
from celery import Task
from celery.worker.request import Request
from sqlalchemy import Connection
from sqlalchemy.exc import DataError, IntegrityError

from bridges.parcel import unpack
from events.catalog import Event
from events.codec import MalformedEvent, decode, event_id_of
from models import carried, unapplied
from models.carried import Tally
from rules.carrying import FAILURE_WINDOW, must_halt, suspect
from rules.errors import Rejected
from tasks import runtime

log = structlog.get_logger()


class BrokenSlice(Exception):
    """The message does not hold the events from `lo` to `hi`: whoever sent it is at fault, nothing is applied."""


class MassFailure(Exception):
    """So many events fail that the fault must be ours: the slice is undone and the partition halts."""


@dataclass(frozen=True)
class Slice:
    """The events [lo, hi) of one partition, as bytes. `attempt` is 0 when it is sent for the first time."""

    topic: str
    topic_id: str
    partition: int
    lo: int
    hi: int
    attempt: int
    values: Sequence[bytes]

    @classmethod
    def of(cls, topic: str, topic_id: str, partition: int, lo: int, hi: int, attempt: int, parcel: str) -> "Slice":
        """A slice from a task's arguments."""
        return cls(topic, topic_id, partition, lo, hi, attempt, unpack(parcel))

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition} {self.lo}-{self.hi}"

    @property
    def place(self) -> dict[str, Any]:
        """What the queries on `carried` ask for."""
        return {
            "topic": self.topic,
            "topic_id": self.topic_id,
            "partition": self.partition,
            "lo": self.lo,
            "hi": self.hi,
        }


@dataclass(frozen=True)
class Batch:
    """Consecutive events of one type, each once, none of which has an outcome yet, with their offsets."""

    slice: Slice
    events: Sequence[Any]
    offsets: Sequence[int]

    def part(self, begin: int, end: int) -> "Batch":
        """Some of its events."""
        return Batch(self.slice, self.events[begin:end], self.offsets[begin:end])


Apply = Callable[[Connection, Batch], Tally]


class SliceRequest(Request):
    """A slice as `celery inspect` and Flower show it: topic, partition, lo, hi, count; not its bytes."""

    def info(self, safe: bool = False) -> dict[str, Any]:  # noqa: ARG002 - the bytes are never wanted
        shown: dict[str, Any] = super().info(safe=True)
        return shown


class SliceTask(Task):
    """Base of the tasks that apply slices."""

    abstract = True
    Request = SliceRequest


def run(piece: Slice, apply: Apply) -> str:
    """Apply a slice and move its partition on, in one transaction; says in a word what became of it.

    `applied`; `elsewhere` (the partition moved on, is halted, or someone is at it); `cut` (it killed its workers and
    will come in smaller pieces); `buried` (it is one event, and kills). Any failure of the system is raised, and the
    partition stays where it is: the bridge sends again.
    """
    if len(piece.values) != piece.hi - piece.lo:
        raise BrokenSlice(f"{piece} has {len(piece.values)} events")
    try:
        if piece.attempt and (verdict := _suspect(piece)):
            return verdict
        with runtime.engine().begin() as connection:
            if not carried.take(connection, piece.place):
                return "elsewhere"
            tally = _apply_all(connection, piece, apply)
            carried.advance(connection, piece.place, tally)
    except MassFailure as failure:
        with runtime.engine().begin() as connection:
            carried.halt(connection, piece.topic_id, piece.partition, str(failure))
        log.error("partition halted", slice=str(piece), why=str(failure))
        return "halted"
    except Exception:
        _forgive(piece)
        raise
    return "applied"


def _suspect(piece: Slice) -> str | None:
    """Count the start of a resent slice before it can kill; say what became of it if it is not to be tried again."""
    with runtime.engine().begin() as connection:
        tried = carried.count_start(connection, piece.place)
        if tried is None:
            return "elsewhere"
        suspicion = suspect(tried, piece.hi - piece.lo)
        if suspicion.halve_to:
            carried.halve(connection, piece.place, suspicion.halve_to)
            log.warning("slice cut: its starts never came back", slice=str(piece), cut=suspicion.halve_to)
            return "cut"
        if suspicion.bury and carried.take(connection, piece.place):
            _bury(connection, piece, piece.lo, Rejected("kills_worker", f"{tried - 1} starts never came back"))
            carried.advance(connection, piece.place, Tally(dead=1))
            log.error("event buried: it kills workers", slice=str(piece))
            return "buried"
    return None


def _forgive(piece: Slice) -> None:
    """A worker that lives to tell is no victim; if Postgres cannot be told, the count may stay."""
    if not piece.attempt:
        return
    try:
        with runtime.engine().begin() as connection:
            carried.forget_starts(connection, piece.place)
    except Exception as error:
        log.warning("could not take back a start", slice=str(piece), error=str(error))


def _apply_all(connection: Connection, piece: Slice, apply: Apply) -> Tally:
    good: list[tuple[int, Event]] = []
    tally = Tally()
    for offset, value in enumerate(piece.values, piece.lo):
        try:
            good.append((offset, decode(value)))
        except MalformedEvent as fault:
            tally += _bury(connection, piece, offset, fault)
    fresh = _without_known(connection, good)
    tally += Tally(copies=len(good) - len(fresh))
    for _, group in groupby(fresh, key=lambda item: type(item[1])):
        offsets, events = zip(*group, strict=True)
        tally += _bisect(connection, Batch(piece, events, offsets), apply)
    return tally


def _without_known(connection: Connection, good: list[tuple[int, Event]]) -> list[tuple[int, Event]]:
    """The first of each event id, if it has no recorded outcome outside its own table."""
    seen = unapplied.known(connection, [event.event_id for _, event in good])
    fresh = []
    for offset, event in good:
        if event.event_id not in seen:
            seen.add(event.event_id)
            fresh.append((offset, event))
    return fresh


def _bisect(connection: Connection, batch: Batch, apply: Apply) -> Tally:
    """Apply a batch in a savepoint; if an event is at fault, find it by halving, bury it, apply the others."""
    try:
        with connection.begin_nested():
            return apply(connection, batch)
    except _FAULTS as fault:
        if not _own_fault(fault):
            raise
        if len(batch.events) == 1:
            return _bury(connection, batch.slice, batch.offsets[0], fault)
    middle = len(batch.events) // 2
    first = _bisect(connection, batch.part(0, middle), apply)
    return first + _bisect(connection, batch.part(middle, len(batch.events)), apply)


_FAULTS = (Rejected, DataError, IntegrityError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError)


def _own_fault(error: Exception) -> bool:
    """Whether an error of _FAULTS blames one event, rather than the system that applied it.

    A violated constraint has a name; 23514 without one is a row that found no partition.
    """
    if not isinstance(error, IntegrityError):
        return True
    return bool(getattr(getattr(error.orig, "diag", None), "constraint_name", None))


def _bury(connection: Connection, piece: Slice, offset: int, fault: Exception) -> Tally:
    value = piece.values[offset - piece.lo]
    code = fault.code if isinstance(fault, Rejected) else _CODES.get(type(fault), "rule_error")
    unapplied.bury(connection, piece.place, offset, event_id_of(value), (code, str(fault)), value)
    count = unapplied.failures(connection, piece.place, FAILURE_WINDOW)
    if must_halt(count):
        raise MassFailure(f"{count} of the last {FAILURE_WINDOW} events failed, the last with {code}: {fault}"[:500])
    return Tally(dead=1)


_CODES: dict[type[Exception], str] = {
    MalformedEvent: "malformed",
    DataError: "data_error",
    IntegrityError: "constraint",
}
