"""Exports of players' own data, made one at a time by a tick: whoever dies over one leaves it to a later one."""

from datetime import UTC, datetime
from uuid import UUID

import structlog

from bridges import dossier
from models import player_exports
from rules.retry import delay_s
from tasks import app, runtime

log = structlog.get_logger()
_SECONDS_MOST = 300
_LEASE_S = _SECONDS_MOST + 30
STARTS_MOST = 4
KEPT_S = 3 * 24 * 3600


@app.task(name="tasks.dossiers.make_dossiers", time_limit=_SECONDS_MOST)
def make_dossiers() -> None:
    """Make the one that has waited longest."""
    make_one()


def make_one() -> bool:
    """Make an export; False: none is due. One that fails, or whose worker dies, STARTS_MOST times is given up."""
    with runtime.engine().begin() as connection:
        due = player_exports.lease(connection, _LEASE_S)
    if due is None:
        return False
    export, player, tried = due
    data = None
    try:
        if tried <= STARTS_MOST:
            data = _pack(player)
    except Exception:
        if tried < STARTS_MOST:
            with runtime.engine().begin() as connection:
                player_exports.postpone(connection, export, delay_s(tried))
            raise
        log.exception("an export is given up", id=str(export))
    with runtime.engine().begin() as connection:
        player_exports.settle(connection, export, data, KEPT_S)
    return True


def _pack(player: UUID) -> bytes:
    """What is there at one moment; no lock is held, so an erasure need not wait for it."""
    engine = runtime.engine().execution_options(isolation_level="REPEATABLE READ")
    with engine.begin() as connection:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        connection.exec_driver_sql("SET LOCAL transaction_timeout = 0")
        return dossier.pack(connection, player, datetime.now(UTC))
