"""What must be known of players who want a battle: one statement and their ratings, however many they are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from models import ratings
from models.base import sql


@dataclass(frozen=True)
class Entrance:
    """A player. `languages` are BCP 47, the favourite first."""

    languages: list[str]
    rating: float
    last_opponent: UUID | None
    """In the mode; ghosts are none."""
    battle_id: UUID | None
    """The quiz battle that they are in."""


def look(connection: Connection, players: Collection[UUID], mode: str, today: date) -> dict[UUID, Entrance]:
    """Players who want a battle in a mode; who is no more is left out."""
    rated = ratings.current(connection, players, mode, today)
    rows = connection.execute(_LOOK, {"players": list(players), "mode": mode})
    return {
        row.id: Entrance(row.languages, rated.get(row.id, ratings.NEW).rating.rating, row.last, row.battle_id)
        for row in rows
    }


_LOOK = sql(
    "SELECT p.id, p.languages, i.battle_id, l.other AS last FROM players p "
    "LEFT JOIN in_battle i ON i.player_id = p.id LEFT JOIN LATERAL ("
    "(SELECT id, second_id AS other FROM battles WHERE first_id = p.id AND mode = :mode AND kind <> 'ghost' "
    "ORDER BY id DESC LIMIT 1) UNION ALL "
    "(SELECT id, first_id FROM battles WHERE second_id = p.id AND mode = :mode AND kind <> 'ghost' "
    "ORDER BY id DESC LIMIT 1) ORDER BY id DESC LIMIT 1) l ON true "
    "WHERE p.id = ANY(:players) AND p.erased_at IS NULL"
)
