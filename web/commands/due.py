"""`flask due`: what waits for its time."""

import click
from flask.cli import with_appcontext

from models import due as dues
from web.commands.manners import Command
from web.commands.output import as_json, show
from web.extensions import db


@click.command("due", cls=Command)
@click.option("--kind", "kinds", type=click.Choice(dues.KINDS), multiple=True, help="only these; all without it")
@click.option("--most", type=click.IntRange(1, 10_000), default=100, help="of each kind")
@as_json
@with_appcontext
def command(kinds: tuple[str, ...], most: int, as_json: bool) -> None:
    """What is due, the first first: when, how often it was tried, and what went wrong last."""
    with db.engine.connect() as connection:
        show(dues.due(connection, kinds or dues.KINDS, most), as_json)
