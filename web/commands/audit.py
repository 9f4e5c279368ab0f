"""`flask audit`: every invariant, checked in one snapshot."""

import click
from flask.cli import with_appcontext

from bridges.battle_audit import audit as check_battles
from models.audit import audit as check
from models.ledger_audit import audit as check_ledger
from web.commands.checking import report
from web.commands.manners import Command
from web.commands.output import as_json


@click.command("audit", cls=Command)
@with_appcontext
@as_json
def command(as_json: bool) -> None:
    """Check that nothing is lost, doubled or miscounted; exit code 1 if an invariant is broken.

    It takes as long as it takes: a minute for some millions of answers.
    """
    report(
        {
            "pipeline": lambda connection: [*check(connection), *check_battles(connection)],
            "ledger": lambda connection: check_ledger(connection),
        },
        as_json,
    )
