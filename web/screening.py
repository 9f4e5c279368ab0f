"""Names that were taken, and that somebody has to look at."""

from uuid import UUID

from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import player_reports
from models.player_reports import New
from rules.decency import judge_name


def screen(connection: Connection, player: UUID, name: str) -> None:
    """Have somebody look at a name that a held player has chosen, if a machine thinks so (rules.decency)."""
    if judge_name(name) == "flag":
        player_reports.put(connection, New(uuid7(), None, "name", player, player, "offensive", None, name))
