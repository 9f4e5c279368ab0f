"""The ledger is audited by itself, a few times a day, and what was found is kept for staff to see."""

from time import monotonic

import structlog
from uuid_utils.compat import uuid7

from models import ledger_books
from models.ledger_audit import audit
from tasks import app, runtime

log = structlog.get_logger()
_SECONDS_MOST = 1_800


@app.task(time_limit=_SECONDS_MOST)
def audit_ledger() -> None:
    """Check the books in one snapshot, however long that takes, and write down what was found."""
    began = monotonic()
    with runtime.engine().begin() as connection:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        connection.exec_driver_sql("SET LOCAL transaction_timeout = 0")
        findings = audit(connection)
    broken = [finding.name for finding in findings if finding.broken]
    with runtime.engine().begin() as connection:
        ledger_books.keep(connection, uuid7(), round((monotonic() - began) * 1000), findings)
    if broken:
        log.error("the ledger is broken", broken=broken)
