"""Boards as Postgres knows them: the totals that ranking writes to Redis, and every read that Redis serves too.

A board's rows are each player's last row in the board's time. For those who have not played since, that is their
`latest` row, which has an index; for the others it is looked up, player by player.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, TextClause

from models import seasons
from models.base import encode_rows, sql
from rules.boards import Board, season_on
from rules.directory import Directory
from rules.places import Entries, Place, Total, View, Window

_CHUNK = 500

Changes = Mapping[tuple[int, date], Collection[UUID]]
"""Players by category (0: all of them) and the earliest day on which their totals changed."""


def directory(connection: Connection) -> Directory:
    """What the names of boards are made of."""
    rows = connection.execute(sql("SELECT slug, id, name FROM categories WHERE id <> 0 ORDER BY id"))
    return Directory({row.slug: (row.id, row.name) for row in rows}, seasons.every(connection))


def countries(connection: Connection) -> list[str]:
    """Every country that has a player."""
    return list(connection.execute(sql("SELECT DISTINCT country FROM players WHERE country IS NOT NULL")).scalars())


def faces(connection: Connection, players: Sequence[str]) -> dict[str, tuple[str, str | None]]:
    """Name and country of players, by id."""
    statement = sql("SELECT id::text, name, country FROM players WHERE id = ANY(CAST(:players AS uuid[]))")
    return {row[0]: (row[1], row[2]) for row in connection.execute(statement, {"players": list(players)})}


def totals(connection: Connection, changes: Changes) -> list[Total]:
    """The rows from each changed day on, read in one snapshot with who may be shown.

    A version is the sum of the row's and the player's, two counters that only grow: of two reads of an entry the one
    with the greater version is the later.
    """
    rows = [{"c": category, "d": day, "u": list(players)} for (category, day), players in changes.items()]
    return [Total._make(row) for row in connection.execute(_TOTALS, {"rows": encode_rows(rows)})]


def changed_since(connection: Connection, player: UUID, today: date) -> list[tuple[int, date]]:
    """Per category the day from which a player's rows reach every board that Redis may still hold.

    A week's board is kept two days after its end, so its rows are at most eight days old; a season's or the all-time
    board has the player's last row before those days, however old. In a gap the season before it is still shown.
    """
    shown = season_on(seasons.every(connection), today)
    statement = sql(
        "SELECT category_id, COALESCE(max(day) FILTER (WHERE day < :since), min(day)) FROM player_days "
        "WHERE player_id = :player GROUP BY category_id"
    )
    rows = connection.execute(statement, {"player": player, "since": min(today - timedelta(days=8), shown.last)})
    return [(row[0], row[1]) for row in rows]


_TOTALS = sql(
    "SELECT d.category_id, d.day, d.season_id, CAST(d.player_id AS text), p.country, p.visible, d.version + p.version, "
    "d.points, d.week_points, d.season_points, d.total_points, "
    "CAST(floor(extract(epoch FROM d.reached_at)) AS bigint), n.day, n.season_id "
    "FROM json_to_recordset(:rows) AS r(c smallint, d date, u uuid[]) CROSS JOIN unnest(r.u) AS u(player) "
    # OFFSET 0: looked up by all three columns of the key, whatever the planner thinks of json.
    "CROSS JOIN LATERAL (SELECT * FROM player_days k "
    "WHERE k.player_id = u.player AND k.category_id = r.c AND k.day >= r.d OFFSET 0) d "
    "JOIN players p ON p.id = u.player "
    "LEFT JOIN LATERAL (SELECT f.day, f.season_id FROM player_days f WHERE NOT d.latest AND f.player_id = d.player_id "
    "AND f.category_id = d.category_id AND f.day > d.day ORDER BY f.day LIMIT 1) n ON true"
)


def view(connection: Connection, board: Board, window: Window, players: Collection[str] = ()) -> View:
    """Part of a board and the places of some players, in the order that Redis has; the version is the time in ms."""
    values: dict[str, Any] = {
        **values_of(board),
        "count": window.count,
        "score": window.after[0] if window.after else None,
        "member": window.after[1] if window.after else None,
        "around": window.around,
        "players": list(players),
    }
    found = connection.execute(_read(board), values).all()
    places = [(row.shown, Place(row.rank, row.player, row.score)) for row in found if row.rank is not None]
    asked = set(players)
    return View(
        found[0].version,
        tuple(place for shown, place in places if shown),
        {place.player: place for _, place in places if place.player in asked},
    )


def entries(connection: Connection, board: Board) -> Iterator[Entries]:
    """Everyone who could be on a board, a few hundred at a time, in one snapshot: who must not be there has score 0.

    The caller's transaction may take as long as it needs.
    """
    connection.execute(sql("SET LOCAL transaction_timeout = 0"))
    connection.execute(sql("SET LOCAL statement_timeout = 0"))
    rows = connection.execute(_everyone(board), values_of(board), execution_options={"yield_per": _CHUNK})
    for chunk in rows.partitions():
        players, versions, scores = zip(*chunk, strict=True)
        yield Entries(list(players), list(versions), list(scores))


def ranked(board: Board) -> str:
    """SQL of a board's places in its one order, by `values_of` it: (player_id, score, rank)."""
    return (
        "SELECT player_id, score, row_number() OVER (ORDER BY score DESC, player_id DESC) AS rank "
        f"FROM ({_standing(board)}) s WHERE score > 0"
    )


