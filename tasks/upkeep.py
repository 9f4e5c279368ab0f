"""Beat's housekeeping: each tick may run twice, late, or not at all."""

from datetime import UTC, datetime

import structlog

from bridges import uploads
from bridges.strays import remove_strays
from models import partitions
from tasks import app, runtime

log = structlog.get_logger()


@app.task
def make_partitions() -> None:
    """Keep the daily partitions of `answers` thirty days ahead."""
    with runtime.engine().begin() as connection:
        made = partitions.ensure(connection, datetime.now(UTC).date())
    if made:
        log.info("partitions made", names=made)


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
