"""`flask seasons`: the days that boards are counted in, and what ranks get."""

from datetime import UTC, datetime

import click
from sqlalchemy.exc import IntegrityError

from models import seasons
from rules.seasons import Prize, Prizes, check_days
from web.commands.acting import acting
from web.commands.manners import Group
from web.commands.output import as_json, show, show_one
from web.extensions import db

commands = Group("seasons", help="Seasons.")


def _prize(value: str) -> Prize:
    """`1-3:500`: 500 tokens for each of the first three."""
    ranks, _, tokens = value.partition(":")
    first, _, last = ranks.partition("-")
    try:
        return Prize(int(first), int(last or first), int(tokens))
    except ValueError:
        raise click.BadParameter(f"{value!r} is not like 1-3:500") from None


@commands.command()
@click.argument("name")
@click.option("--first", type=click.DateTime(["%Y-%m-%d"]), required=True, help="its first day, UTC")
@click.option("--last", type=click.DateTime(["%Y-%m-%d"]), required=True, help="its last day, UTC")
@click.option(
    "--prize", "table", type=_prize, metavar="RANKS:TOKENS", multiple=True, help="tokens by final rank, e.g. 1-3:500"
)
@click.option("--begun", is_flag=True, help="its first days may be over; what was given on them stays where it is")
@as_json
def create(name: str, first: datetime, last: datetime, table: tuple[Prize, ...], begun: bool, as_json: bool) -> None:
    """Make the season NAME."""
    try:
        check_days(first.date(), last.date(), datetime.now(UTC).date(), begun)
        prizes = [vars(prize) for prize in Prizes(table).table]
        with acting("seasons.create", "season", name[:80]) as act:
            made = seasons.create(act.connection, name[:80], first.date(), last.date(), prizes)
            act.subject_id = str(made)
            act.after = {"name": name[:80], "first": first.date(), "last": last.date(), "prizes": prizes}
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    except IntegrityError as error:
        why = "its days are another season's" if "days" in str(error.orig) else "it must have 1 to 180 days"
        raise click.ClickException(f"no such season can be: {why}; `flask seasons list` shows them") from None
    show_one({"id": made, "name": name[:80], "first": first.date(), "last": last.date(), "prizes": prizes}, as_json)


@commands.command("list")
@as_json
def list_seasons(as_json: bool) -> None:
    """Every season, latest first."""
    with db.engine.connect() as connection:
        show([vars(row) for row in seasons.rows(connection)], as_json)
