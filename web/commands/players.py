"""`flask players`: who needs a look, and why."""

from datetime import datetime
from typing import Any
from uuid import UUID

import click
from flask.cli import AppGroup

from models import suspicion
from rules.suspicion import Signal, verdict
from web.commands.output import as_json, show
from web.extensions import db

commands = AppGroup("players", help="Players.")


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
