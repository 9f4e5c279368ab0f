"""What a session of Postgres and its connection were really given."""

from typing import Any, cast

import psycopg
from sqlalchemy import Engine, text

CARRIER = {"transaction_timeout": "15s", "idle_in_transaction_session_timeout": "5s", "lock_timeout": "2s"}
TCP = {
    "connect_timeout": "2",
    "tcp_user_timeout": "5000",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
}


def limits(engine: Engine) -> dict[str, Any]:
    """The server's time-outs in a session of this engine."""
    with engine.connect() as connection:
        return {name: connection.execute(text(f"SHOW {name}")).scalar_one() for name in CARRIER}


def tcp(engine: Engine) -> dict[str, Any]:
    """What libpq was told of the connection under it, as far as it concerns a peer that is silent."""
    with engine.connect() as connection:
        told = cast("psycopg.Connection", connection.connection.driver_connection).info.get_parameters()
    return {name: told.get(name) for name in TCP}
