"""`flask ledger`: the books."""

import sys
from dataclasses import asdict

from flask.cli import with_appcontext
from sqlalchemy import text

from bridges.postgres import patience
from models.ledger_audit import audit as check
from web.commands.manners import Group
from web.commands.output import as_json, show
from web.extensions import db

commands = Group("ledger", help="Tokens' double-entry books.")


@commands.command("audit")
@with_appcontext
@as_json
def audit(as_json: bool) -> None:
    """Check that the books add up, seals hold and every token has its cause; exit code 1 if not.

    It takes as long as it takes.
    """
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        with patience(None):
            findings = check(connection)
    show([asdict(finding) for finding in findings], as_json)
    sys.exit(any(finding.broken for finding in findings))
