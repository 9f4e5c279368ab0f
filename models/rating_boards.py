"""Boards of ratings, one a mode and season: read from the table, as ratings change once a battle."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from models.base import sql
from models.players import SHOWN
from rules.rating import PROVISIONAL


@dataclass(frozen=True)
class Line:
    """A line of a rating board. Ranks count those that are shown, from 1."""

    rank: int
    player_id: UUID
    rating: float
    games: int


# Of a mode and season: who is rated for good, the higher first, then who has been there longer.
_BOARD = (
    "SELECT rank() OVER (ORDER BY rating DESC, rated_at, player_id DESC) AS rank, player_id, rating, games "
    f"FROM ratings r WHERE mode = :mode AND season_id = :season AND games >= {PROVISIONAL} AND {SHOWN.format('r')}"
)


def page(connection: Connection, mode: str, season: int, after: int, most: int) -> list[Line]:
    """Up to `most` lines of a board after a rank; provisional ratings are on none."""
    statement = sql(f"SELECT * FROM ({_BOARD}) b WHERE rank > :after ORDER BY rank LIMIT :most")
    values = {"mode": mode, "season": season, "after": after, "most": most}
    return [Line(*row) for row in connection.execute(statement, values)]


def around(connection: Connection, mode: str, season: int, player: UUID, each: int) -> list[Line]:
    """A player's line with up to `each` above and below; nothing, if they are on no board."""
    statement = sql(
        f"WITH b AS ({_BOARD}), own AS (SELECT rank FROM b WHERE player_id = :player) SELECT b.* FROM b, own "
        "WHERE b.rank BETWEEN own.rank - :each AND own.rank + :each ORDER BY b.rank"
    )
    values = {"mode": mode, "season": season, "player": player, "each": each}
    return [Line(*row) for row in connection.execute(statement, values)]


def line_of(connection: Connection, mode: str, season: int, player: UUID) -> Line | None:
    """A player's own line; None: they are on no board."""
    return next(iter(around(connection, mode, season, player, 0)), None)
