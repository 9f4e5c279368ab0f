"""Which media may be given to whoever asks, as one process knows it: Postgres is asked at most once a second for each.

While Postgres is away what was known last holds; what nobody asked for is given, so that questions go on being shown.
"""

from time import monotonic
from typing import NamedTuple
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError

from bridges.breaker import Away
from bridges.postgres import Postgres
from models import media

log = structlog.get_logger()

_KNOWN_S = 1.0
"""What is known is so old at most: what is hidden is nobody's to see within two."""
_MOST = 10_000
"""Media that are known at once."""


class _Known(NamedTuple):
    served: bool
    read_at: float


class Shown:
    """One a process; of those who ask for one medium at once one reads, and the others go by what was known."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._known: dict[UUID, _Known] = {}

    def __contains__(self, medium: UUID) -> bool:
        """Whether a medium may be given out."""
        known, now = self._known.get(medium), monotonic()
        if known and now - known.read_at < _KNOWN_S:
            return known.served
        if known:
            self._known[medium] = known._replace(read_at=now)
        try:
            with self._postgres.connect() as connection:
                served = media.is_served(connection, medium)
        except (Away, DBAPIError) as error:
            log.info("what is hidden stays as it was known", error=str(error))
            return known.served if known else True
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[medium] = _Known(served, now)
        return served
