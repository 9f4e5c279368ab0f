"""`flask activity`: whether what was counted of who plays is so."""

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from bridges.postgres import patience
from models import activity, activity_audit
from web.commands.acting import acting
from web.commands.manners import Group
from web.commands.output import as_json, show, show_one
from web.extensions import db

commands = Group("activity", help="Figures of who plays: hold them against their sources, count them anew.")
_AT_ONCE = 10_000
_TRIES = 5
"""While players come and go, something may be marked between counting and looking."""


@commands.command("audit")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="UTC; today without it")
@with_appcontext
@as_json
def audit(day: datetime | None, as_json: bool) -> None:
    """Recount a day, its week and who joined in it, from what was done then; exits with 1 if it differs."""
    wanted = (day or datetime.now(UTC)).date()
    for _ in range(_TRIES):
        _count()
        with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, patience(None):
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            waiting, found = activity.waiting(connection), activity_audit.figures(connection, wanted)
        if not waiting:
            break
    wrong = [one for one in found if one.counted != one.found]
    show([vars(one) | {"wrong": one in wrong} for one in found], as_json)
    if wrong:
        raise click.exceptions.Exit(1)


@commands.command("rebuild")
@click.option("--reason", default="by command", show_default=True)
@with_appcontext
@as_json
def rebuild(reason: str, as_json: bool) -> None:
    """Forget what was counted, and count it anew from all that is there; players go on meanwhile."""
    with acting("activity.rebuild", "activity", "all", reason) as act, patience(None):
        act.connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        activity.remove_all(act.connection)
        activity_audit.mark_all(act.connection)
        act.after = {"marks": activity.waiting(act.connection)}
    show_one({"marks": _count()}, as_json)


def _count() -> int:
    """Count what is marked; how many marks that were."""
    counted = 0
    with patience(None):
        while True:
            with db.engine.begin() as connection:
                some = activity.count(connection, _AT_ONCE)
            counted += some
            if some < _AT_ONCE:
                return counted
