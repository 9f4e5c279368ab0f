"""Imports worked on by a tick: looked at, or taken, each in one transaction that ends with saying so."""

from dataclasses import asdict
from io import BytesIO

import structlog

from bridges import imports as files
from bridges.formats import FileRefused
from bridges.imports import Defaults
from models import imports
from tasks import app, runtime

log = structlog.get_logger()
_SECONDS_MOST = 900
"""A file full of large pictures takes minutes."""


@app.task(name="tasks.importing.work_on_imports", time_limit=_SECONDS_MOST)
def work_on_imports() -> None:
    """Do what is to be done for every import that is due."""
    while work_on_one():
        pass


def work_on_one() -> bool:
    """Check or take the import that has waited longest; False: nothing is due.

    A worker that dies leaves it as it was. What is taken, and that it was, commit together.
    """
    with runtime.engine().begin() as connection:
        connection.exec_driver_sql("SET LOCAL transaction_timeout = 0")
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = '60s'")  # pictures take their time
        due = imports.lock_due(connection)
        if due is None:
            return False
        job, defaults, data = due
        savepoint = connection.begin_nested()
        file = (connection, BytesIO(data), job.form, Defaults(**defaults))
        try:
            report = files.examine(*file) if job.state == "checking" else files.take(*file, runtime.media())
        except FileRefused as refusal:
            savepoint.rollback()
            imports.settle(connection, job.id, "refused", None, str(refusal))
            return True
        if job.state == "checking":
            imports.settle(connection, job.id, "checked", asdict(report))
        elif report.fatal and not job.skip_faulty:
            savepoint.rollback()
            imports.settle(connection, job.id, "refused", asdict(report), f"{report.fatal} rows are faulty")
        else:
            imports.settle(connection, job.id, "committed", asdict(report))
    log.info("import", id=str(job.id), was=job.state, new=report.new)
    return True