def values_of(board: Board) -> dict[str, Any]:
    """What the SQL of a board asks for."""
    values: dict[str, Any] = {
        "category": board.category_id,
        "began": board.began_s,
        "first": board.first,
        "last": board.last,
    }
    if board.period == "season":
        values["season"] = int(board.at)
    if board.country:
        values["country"] = board.country
    return values


def _standing(board: Board) -> str:
    """SQL of a board's rows: (player_id, version, visible, score), the score as rules.boards has it, 0: not on it."""
    points = "total_points" if board.period == "all" else f"{board.period}_points"
    points = "points" if board.period == "day" else points
    country = "AND p.country = :country " if board.country else ""
    return (
        "SELECT l.player_id, l.version + p.version AS version, CASE WHEN p.visible AND l.points > 0 THEN "
        "CAST(l.points AS bigint) * 16777216 + 16777215 - LEAST(16777215, GREATEST(0, "
        f"CAST(floor(extract(epoch FROM l.reached_at)) AS bigint) - :began) / {board.unit_s}) ELSE 0 END AS score "
        f"FROM ({_last_rows(board, points)}) l JOIN players p ON p.id = l.player_id {country}"
    )


def _last_rows(board: Board, points: str) -> str:
    """SQL of each player's last row in the board's time."""
    inside, beyond = "{0}.day BETWEEN :first AND :last", "d.day > :last"
    if board.period == "season":
        # By the row's own season: days before the first season count to it, those in the gap after one to none.
        inside = "{0}.season_id = :season AND {0}.day <= :last"
        beyond = "(d.season_id <> :season OR d.day > :last) AND d.day > :first"
    columns = f"player_id, version, {points} AS points, reached_at"
    return (
        f"SELECT {columns} FROM player_days d WHERE category_id = :category AND latest AND {inside.format('d')} "
        "UNION ALL "
        f"SELECT e.* FROM player_days d CROSS JOIN LATERAL (SELECT {columns} FROM player_days e "
        f"WHERE e.player_id = d.player_id AND e.category_id = :category AND {inside.format('e')} "
        f"ORDER BY e.day DESC LIMIT 1) e WHERE d.category_id = :category AND d.latest AND {beyond}"
    )


def _everyone(board: Board) -> TextClause:
    return sql(f"SELECT CAST(player_id AS text), version, score FROM ({_standing(board)}) s")


def _read(board: Board) -> TextClause:
    """Never without a row: one that has no rank still tells the version."""
    return sql(
        f"WITH ranked AS MATERIALIZED ({ranked(board)}), "
        "start AS (SELECT CASE WHEN CAST(:score AS bigint) IS NOT NULL THEN (SELECT count(*) + 1 FROM ranked "
        "WHERE (score, player_id) >= (CAST(:score AS bigint), CAST(:member AS uuid))) "
        "ELSE COALESCE((SELECT GREATEST(rank - CAST(:count AS integer) / 2, 1) FROM ranked "
        "WHERE player_id = CAST(:around AS uuid)), 1) END AS first) "
        "SELECT CAST(extract(epoch FROM statement_timestamp()) * 1000 AS bigint) AS version, r.rank, r.score, "
        "CAST(r.player_id AS text) AS player, r.rank BETWEEN s.first AND s.first + :count - 1 AS shown "
        "FROM start s LEFT JOIN ranked r ON r.rank BETWEEN s.first AND s.first + :count - 1 "
        "OR r.player_id = ANY(CAST(:players AS uuid[])) ORDER BY r.rank"
    )
