"""Quizzes for the players, made as `flask quizzes create` makes them: one scheduled, one live, again and again."""

import asyncio
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from models import bank, programme
from models.programme import Pace, Wish
from models.quizzes import QuizRow

_LOBBY = timedelta(seconds=6)
_PACE = Pace(question_ms=2_500, reveal_ms=2_000, lobby_ms=_LOBBY // timedelta(milliseconds=1))
_COUNT = 4
_OPEN_FOR = timedelta(seconds=40)
"""A scheduled quiz; who has not ended it then is ended by the clock."""
_LOOK_S = 0.5


class Programme:
    """What can be played by all together. `live` and `scheduled` are the latest of their kind."""

    def __init__(self, engine: Engine, random: Random) -> None:
        self._engine = engine
        self._random = random
        self.live: QuizRow | None = None
        self.scheduled: QuizRow | None = None
        self.live_over = 0
        """Live quizzes that came to their end."""

    async def keep(self) -> None:
        """Make the next one when the last is over, until cancelled; Postgres may be away at any time."""
        while True:
            now = datetime.now(UTC).replace(microsecond=0)
            if self.scheduled is None or self.scheduled.closes_at <= now:
                self.scheduled = await self._put("scheduled", now, now + _OPEN_FOR) or self.scheduled
            if self.live is None or self.live.closes_at <= now:
                following = await self._put("live", now + _LOBBY, None)
                if following:
                    self.live_over += self.live is not None
                    self.live = following
            await asyncio.sleep(_LOOK_S)

    async def _put(
        self, mode: Literal["scheduled", "live"], opens_at: datetime, closes_at: datetime | None
    ) -> QuizRow | None:
        try:
            return await asyncio.to_thread(self._make, mode, opens_at, closes_at)
        except SQLAlchemyError:
            return None

    def _make(self, mode: Literal["scheduled", "live"], opens_at: datetime, closes_at: datetime | None) -> QuizRow:
        with self._engine.begin() as connection:
            fit = [one.slug for one in bank.categories(connection) if one.by_lang.get("en", 0) >= _COUNT]
            wish = Wish(mode, self._random.choice(fit), opens_at, _COUNT, closes_at=closes_at, pace=_PACE)
            return programme.put(connection, wish)
