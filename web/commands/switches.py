"""`flask switches`: what is stopped at once, for whoever cannot get at the CMS."""

import click

from models import products, switches
from rules.switches import FIXED, product_of
from web.commands.acting import acting
from web.commands.manners import Group
from web.commands.output import as_json, show, show_one
from web.extensions import db

commands = Group("switches", help="Switches: they act within two seconds; what was begun goes on.")


@commands.command("list")
@as_json
def list_(as_json: bool) -> None:
    """All of them; of products those that were ever off."""
    with db.engine.connect() as connection:
        touched = switches.every(connection)
    rows = []
    for name in [*FIXED, *(name for name in touched if name not in FIXED)]:
        last = touched.get(name)
        why = {field: last and getattr(last, field) for field in ("changed_by", "changed_at", "reason")}
        rows.append({"name": name, "is_on": last.value if last else True, **why})
    show(rows, as_json)


@commands.command()
@click.argument("name")
@click.argument("state", type=click.Choice(["on", "off"]))
@click.option("--reason", required=True, help="for the audit log")
@as_json
def turn(name: str, state: str, reason: str, as_json: bool) -> None:
    """Turn the switch NAME on or off; a product's is redemptions.product.ID."""
    is_on = state == "on"
    with acting("settings.change", "switch", name, reason) as act:
        switches.hold(act.connection)
        product = product_of(name)
        if name not in FIXED and (product is None or products.one(act.connection, product) is None):
            raise click.ClickException(f"there is no switch {name}; `flask switches list` shows them")
        act.before, act.after = {"is_on": name not in switches.off(act.connection)}, {"is_on": is_on}
        switches.turn(act.connection, name, is_on, reason[:500], None)
    show_one({"name": name, "is_on": is_on}, as_json)
