"""`flask deadletters`: events that could not be applied by their own fault."""

from uuid import UUID

import click
from sqlalchemy import Connection

from models import deadletters
from web.admin.acting import Act
from web.commands.acting import write_down
from web.commands.manners import Group
from web.commands.output import as_json, show, show_one
from web.extensions import db

commands = Group("deadletters", help="Events that could not be applied, by their own fault.")


@commands.command("list")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.option("--all", "with_replayed", is_flag=True, help="those that were replayed, too")
@as_json
def list_(limit: int, with_replayed: bool, as_json: bool) -> None:
    """The latest dead letters."""
    with db.engine.connect() as connection:
        rows = deadletters.latest(connection, limit, with_replayed)
    show([dict(row._mapping) for row in rows], as_json)


@commands.command("show")
@click.argument("letter", type=click.UUID)
@as_json
def show_letter(letter: UUID, as_json: bool) -> None:
    """One dead letter, with its bytes."""
    with db.engine.connect() as connection:
        row = deadletters.one(connection, letter)
    if row is None:
        raise click.ClickException("there is no such dead letter; see `flask deadletters list`")
    show_one(dict(row._mapping) | {"value": bytes(row.value).decode(errors="replace")}, as_json)


@commands.command()
@click.argument("letters", type=click.UUID, nargs=-1, required=True)
@as_json
def replay(letters: tuple[UUID, ...], as_json: bool) -> None:
    """Send dead letters on their way again, each once, after what was wrong has been mended."""
    with db.engine.begin() as connection:
        results = [{"id": letter, "replayed": _replay(connection, letter)} for letter in letters]
    show(results, as_json)
    if not all(result["replayed"] for result in results):
        raise click.ClickException("some are gone or were replayed before")


def _replay(connection: Connection, letter: UUID) -> bool:
    replayed = deadletters.replay(connection, letter)
    if replayed:
        write_down(Act(connection, "letters.replay", "letter", str(letter), after={"replayed": True}))
    return replayed
