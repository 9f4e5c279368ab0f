"""Invariants on a terminal: checked in one snapshot, however long that takes."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict

from sqlalchemy import Connection, text

from bridges.postgres import patience
from models.audit import Finding
from web.commands.output import show
from web.extensions import db


def report(check: Callable[[Connection], Iterable[Finding]], as_json: bool) -> None:
    """Show what is found, and exit: with 1 if an invariant is broken."""
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        with patience(None):
            findings = list(check(connection))
    show([asdict(finding) for finding in findings], as_json)
    sys.exit(any(finding.broken for finding in findings))
