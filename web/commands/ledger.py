"""`flask ledger`: the books."""

from flask.cli import with_appcontext

from models.ledger_audit import audit as check
from web.commands.checking import report
from web.commands.manners import Group
from web.commands.output import as_json

commands = Group("ledger", help="Tokens' double-entry books.")


@commands.command("audit")
@with_appcontext
@as_json
def audit(as_json: bool) -> None:
    """Check that the books add up, seals hold and every token has its cause; exit code 1 if not.

    It takes as long as it takes.
    """
    report({"ledger": check}, as_json)
