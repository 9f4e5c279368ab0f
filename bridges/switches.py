"""What is switched off, as one process knows it: Postgres is asked at most once in a while, and by whoever needs it.

While Postgres is away what was known last holds: what nobody ever read is on, and can do nothing without Postgres.
"""

from contextlib import nullcontext
from threading import Lock
from time import monotonic

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bridges.breaker import Away
from bridges.postgres import Postgres
from models import switches

log = structlog.get_logger()

_KNOWN_S = 1.0
"""What is known is so old at most: who looks at it each second acts within two."""


class Switches:
    """One a process; of those who ask at once one reads, and the others go by what was known."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._off: frozenset[str] | None = None
        self._read_at = float("-inf")
        self._lock = Lock()

    def off(self, within: Connection | None = None) -> frozenset[str]:
        """Names of the switches that are off. `within`: who has a connection takes no other to ask."""
        if monotonic() - self._read_at >= _KNOWN_S and self._lock.acquire(blocking=self._off is None):
            try:
                self._read(within)
            finally:
                self._lock.release()
        return self._off or frozenset()

    def is_on(self, name: str, within: Connection | None = None) -> bool:
        """Whether a switch (rules.switches) is on."""
        return name not in self.off(within)

    def _read(self, within: Connection | None) -> None:
        if monotonic() - self._read_at < _KNOWN_S:
            return  # another has, while this one waited
        try:
            with nullcontext(within) if within else self._postgres.connect() as connection:
                self._off = switches.off(connection)
        except (Away, DBAPIError) as error:
            log.info("switches stay as they were known", error=str(error))
        self._read_at = monotonic()
