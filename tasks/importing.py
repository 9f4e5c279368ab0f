"""Imports worked on by a tick: looked at, or taken, each in one transaction that ends with saying so."""

from dataclasses import asdict
from functools import partial
from io import BytesIO
from typing import Any
from uuid import UUID

import structlog

from bridges import imports as files
from bridges import progress
from bridges.formats import FileRefused
from bridges.imports import Defaults, Report
from models import findings, imports
from tasks import app, runtime

log = structlog.get_logger()
_SECONDS_MOST = 900
"""A file full of large pictures takes minutes."""
STARTS_MOST = 3
_DIED = (
    f"Each of {STARTS_MOST} starts ended without a word: it takes more than {_SECONDS_MOST} s, or more memory than "
    "there is. Send it in parts."
)


@app.task(name="tasks.importing.work_on_imports", time_limit=_SECONDS_MOST)
def work_on_imports() -> None:
    """Do what is to be done for one import that is due, if any is: the limit of time is its own."""
    work_on_one()


def work_on_one() -> bool:
    """Check or take the import that was started least and has waited longest; False: nothing is due.

    One that fails, or whose worker dies, STARTS_MOST times is refused.
    """
    with runtime.engine().begin() as connection:
        start = imports.count_start(connection)
    if start is None:
        return False
    job, tried = start
    if tried > STARTS_MOST:
        _refuse(job, _DIED)
        return True
    try:
        _work(job)
    except Exception as error:
        if tried == STARTS_MOST:
            _refuse(job, f"It failed {STARTS_MOST} times: {getattr(error, 'orig', error)!r}"[:500])
        raise
    return True


def _refuse(job: UUID, why: str) -> None:
    with runtime.engine().begin() as connection:
        if imports.lock(connection, job):
            imports.settle(connection, job, "refused", None, why)


def _counts(report: Report) -> dict[str, Any]:
    """A report without its rows, which have a table."""
    return {name: value for name, value in asdict(report).items() if name not in ("faults", "duplicate_rows")}


def _work(id_: UUID) -> None:
    """A worker that dies leaves it as it was. What is taken, and that it was, commit together."""
    with runtime.engine().begin() as connection:
        connection.exec_driver_sql("SET LOCAL transaction_timeout = 0")
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = '60s'")  # pictures take their time
        due = imports.lock(connection, id_)
        if due is None:
            return
        job, defaults, data = due
        savepoint = connection.begin_nested()
        file = (connection, BytesIO(data), job.form, Defaults(**defaults))
        told = partial(progress.tell, runtime.boards(), id_)
        try:
            checking = job.state == "checking"
            report = files.examine(*file, told) if checking else files.take(*file, runtime.media(), told)
        except FileRefused as refusal:
            savepoint.rollback()
            imports.settle(connection, job.id, "refused", None, str(refusal))
            return
        if job.state == "checking":
            imports.settle(connection, job.id, "checked", _counts(report))
        elif report.fatal and not job.skip_faulty:
            savepoint.rollback()
            imports.settle(connection, job.id, "refused", _counts(report), f"{report.fatal} rows are faulty")
        else:
            imports.settle(connection, job.id, "committed", _counts(report))
        findings.replace(connection, job.id, files.findings(report))
    progress.forget(runtime.boards(), id_)
    log.info("import", id=str(job.id), was=job.state, new=report.new)
