"""Seasons close by a tick: marked once nothing can come any more, sealed and paid once everything has been applied."""

from datetime import UTC, datetime
from functools import partial

import structlog
from sqlalchemy import Connection

from models import closings, grants
from models.closings import Closing
from models.grants import Due
from models.marks import Marks
from rules.seasons import Prize, Prizes
from tasks import app, runtime
from tasks.closing import LATE, fresh_marks, hold_up, log_ends

log = structlog.get_logger()


@app.task(name="tasks.seasons.close_seasons")
def close_seasons() -> None:
    """Bring every season that is over a step on; a step that was done is not done again."""
    now = datetime.now(UTC)
    with runtime.engine().connect() as connection:
        due = closings.due(connection, now - LATE)
    fresh = fresh_marks(now, log_ends) if due else None
    for season in due:
        step(season, now, fresh)


def step(season: int, now: datetime, fresh: Marks | None) -> str:
    """One step of one season, in one transaction; says in a word which."""
    with runtime.engine().begin() as connection:
        closing = closings.lock(connection, season)
        if closing is None:
            return "elsewhere"
        if closings.has_open_quizzes(connection, closing.last, now - LATE):  # what they give is older than `now`
            return "waiting"
        keep = partial(closings.mark, connection, closing.id)
        return hold_up(connection, closing.marks, fresh, keep) or _seal(connection, closing, now)


def _seal(connection: Connection, closing: Closing, now: datetime) -> str:
    prizes = Prizes(tuple(Prize(**prize) for prize in closing.prizes))
    closings.seal(connection, closing)
    last = prizes.table[-1].last if prizes.table else 0
    due = []
    for standing in closings.standings(connection, closing.id, 0, last):
        prize = prizes.prize_of(standing.rank)
        if prize:
            due.append(Due(standing.player_id, "season", str(closing.id), prize.tokens, now))
    paid = grants.add(connection, due)
    log.info("season sealed", season=closing.id, grants=paid)
    return "sealed"
