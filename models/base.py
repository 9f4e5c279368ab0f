"""The metadata that web, tasks and bridges share, and the engines they open on it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Engine, ExceptionContext, MetaData, TextClause, create_engine, event, text
from sqlalchemy.orm import DeclarativeBase

_NAMES = {
    "ix": "%(table_name)s_%(column_0_N_name)s_ix",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}

_KEEPALIVE = {"keepalives": 1, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}

CARRIER_LIMITS = {
    "transaction_timeout": "15s",
    "idle_in_transaction_session_timeout": "5s",
    "lock_timeout": "2s",
}
"""For slices and the relay: a frozen holder loses its session, and with it every lock, while others wait."""

REQUEST_LIMITS = {
    "statement_timeout": "5s",
    "idle_in_transaction_session_timeout": "10s",
    "lock_timeout": "1s",
}
"""For requests: a player has gone long before an answer that takes five seconds.

Who waits for a row is told so by the server, before bridges.postgres takes its silence for a server that is away.
"""


class Base(DeclarativeBase):
    """Plain declarative base; its metadata is the whole schema."""

    metadata = MetaData(naming_convention=_NAMES)


def engine_options(limits: Mapping[str, str], pool_size: int = 2) -> dict[str, Any]:
    """`create_engine`'s options for a connection with server-side limits, TCP keepalives and a 2 s connect time."""
    settings = " ".join(f"-c {name}={value}" for name, value in limits.items())
    return {
        "hide_parameters": True,  # they are people's: errors of the database are logged
        "pool_size": pool_size,
        "max_overflow": 0,
        "pool_timeout": 3,
        "pool_pre_ping": True,
        "connect_args": {
            "options": f"{settings} -c timezone=UTC",
            "connect_timeout": 2,
            "tcp_user_timeout": 5000,
            **_KEEPALIVE,
        },
    }


def open_engine(url: str, limits: Mapping[str, str], pool_size: int = 2, pre_ping: bool = True) -> Engine:
    """An engine for tasks, bridges and commands; it connects at first use.

    Without `pre_ping` a connection that died is noticed by the statement that fails: for work that comes again.
    """
    return discreet(create_engine(url, **engine_options(limits, pool_size) | {"pool_pre_ping": pre_ping}))


def discreet(engine: Engine) -> Engine:
    """The engine, whose errors say what was wrong, and not with which values: a key may be somebody's address."""
    event.listen(engine, "handle_error", _without_values)
    return engine


def _without_values(context: ExceptionContext) -> None:
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args and isinstance(error.args[0], str):
            error.args = (error.args[0].partition("\nDETAIL:")[0], *error.args[1:])


def least_id(at: datetime) -> UUID:
    """The least UUIDv7 (RFC 9562, 48 bits of Unix milliseconds first) of a moment: ids are in the order of time."""
    return UUID(int=int(at.timestamp() * 1000) << 80)


def encode_rows(rows: Iterable[object]) -> str:
    """Rows for `json_to_recordset`: one parameter whatever their number, and the cheapest to write in Python."""
    return _encode(list(rows)).decode()


def encode_json(value: object) -> str:
    """One value for a jsonb parameter."""
    return _encode(value).decode()


_encode = msgspec.json.Encoder().encode


@cache
def sql(statement: str) -> TextClause:
    """A statement, parsed once a process: a slice runs a dozen, and parsing them took a third of its time."""
    return text(statement)


def take_turns(connection: Connection, what: str, space: int = 0) -> None:
    """Whoever says the same in the same space waits until this transaction has ended."""
    connection.execute(_TURN, {"what": what, "space": space})


_TURN = sql("SELECT pg_advisory_xact_lock(hashtextextended(:what, :space))")
