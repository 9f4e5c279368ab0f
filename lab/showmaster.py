"""`python -m lab showmaster`: keeps a live and a scheduled quiz upcoming, made as `flask quizzes create` makes one."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from time import sleep
from typing import Literal

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from models import bank, programme, quizzes
from models.base import REQUEST_LIMITS, open_engine
from models.programme import Pace, Wish
from models.quizzes import QuizRow
from settings import Settings

log = structlog.get_logger()


@dataclass(frozen=True)
class Show:
    """What is kept upcoming: one opens `every` so often, the first one `soon`, so that nobody waits after a start."""

    mode: Literal["live", "scheduled"]
    every: timedelta
    soon: timedelta
    count: int
    lasts: timedelta | None = None
    """Of a scheduled one; a live one's end follows from its questions."""


LIVE = Show("live", timedelta(minutes=4), timedelta(minutes=1), 5)
SCHEDULED = Show("scheduled", timedelta(minutes=10), timedelta(minutes=2), 10, timedelta(minutes=6))
PACE = Pace(question_ms=12_000)
_LOOK_S = 5.0
_KNOWN = 10


def main(argv: list[str]) -> int:
    """Look every few seconds, until SIGTERM or Ctrl-C."""
    if argv:
        print("usage: python -m lab showmaster", file=sys.stderr)
        return 2
    engine = open_engine(Settings.from_environ().database_url, REQUEST_LIMITS)
    random = Random()
    while True:
        try:
            with engine.begin() as connection:
                for show in (LIVE, SCHEDULED):
                    keep_upcoming(connection, show, datetime.now(UTC), random)
        except OperationalError as error:
            log.info("the showmaster waits for Postgres", error=str(error)[:200])
        sleep(_LOOK_S)


def keep_upcoming(connection: Connection, show: Show, now: datetime, random: Random) -> QuizRow | None:
    """Make such a quiz, unless one is upcoming, or no category has questions for one; the quiz that was made."""
    known = quizzes.around(connection, now, _KNOWN, show.mode)
    if any(quiz.opens_at > now for quiz in known):
        return None
    slugs = [one.slug for one in bank.categories(connection) if one.by_lang.get("en", 0) >= show.count]
    if not slugs:
        return None
    opens_at = _next_opening(show, known, now)
    closes_at = opens_at + show.lasts if show.lasts else None
    wish = Wish(show.mode, random.choice(slugs), opens_at, show.count, closes_at=closes_at, pace=PACE)
    return programme.put(connection, wish)


def _next_opening(show: Show, known: Sequence[QuizRow], now: datetime) -> datetime:
    """`every` after the one that is on or was on, but `soon` at the earliest."""
    latest = [quiz.opens_at + show.every for quiz in known]
    return max([now + show.soon, *latest]).replace(microsecond=0)
