"""Postgres for requests: behind a breaker, and given up by our own clock too, as the server's may be frozen."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import psycopg
from psycopg.abc import RV, PQGen
from psycopg.errors import _WaitTimeout
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bridges.breaker import Away, Breaker
from models.base import discreet

PATIENCE_S = 1.5
_patience: ContextVar[float | None] = ContextVar("patience", default=PATIENCE_S)
_AWAY_STATES = ("08", "53", "57P")
"""SQLSTATEs of a server that cannot be talked to: connection, resources, shutdown."""
_HELD_STATES = ("55P03", "40P01")
"""Waited too long for a row, or in a circle."""


@contextmanager
def patience(seconds: float | None) -> Iterator[None]:
    """Have connections wait so long for the server here; None: for ever."""
    before = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(before)


class PatientConnection(psycopg.Connection[Any]):
    """Closes itself and raises OperationalError when the server does not go on for as long as its `patience`."""

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """As psycopg's, with a time-out for everyone. A statement that took longer may have been done or not."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        seconds = _patience.get()
        try:
            return super().wait(gen, interval, seconds)
        except _WaitTimeout:
            self.close()
            raise psycopg.OperationalError(f"no answer within {seconds} s") from None


class Postgres:
    """Connections that raise breaker.Away, at once when it is known, if Postgres cannot be talked to.

    Made for engines without `pool_pre_ping`: whether a connection has ended is seen here without asking the server.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = discreet(engine)
        self.breaker = Breaker("postgres", means_away)
        event.listen(engine, "do_connect", _connect)
        event.listen(engine, "checkout", _check)

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A connection whose statements are each a transaction of their own: one round trip each, for reading."""
        with self.breaker.guard(), self._take() as connection, _autocommit(connection):
            yield connection

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction; committed at the end."""
        with self.breaker.guard(), self._take() as connection, connection.begin():
            yield connection

    def _take(self) -> Connection:
        """A connection of the pool. That all are in use says nothing about Postgres: the breaker stays closed."""
        try:
            return self.engine.connect()
        except PoolTimeout as error:
            raise Away("postgres: every connection of this process is in use") from error


def means_away(error: Exception) -> bool:
    """Whether an error says that Postgres cannot be talked to, rather than something about a statement."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    return state is None or state.startswith(_AWAY_STATES)


def means_held(error: Exception) -> bool:
    """Whether a statement gave up waiting for a row that another transaction holds: of the server it says nothing."""
    return isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", None) in _HELD_STATES


def _connect(_dialect: Any, _record: Any, args: Any, parameters: Any) -> PatientConnection:
    return PatientConnection.connect(*args, **parameters)


@contextmanager
def _autocommit(connection: Connection) -> Iterator[None]:
    """As the driver has it: SQLAlchemy's own way sets isolation levels too, which costs as much as what is saved."""
    driver: Any = connection.connection.dbapi_connection
    driver.autocommit = True
    try:
        yield
    finally:
        if not driver.closed:
            driver.autocommit = False


def _check(connection: Any, _record: Any, _proxy: Any) -> None:
    """Have the pool replace a connection that the server has ended while it was idle.

    Twice, as the first read may find the server's last words, and only the second one the end.
    """
    try:
        connection.pgconn.consume_input()
        connection.pgconn.consume_input()
    except psycopg.OperationalError as error:
        raise DisconnectionError(str(error)) from error
