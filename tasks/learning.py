"""Ended sessions are learned from by a tick: in received order, once everything received before them is applied."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

import structlog
from confluent_kafka import KafkaException
from sqlalchemy import Connection

from events.catalog import SUBMISSIONS
from models import learning, marks
from models.learning import State
from models.marks import Ends
from tasks import app, items, runtime, suspicion
from tasks.closing import LATE, log_ends

log = structlog.get_logger()

_AT_ONCE = 200
_TICK_S = 2.0
"""Others wait in the same queue."""
_PATIENCE = timedelta(minutes=10)
"""After which ends are read anew: those of a topic that was made anew are never reached."""


@app.task(name="tasks.learning.learn_from_sessions")
def learn_from_sessions() -> None:
    """Learn from the sessions that are due, for a bounded time; what is left is the next tick's."""
    until = monotonic() + _TICK_S
    try:
        while step(datetime.now(UTC), log_ends) == "learned" and monotonic() < until:
            pass
    except KafkaException as error:
        log.info("kafka does not tell where its logs end", error=str(error))


def step(now: datetime, ends: Callable[[], Ends]) -> str:
    """One step, in one transaction with the note that it was done; says in a word which.

    The outbox is looked at before the logs' ends, as closings do.
    """
    with runtime.engine().begin() as connection:
        state = learning.lock(connection)
        if state is None:
            return "elsewhere"
        is_marked = state.marks is not None and not _reach(connection, state)
        if _learn(connection):
            return "learned"
        if not learning.is_anything_left(connection):
            return "idle"
        if is_marked and state.marked_at and now - state.marked_at < _PATIENCE:
            return "waiting"
        if not marks.outbox_is_clear(connection, SUBMISSIONS.name, now):
            return "waiting"
        learning.mark(connection, now - LATE, marks.of(ends()))
        return "marked"


def _reach(connection: Connection, state: State) -> bool:
    """Move the horizon on, if everything up to the marks is applied."""
    reached = marks.are_passed(connection, state.marks or [])
    if reached:
        learning.reach(connection)
    return reached


def _learn(connection: Connection) -> bool:
    """Learn from the next sessions, or when there are none from the next quiz; False: nothing is due."""
    lessons = learning.lessons(connection, _AT_ONCE)
    if not lessons:
        return suspicion.compare_one(connection)
    contents = items.contents(connection, lessons)
    items.measure(connection, lessons, contents)
    suspicion.examine(connection, lessons)
    learning.learned(connection, [lesson.session_id for lesson in lessons])
    suspicion.keep_choices(connection, lessons, contents)  # attempts after sessions, as scoring locks them
    return True
