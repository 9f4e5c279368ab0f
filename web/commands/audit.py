"""`flask audit`: every invariant, checked in one snapshot."""

import sys
from dataclasses import asdict

import click
from flask.cli import with_appcontext
from sqlalchemy import text

from bridges.battle_audit import audit as check_battles
from bridges.postgres import patience
from models.audit import audit as check
from models.ledger_audit import audit as check_ledger
from web.commands.manners import Command
from web.commands.output import as_json, show
from web.extensions import db


@click.command("audit", cls=Command)
@with_appcontext
@as_json
def command(as_json: bool) -> None:
    """Check that nothing is lost, doubled or miscounted; exit code 1 if an invariant is broken.

    It takes as long as it takes: a minute for some millions of answers.
    """
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        with patience(None):
            findings = [*check(connection), *check_battles(connection), *check_ledger(connection)]
    show([asdict(finding) for finding in findings], as_json)
    sys.exit(any(finding.broken for finding in findings))
