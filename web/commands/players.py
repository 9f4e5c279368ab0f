"""`flask players`: who may play, who needs a look, and why."""

from datetime import datetime
from typing import Any
from uuid import UUID

import click
from flask.cli import AppGroup

from bridges.denials import Hint, publish
from models import denials, players, suspicion
from rules.suspicion import Signal, verdict
from web.commands.acting import acting
from web.commands.output import as_json, show, show_one
from web.extensions import db
from web.wires import wires

commands = AppGroup("players", help="Block players, let them play again, and see who needs a look.")


@commands.command()
@click.argument("player", type=click.UUID)
@click.option("--reason", required=True, help="kept with the block")
@as_json
def block(player: UUID, reason: str, as_json: bool) -> None:
    """Refuse PLAYER everywhere within two seconds; answers received from now on do not count."""
    with acting("players.block", "player", player, reason) as act:
        if players.by_id(act.connection, player) is None:
            raise click.ClickException(f"there is no player {player}")
        if not denials.block(act.connection, player, reason):
            raise click.ClickException(f"{player} is blocked already")
    publish(wires().redis, Hint(player, "player"))
    show_one({"id": str(player), "blocked": True}, as_json)


@commands.command()
@click.argument("player", type=click.UUID)
@as_json
def unblock(player: UUID, as_json: bool) -> None:
    """Let PLAYER play again."""
    with acting("players.unblock", "player", player) as act:
        if not denials.unblock(act.connection, player):
            raise click.ClickException(f"{player} is not blocked")
    publish(wires().redis, Hint(player, None))
    show_one({"id": str(player), "blocked": False}, as_json)


@commands.command("suspicion")
@click.argument("player", type=click.UUID, required=False)
@click.option(
    "--least", type=click.IntRange(0, 100), default=1, show_default=True, help="score, where no PLAYER is named"
)
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True)
@as_json
def show_suspicion(player: UUID | None, least: int, limit: int, as_json: bool) -> None:
    """Players by their score of signs of help, 0 to 100; or the signs of PLAYER with their reasons."""
    with db.engine.connect() as connection:
        if player is None:
            rows = [row | {"verdict": verdict(row["score"])} for row in suspicion.scores(connection, least, limit)]
        else:
            rows = [_shown(*found) for found in suspicion.signals(connection, player)]
    show(rows, as_json)


def _shown(subject: UUID, found_at: datetime, signal: Signal) -> dict[str, Any]:
    return {
        "code": signal.code,
        "points": round(signal.points),
        "strength": signal.strength,
        "subject": subject,
        "evidence": signal.evidence,
        "found_at": found_at,
    }
