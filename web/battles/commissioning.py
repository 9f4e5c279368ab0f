"""Creative battles begin: the two are given a prompt, and time to write."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from redis import RedisError
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from bridges.postgres import Postgres
from models import battles as stored
from models import creative
from models.battles import Outcome, Wish
from models.creative import Wanted
from rules.boards import ALL_CATEGORIES
from rules.creative import Spans
from web.battles.making import Begun, Fence, Fenced, Made

log = structlog.get_logger()


class Commission:
    """One a process. `announce` is called with what was committed; it may fail, and is a hint."""

    def __init__(self, postgres: Postgres, spans: Spans, announce: Callable[[Sequence[Made]], None]) -> None:
        self._postgres = postgres
        self._spans = spans
        self._announce = announce

    def make(self, wishes: Sequence[Wish], fence: Fence | None = None) -> list[Outcome]:
        """Make creative battles, in one transaction. What became of each wish, in their order.

        Raises Away while Postgres cannot be asked: then nothing was made; Fenced.
        """
        with self._postgres.begin() as connection:
            if fence is not None and not fence(connection):
                raise Fenced
            begun = self.begin(connection, wishes)
        begun.tell()
        return begun.outcomes

    def begin(self, connection: Connection, wishes: Sequence[Wish]) -> Begun:
        """The same in a transaction of the caller's, on the one connection that it has."""
        made = self._begin(connection, wishes, datetime.now(UTC))
        outcomes = [Outcome(one.id, one.starts_at) if one else Outcome(why="no_questions") for one in made]
        return Begun(outcomes, partial(self._tell, [one for one in made if one]))

    def _tell(self, made: Sequence[Made]) -> None:
        try:
            self._announce(made)
        except RedisError as error:
            log.info("players were not told of their battles", error=str(error))

    def _begin(self, connection: Connection, wishes: Sequence[Wish], now: datetime) -> list[Made | None]:
        """None: there is no prompt for them. A few statements, however many there are."""
        wanted = [Wanted(uuid7(), wish.players, wish.langs[0], wish.ranked) for wish in wishes]
        asked = creative.begin(connection, wanted, ALL_CATEGORIES, now, self._spans)
        made = [
            Made(one.battle_id, replace(wish, langs=[prompt.lang]), wish.players, "", prompt.lang, now)
            if prompt
            else None
            for wish, one, prompt in zip(wishes, wanted, asked, strict=True)
        ]
        stored.insert(connection, [stored.row(one.id, one.wish, one.lang, now) for one in made if one])
        return made


def spans(writing_s: int, voting_s: int) -> Spans:
    """How long creative battles take, as the settings say."""
    return Spans(timedelta(seconds=writing_s), timedelta(seconds=voting_s))
