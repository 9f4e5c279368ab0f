"""Places on boards of ratings, read where these lie: of one mode, in a season or of all time.

The higher rating first, then who reached it first, then the greater id, in the order of `ratings_board_ix`. Who is
hidden, or whose rating is provisional, has no place. Of all time, a player stands there with what they had in the last
season in which it was not provisional.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, TextClause

from models import seasons
from models.base import sql
from rules.boards import season_on
from rules.places import Place, View, Window
from rules.rating import PROVISIONAL, is_provisional

_POINT = 1 << 24
"""A point in a score (rules.boards)."""


@dataclass(frozen=True)
class Standing:
    """A player's rating in a mode, as it is shown."""

    mode: str
    rating: int
    provisional: bool
    games: int


def current(connection: Connection, player: UUID, today: date) -> list[Standing]:
    """A player's ratings in the season of a day, of the modes that they have played in since it began."""
    season = season_on(seasons.every(connection), today).id
    statement = sql(
        "SELECT mode, rating, games FROM ratings WHERE player_id = :player AND season_id = :season ORDER BY mode DESC"
    )
    rows = connection.execute(statement, {"player": player, "season": season})
    return [Standing(row.mode, round(row.rating), is_provisional(row.games), row.games) for row in rows]


def view(connection: Connection, mode: str, season: int | None, window: Window, players: Collection[str] = ()) -> View:
    """Part of a board and the places of some players, in one snapshot; `season` None: of all time.

    The version is the time in ms.
    """
    values = {
        "mode": mode,
        "season": season,
        "least": PROVISIONAL,
        "count": window.count,
        "member": UUID(window.after[1]) if window.after else None,
        "around": window.around,
        "players": list(players),
    }
    found = connection.execute(_read(season is None, window), values).all()
    places = [(row.shown, _place(row.rank, row.player, row.rating)) for row in found if row.rank is not None]
    asked = set(players)
    return View(
        found[0].version,
        tuple(place for shown, place in places if shown),
        {place.player: place for shown, place in places if not shown and place.player in asked},
    )


def _place(rank: int, player: str, rating: float) -> Place:
    return Place(rank, player, max(round(rating), 1) * _POINT)


_ORDER = "r.rating DESC, r.rated_at, r.player_id DESC"
_PLACED = "JOIN players p ON p.id = r.player_id WHERE p.visible"
_SEASON = f"ratings r {_PLACED} AND r.mode = :mode AND r.season_id = :season AND r.games >= :least"
_EVER = (
    "(SELECT DISTINCT ON (x.player_id) x.* FROM ratings x JOIN seasons s ON s.id = x.season_id "
    "WHERE x.mode = :mode AND x.games >= :least "
    f"ORDER BY x.player_id, s.first DESC) r {_PLACED}"
)


def _read(of_all_time: bool, window: Window) -> TextClause:
    """Never without a row: one that has no rank still tells the version.

    A page is as many rows of the index as come before and on it; only the ranks of players who are asked for are
    counted, among those rated as high as the lowest of them.
    """
    placed = _EVER if of_all_time else _SEASON
    first = "1"
    if window.after:
        first = "COALESCE((SELECT rank + 1 FROM standing WHERE player_id = CAST(:member AS uuid)), 1)"
    elif window.around:
        first = (
            "COALESCE((SELECT GREATEST(rank - CAST(:count AS integer) / 2, 1) FROM standing "
            "WHERE player_id = CAST(:around AS uuid)), 1)"
        )
    return sql(
        "WITH asked AS MATERIALIZED (SELECT unnest(CAST(:players AS uuid[])) AS id UNION SELECT CAST(:member AS uuid) "
        "UNION SELECT CAST(:around AS uuid)), "
        f"lowest AS MATERIALIZED (SELECT min(r.rating) AS rating FROM {placed} "
        "AND r.player_id IN (SELECT id FROM asked)), "
        "standing AS MATERIALIZED (SELECT * FROM (SELECT r.player_id, r.rating, row_number() OVER "
        f"(ORDER BY {_ORDER}) AS rank FROM {placed} AND (SELECT rating FROM lowest) IS NOT NULL "
        "AND r.rating >= (SELECT rating FROM lowest)) s "
        "WHERE s.player_id IN (SELECT id FROM asked)), "
        f"start AS MATERIALIZED (SELECT {first} AS first), "
        f"page AS (SELECT r.player_id, r.rating, row_number() OVER (ORDER BY {_ORDER}) AS no FROM (SELECT r.player_id, "
        f"r.rating, r.rated_at FROM {placed} ORDER BY {_ORDER} LIMIT :count OFFSET (SELECT first - 1 FROM start)) r) "
        "SELECT CAST(extract(epoch FROM statement_timestamp()) * 1000 AS bigint) AS version, u.rank, u.rating, "
        "CAST(u.player_id AS text) AS player, u.shown FROM (SELECT) one LEFT JOIN ("
        "SELECT player_id, rating, (SELECT first FROM start) + no - 1 AS rank, true AS shown FROM page UNION ALL "
        "SELECT player_id, rating, rank, false FROM standing) u ON true ORDER BY u.shown DESC, u.rank"
    )
