"""`flask players`: who may play."""

from uuid import UUID

import click
from flask.cli import AppGroup

from bridges.denials import Hint, publish
from models import denials, players
from web.commands.output import as_json, show_one
from web.extensions import db
from web.wires import wires

commands = AppGroup("players", help="Block players, and let them play again.")


@commands.command()
@click.argument("player", type=click.UUID)
@click.option("--reason", required=True, help="kept with the block")
@as_json
def block(player: UUID, reason: str, as_json: bool) -> None:
    """Refuse PLAYER everywhere within two seconds; answers received from now on do not count."""
    with db.engine.begin() as connection:
        if players.by_id(connection, player) is None:
            raise click.ClickException(f"there is no player {player}")
        blocked = denials.block(connection, player, reason)
    if not blocked:
        raise click.ClickException(f"{player} is blocked already")
    publish(wires().redis, Hint(player, "player"))
    show_one({"id": str(player), "blocked": True}, as_json)


@commands.command()
@click.argument("player", type=click.UUID)
@as_json
def unblock(player: UUID, as_json: bool) -> None:
    """Let PLAYER play again."""
    with db.engine.begin() as connection:
        ended = denials.unblock(connection, player)
    if not ended:
        raise click.ClickException(f"{player} is not blocked")
    publish(wires().redis, Hint(player, None))
    show_one({"id": str(player), "blocked": False}, as_json)
