"""Ended sessions are learned from by a tick: in received order, once everything received before them is applied."""

from datetime import UTC, datetime
from functools import partial
from time import monotonic

from sqlalchemy import Connection

from models import erasure, learning, marks
from models.marks import Marks
from tasks import app, items, runtime, suspicion
from tasks.closing import LATE, fresh_marks, hold_up, log_ends

_AT_ONCE = 200
_TICK_S = 2.0
"""Others wait in the same queue."""


@app.task(name="tasks.learning.learn_from_sessions")
def learn_from_sessions() -> None:
    """Learn from the sessions that are due, for a bounded time; what is left is the next tick's."""
    now = datetime.now(UTC)
    with runtime.engine().connect() as connection:
        is_anything_left = learning.is_anything_left(connection)
    fresh = fresh_marks(now, log_ends) if is_anything_left else None
    until = monotonic() + _TICK_S
    while monotonic() < until and step(now, fresh) == "learned":
        pass


def step(now: datetime, fresh: Marks | None) -> str:
    """One step, in one transaction with the note that it was done; says in a word which."""
    with runtime.engine().begin() as connection:
        state = learning.lock(connection)
        if state is None:
            return "elsewhere"
        marked = state.marks
        if marked is not None and marks.are_passed(connection, marked):
            learning.reach(connection)
            marked = None
        if _learn(connection):
            return "learned"
        if not learning.is_anything_left(connection):
            return "idle"
        return hold_up(connection, marked, fresh, partial(learning.mark, connection, now - LATE)) or "waiting"


def _learn(connection: Connection) -> bool:
    """Learn from the next sessions, or when there are none from the next quiz; False: nothing is due.

    What erased players answered measures questions, and is noted nowhere under the player.
    """
    lessons = learning.lessons(connection, _AT_ONCE)
    if not lessons:
        return suspicion.compare_one(connection)
    gone = erasure.erased(connection, {lesson.player_id for lesson in lessons})
    contents = items.contents(connection, lessons)
    items.measure(connection, lessons, contents, gone)
    suspicion.examine(connection, [lesson for lesson in lessons if lesson.player_id not in gone])
    learning.learned(connection, [lesson.session_id for lesson in lessons])
    suspicion.keep_choices(connection, lessons, contents)  # attempts after sessions, as scoring locks them
    return True
