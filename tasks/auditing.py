"""Everything is audited by itself, a few times a day, and what was found is kept for staff to see."""

from collections.abc import Callable, Sequence
from time import monotonic

import structlog
from sqlalchemy import Connection

from bridges import battle_audit, board_audit
from models import audit, audits, ledger_audit
from models.audit import Finding
from models.audits import Kind
from tasks import app, runtime

log = structlog.get_logger()
_SECONDS_MOST = 1_800


@app.task(time_limit=_SECONDS_MOST)
def audit_ledger() -> None:
    """Check the books, seals among them."""
    _audit("ledger", lambda: _in_one_snapshot(ledger_audit.audit))


@app.task(time_limit=_SECONDS_MOST)
def audit_pipeline() -> None:
    """Check that nothing is lost, doubled or miscounted, battles among it."""
    _audit(
        "pipeline", lambda: _in_one_snapshot(lambda snapshot: [*audit.audit(snapshot), *battle_audit.audit(snapshot)])
    )


@app.task(time_limit=_SECONDS_MOST)
def audit_boards() -> None:
    """Check that Redis shows what Postgres says."""
    _audit("boards", lambda: board_audit.audit(runtime.engine().connect, runtime.boards()))


def _in_one_snapshot(check: Callable[[Connection], Sequence[Finding]]) -> Sequence[Finding]:
    """However long that takes."""
    with runtime.engine().begin() as connection:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        connection.exec_driver_sql("SET LOCAL transaction_timeout = 0")
        return check(connection)


def _audit(kind: Kind, check: Callable[[], Sequence[Finding]]) -> None:
    """Check, and write down what was found."""
    began = monotonic()
    findings = check()
    with runtime.engine().begin() as connection:
        audits.keep(connection, kind, monotonic() - began, findings)
    broken = [finding.name for finding in findings if finding.broken]
    if broken:
        log.error("an audit found what is broken", kind=kind, broken=broken)
