"""Invariants on a terminal: checked in one snapshot, however long that takes, and written down for staff to see."""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from time import monotonic

from sqlalchemy import Connection, text

from bridges.postgres import patience
from models import audits
from models.audit import Finding
from models.audits import Kind
from web.commands.output import show
from web.extensions import db


def report(checks: Mapping[Kind, Callable[[Connection], Iterable[Finding]]], as_json: bool) -> None:
    """Show what is found, and exit: with 1 if an invariant is broken."""
    findings = list[Finding]()
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        with patience(None):
            for kind, check in checks.items():
                began = monotonic()
                found = list(check(connection))
                keep(kind, began, found)
                findings += found
    tell(findings, as_json)


def keep(kind: Kind, began: float, found: list[Finding]) -> None:
    """Write down what an audit found that began at that moment of the monotonic clock."""
    with db.engine.begin() as connection:
        audits.keep(connection, kind, monotonic() - began, found)


def tell(findings: Iterable[Finding], as_json: bool) -> None:
    """Show what was found, and exit."""
    every = list(findings)
    show([asdict(finding) for finding in every], as_json)
    sys.exit(any(finding.broken for finding in every))
