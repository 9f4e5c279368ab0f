"""Exports worked on by a tick: each in one transaction, which sees one moment of the database and leaves the file."""

from tempfile import TemporaryFile
from uuid import UUID

import structlog

from bridges.exports import export
from models import exports
from tasks import app, runtime

log = structlog.get_logger()
_SECONDS_MOST = 900
STARTS_MOST = 3
_DIED = f"Each of {STARTS_MOST} starts failed, or ended without a word. Ask for less at once, by a filter."


@app.task(name="tasks.exporting.work_on_exports", time_limit=_SECONDS_MOST)
def work_on_exports() -> None:
    """Write the file of one export that is due, if any is: the limit of time is its own."""
    work_on_one()


def work_on_one() -> bool:
    """Write the export that was started least and has waited longest; False: nothing is due."""
    with runtime.engine().begin() as connection:
        start = exports.count_start(connection)
        if start and start[1] > STARTS_MOST:
            exports.refuse(connection, start[0], _DIED)
            return True
    if start is None:
        return False
    _write(start[0])
    return True


def _write(id_: UUID) -> None:
    with runtime.engine().begin() as connection, TemporaryFile() as file:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        connection.exec_driver_sql("SET LOCAL transaction_timeout = 0")
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = '60s'")
        job = exports.lock(connection, id_)
        if job is None:
            return
        written = export(connection, job.subject, job.form, job.filters, file)
        size = file.tell()
        file.seek(0)
        for no, data in enumerate(iter(lambda: file.read(exports.PIECE), b"")):
            exports.add_piece(connection, id_, no, data)
        exports.finish(connection, id_, written.rows, size, written.notes)
    log.info("export", id=str(id_), subject=job.subject, rows=written.rows, bytes=size)
