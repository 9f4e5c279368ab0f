"""What Kafka did not acknowledge, into the Postgres outbox: one writer a process, many events a transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bridges.breaker import Away
from bridges.latch import Latch
from bridges.postgres import Postgres
from models import outbox

log = structlog.get_logger()

_WAIT_S = 2.0
_STUCK_S = 0.7
_AT_ONCE = 1_000

Row = tuple[str, str, bytes]
"""Topic, key, value."""


@dataclass
class _Job:
    rows: Sequence[Row]
    latch: Latch = field(default_factory=Latch)
    done: bool = False


class Spool:
    """Commits rows to the outbox. While Postgres is away it says so at once, instead of after a time-out each."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._busy_since: float | None = None
        self._writer: Thread | None = None

    def start(self) -> None:
        """Begin to write; safe to call again."""
        if self._writer is None:
            self._writer = Thread(target=self._write, name="spool", daemon=True)
            self._writer.start()

    def stop(self, timeout: float = 5.0) -> None:
        """Write what is waiting, and end."""
        if self._writer is not None:
            self._jobs.put(None)
            self._writer.join(timeout)
            self._writer = None

    @property
    def is_away(self) -> bool:
        """Whether Postgres takes nothing just now."""
        return self._postgres.breaker.is_open or self._is_stuck

    @property
    def _is_stuck(self) -> bool:
        began = self._busy_since
        return began is not None and monotonic() - began > _STUCK_S

    def put(self, rows: Sequence[Row]) -> bool:
        """Commit rows; False: Postgres is away (or too slow: they may be committed all the same)."""
        self.start()
        if self._is_stuck or self._postgres.breaker.rests:
            return False
        job = _Job(rows)
        self._jobs.put(job)
        return job.latch.wait(_WAIT_S) and job.done

    def _write(self) -> None:
        while True:
            jobs, last = self._next()
            if jobs:
                self._commit(jobs)
            if last:
                return

    def _next(self) -> tuple[list[_Job], bool]:
        """The jobs that are waiting, at least one; and whether they are the last."""
        jobs: list[_Job] = []
        count = 0
        while count < _AT_ONCE:
            try:
                job = self._jobs.get(block=not jobs)
            except Empty:
                break
            if job is None:
                return jobs, True
            jobs.append(job)
            count += len(job.rows)
        return jobs, False

    def _commit(self, jobs: list[_Job]) -> None:
        self._busy_since = monotonic()
        try:
            with self._postgres.begin() as connection:
                outbox.put_all(connection, [row for job in jobs for row in job.rows])
        except (Away, SQLAlchemyError) as error:
            log.warning("the outbox takes nothing", rows=sum(len(job.rows) for job in jobs), error=str(error)[:200])
        else:
            for job in jobs:
                job.done = True
        finally:
            self._busy_since = None
            for job in jobs:
                job.latch.open()
