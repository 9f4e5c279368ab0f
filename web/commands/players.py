"""`flask players`: who may play, who needs a look, and why."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import click

from bridges.sanctioned import tell_of
from models import players, sanctions, suspicion
from models.sanctions import Wish
from rules.sanctions import GROUNDS
from rules.suspicion import Signal, verdict
from web.commands.acting import acting
from web.commands.manners import Group
from web.commands.output import as_json, show, show_one
from web.extensions import db
from web.wires import wires

commands = Group("players", help="Block players, let them play again, and see who needs a look.")


@commands.command()
@click.argument("player", type=click.UUID)
@click.option("--reason", required=True, help="kept with the block")
@click.option(
    "--ground", type=click.Choice(GROUNDS), default="rules", show_default=True, help="what the player is told"
)
@click.option("--until", type=click.DateTime(), help="UTC; for ever without it")
@as_json
def block(player: UUID, reason: str, ground: str, until: datetime | None, as_json: bool) -> None:
    """Ban PLAYER from everything, within two seconds; answers received from now on do not count."""
    end = until and until.replace(tzinfo=UTC)
    if end and end <= datetime.now(UTC):
        raise click.ClickException(f"{end.isoformat()} is over")
    with acting("sanctions.impose", "player", player, reason) as act:
        if players.lock(act.connection, player) is None:
            raise click.ClickException(f"there is no player {player}")
        if sanctions.holding(act.connection, player, "ban"):
            raise click.ClickException(f"{player} is blocked already")
        imposed = sanctions.impose(act.connection, player, Wish("ban", reason[:500], ground, end))
        act.after = {"id": imposed, "kind": "ban", "ground": ground, "until": end}
    _tell(player)
    show_one({"id": str(player), "blocked": True}, as_json)


@commands.command()
@click.argument("player", type=click.UUID)
@click.option("--reason", default="by command", show_default=True)
@as_json
def unblock(player: UUID, reason: str, as_json: bool) -> None:
    """Let PLAYER play again."""
    with acting("sanctions.lift", "player", player, reason) as act:
        players.lock(act.connection, player)
        bans = [sanction for sanction, _ in sanctions.holding(act.connection, player, "ban")]
        if not bans:
            raise click.ClickException(f"{player} is not blocked")
        for sanction in bans:
            sanctions.lift(act.connection, player, sanction, None, reason[:500])
        act.before = {"ids": bans}
    _tell(player)
    show_one({"id": str(player), "blocked": False}, as_json)


def _tell(player: UUID) -> None:
    tell_of(wires().postgres, wires().redis, player)


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
