"""`flask finance`: what tokens and partners cost, and closing a month."""

from datetime import datetime
from typing import Any

import click
from flask.cli import with_appcontext

from bridges.postgres import patience
from models import finance, months
from rules.months import parse, span
from rules.report import Unbalanced
from web.commands.acting import ACTOR, acting
from web.commands.manners import Group
from web.commands.output import as_json, show_one
from web.extensions import db

commands = Group("finance", help="What tokens and partners cost; months of the books.")
_WAIT_S = 60.0
_DAY = click.DateTime(["%Y-%m-%d"])


@commands.command("report")
@click.option("--from", "first", type=_DAY, required=True, help="a day, UTC")
@click.option("--to", "last", type=_DAY, required=True, help="the last day, which is in it")
@with_appcontext
@as_json
def report(first: datetime, last: datetime, as_json: bool) -> None:
    """Liability, what was made, spent, expired and redeemed, what partners cost, float and margin.

    Its sums are the ledger's, or there is no report. Of a closed month it is what was told then.
    """
    if last < first:
        raise click.ClickException("--to is before --from")
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, patience(None):
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        try:
            found = finance.report(connection, *span(first.date(), last.date()))
        except Unbalanced as error:
            raise click.ClickException(f"the ledger is broken: {error}") from None
    show_one(found if as_json else _lines(found), as_json)


@commands.command("close")
@click.argument("month")
@click.option("--reason", default="by command", show_default=True)
@with_appcontext
@as_json
def close(month: str, reason: str, as_json: bool) -> None:
    """Close MONTH, as 2026-11: its figures are frozen, and later corrections are of a later month.

    It waits up to a minute for transactions that may be of it.
    """
    try:
        wanted = parse(month)
    except ValueError:
        raise click.ClickException(f"{month} is no month like 2026-11") from None
    with acting("finance.close_month", "month", month, reason) as act, patience(None):
        act.connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        months.hold(act.connection)
        due = months.due(act.connection)
        if wanted != due or not months.is_over(act.connection, wanted):
            raise click.ClickException(f"the next to be closed is {due or 'none'}, once it is over")
        if not months.wait(act.connection, _WAIT_S):
            raise click.ClickException("transactions that may be of it are still under way")
        try:
            told = finance.close(act.connection, wanted, reason, ACTOR)
        except Unbalanced as error:
            raise click.ClickException(f"the ledger is broken: {error}") from None
        act.after = {"liability": told["liability"], "margin": told["margin"]}
    show_one({"month": month, "closed": True}, as_json)


def _lines(found: dict[str, Any]) -> dict[str, Any]:
    """A report for people: a line a figure."""
    parts = ("minted", "spent", "expired", "redeemed")
    return {
        "from": found["since"],
        "until": found["until"],
        "closed": found["closed"],
        "tokens a USD": found["rate"]["tokens_per_unit"],
        "opening": found["opening"]["posted"],
        **{f"{part} {one['name']}": one["tokens"] for part in parts for one in found[part]["by"]},
        **{f"{part} in all": found[part]["tokens"] for part in parts},
        **{name: found["closing"][key] for name, key in (("closing", "posted"), ("held", "held"), ("owed", "owed"))},
        "liability at face": _money(found["liability"]["face"]),
        "liability at cost": _money(found["liability"]["cost"]),
        **{f"cost {one['partner']}": f"{one['amount']} {one['currency']}" for one in found["costs"]},
        "redeemed at face": _money(found["redeemed"]["face"]),
        "cost of it": _money(found["redeemed"]["cost"]),
        "margin": _money(found["margin"]),
        **{f"float {one['partner']}": f"{one['amount']} {one['currency']}" for one in found["floats"] if one["amount"]},
    }


def _money(money: dict[str, str] | None) -> str:
    return f"{money['amount']} {money['currency']}" if money else "-"
