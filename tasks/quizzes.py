"""Quizzes that many play are settled by a tick: what they give is given once nobody can be told anything by it."""

from datetime import UTC, datetime
from functools import partial
from time import monotonic
from uuid import UUID

from sqlalchemy import Connection

from events.catalog import AttemptSettled
from events.codec import encode
from events.identity import settled_event_id
from models import outbox, settling
from models.marks import Marks
from models.settling import Over
from tasks import app, runtime
from tasks.closing import LATE, fresh_marks, hold_up, log_ends

AT_ONCE = 500
_TICK_S = 5.0


@app.task(name="tasks.quizzes.settle_quizzes")
def settle_quizzes() -> None:
    """Bring every quiz that is over on; a step that was done is not done again."""
    now = datetime.now(UTC)
    with runtime.engine().connect() as connection:
        due = settling.over(connection, now - LATE)
    fresh = fresh_marks(now, log_ends) if due else None
    until = monotonic() + _TICK_S
    for quiz in due:
        while monotonic() < until and step(quiz, now, fresh) == "settling":
            pass


def step(quiz: UUID, now: datetime, fresh: Marks | None) -> str:
    """One step of one quiz, in one transaction; says in a word which."""
    with runtime.engine().begin() as connection:
        over = settling.lock(connection, quiz)
        if over is None:
            return "elsewhere"
        keep = partial(settling.mark, connection, quiz)
        return hold_up(connection, over.marks, fresh, keep) or _settle(connection, over, now)


def _settle(connection: Connection, quiz: Over, now: datetime) -> str:
    """Put word of some attempts into the outbox, with the note that it was done."""
    winner = quiz.winner_id if quiz.settled_to else settling.crown(connection, quiz.id)
    attempts = settling.attempts_after(connection, quiz.id, quiz.settled_to, AT_ONCE)
    events = [
        AttemptSettled(
            event_id=settled_event_id(session),
            session_id=session,
            player_id=player,
            opened_at=quiz.opens_at,
            closed_at=quiz.closes_at,
            settled_at=now,
            won=player == winner,
        )
        for player, session in attempts
    ]
    if events:
        outbox.put_all(connection, [(event.topic.name, event.key, encode(event)) for event in events])
    is_last = len(attempts) < AT_ONCE
    settling.note(connection, quiz.id, attempts[-1][0] if attempts else None, is_last)
    return "settled" if is_last else "settling"
