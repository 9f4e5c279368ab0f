"""Beat's housekeeping: each tick may run twice, late, or not at all."""

from datetime import UTC, datetime, timedelta

import structlog

from bridges import uploads
from bridges.strays import remove_strays
from models import challenges, codes, denials, devices, idempotency_keys, partitions, plans
from rules.logins import IDLE
from tasks import app, runtime

log = structlog.get_logger()
_PLANS_KEPT = timedelta(days=1)
_KEYS_KEPT = timedelta(days=1)
_DUELS_KEPT = timedelta(days=1)
_LOGINS_KEPT = IDLE + timedelta(days=30)


@app.task
def make_partitions() -> None:
    """Keep the daily partitions of `answers` thirty days ahead."""
    with runtime.engine().begin() as connection:
        made = partitions.ensure(connection, datetime.now(UTC).date())
    if made:
        log.info("partitions made", names=made)


@app.task
def remove_expired_plans() -> None:
    """Delete the question plans of sessions that expired a day ago."""
    with runtime.engine().begin() as connection:
        plans.remove_expired(connection, datetime.now(UTC) - _PLANS_KEPT)


@app.task
def remove_unused_devices() -> None:
    """Delete logins that nobody can use any more, a month after."""
    with runtime.engine().begin() as connection:
        devices.remove_unused(connection, datetime.now(UTC) - _LOGINS_KEPT)


@app.task
def remove_expired_codes() -> None:
    """Delete codes and duels that nobody can use any more, ended logins whose tokens have run out, idempotency keys."""
    with runtime.engine().begin() as connection:
        codes.remove_expired(connection)
        denials.remove_ended_logins(connection)
        idempotency_keys.remove_old(connection, datetime.now(UTC) - _KEYS_KEPT)
        challenges.remove_old(connection, datetime.now(UTC) - _DUELS_KEPT)


@app.task
def clear_uploads() -> None:
    """Forget uploads that never came, and files of those that were decided or went with their player."""
    removed = uploads.clear(runtime.engine(), runtime.arrivals())
    if removed:
        log.info("uploads removed", count=removed)


@app.task
def remove_stray_media() -> None:
    """Remove files that no row names: what an import left that was given up half way."""
    removed = remove_strays(runtime.engine(), runtime.media())
    if removed:
        log.info("stray media removed", count=removed)
