"""When the bridge sends, and how much: slices, resends, and what a slice that kills its workers is cut down to."""

from dataclasses import dataclass

QUEUE_DEPTH = 2
"""Messages a partition that may wait in a queue before the bridge stops sending to it."""
STARTS_TO_HALVE = 3
STARTS_TO_BURY = 5
FAILURES_TO_HALT = 10
FAILURE_WINDOW = 1_000
MOVES_S = 5.0
"""A partition that has not moved for so long is stuck, and waits for something else than the cores."""
REST_MOST_S = 1.0
"""A slice that took long for another reason than its work is not followed by a long rest."""
_AWAIT_LATE_S = 5.0
_LOOK_S = 0.008
_LOOK_MORE_S = 0.000_02
_LOOK_WAITING_S = 0.05
_LOOK_IDLE_S = 1.0
_STILL_EMPTY_S = 0.5
_STILL_QUEUED_S = 2.0
_STILL_MOST_S = 10.0


def resend_after(attempt: int, queue_length: int) -> float:
    """Seconds that `applied` may stand still before a slice is sent again.

    Half a second while the queue is empty (the courier lost it, or the worker died with it), else two: someone is
    still to come to it. Doubles with each attempt (0 for the first), at most ten seconds.
    """
    first = _STILL_QUEUED_S if queue_length else _STILL_EMPTY_S
    return float(min(first * 2 ** min(attempt, 8), _STILL_MOST_S))


def look_after(waiting: int, on_their_way: int) -> float:
    """Seconds between two looks at where a partition stands, of which so many events wait, some of them on their way.

    A look costs as much as ten events, and a long slice is not over within a hundredth of a second.
    """
    if not on_their_way:
        return _LOOK_WAITING_S if waiting else _LOOK_IDLE_S
    return min(_LOOK_S + on_their_way * _LOOK_MORE_S, _LOOK_WAITING_S)


def awaits_more(waited: float, is_late: bool) -> bool:
    """Whether what coalesces, and has waited so many seconds, waits for more, as that which makes it is late.

    Events pile up there, so it would have to be done again at once; done rarely, it leaves the cores to them.
    """
    return is_late and waited < _AWAIT_LATE_S


def cut(sizes: list[int], most_events: int, most_bytes: int) -> int:
    """How many of the waiting events (their sizes in bytes) go into the next slice; at least one, if there is any."""
    total = 0
    for count, size in enumerate(sizes[:most_events]):
        total += size
        if total > most_bytes and count:
            return count
    return min(len(sizes), most_events)


@dataclass(frozen=True)
class Suspicion:
    """What is to be done with a resent slice after its start was counted."""

    halve_to: int | None = None
    bury: bool = False


def suspect(tried: int, length: int) -> Suspicion:
    """Judge a slice of `length` events whose `tried`-th counted start this is, none of which ever came back.

    Starts, not resends: a slice that no worker took up is innocent.
    """
    if length > 1 and tried > STARTS_TO_HALVE:
        return Suspicion(halve_to=length // 2)
    if length == 1 and tried > STARTS_TO_BURY:
        return Suspicion(bury=True)
    return Suspicion()


def must_halt(failures: int) -> bool:
    """Whether the events that failed among a partition's last FAILURE_WINDOW, over one in a hundred, mean that the
    system is at fault.
    """
    return failures > FAILURES_TO_HALT
