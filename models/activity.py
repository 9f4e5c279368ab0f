"""Who plays: marked in the transaction of what they did, once a day each, and counted from the marks by a tick.

A day's row that every transaction had to count in would have them all wait for each other. A mark is a row of its own,
which is there once; it is counted in the transaction that says so. Nothing here reads a session or an answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from models.base import encode_rows, sql

DAY_OF_ID = "(uuid_extract_timestamp({0}) AT TIME ZONE 'UTC')::date"
"""SQL of the UTC day that an id (UUIDv7) was made on."""
_MARK = "INSERT INTO activity_marks (player_id, kind, day)"
MARK_SESSION = (
    f"{_MARK} SELECT :player_id, 'active', day FROM (SELECT {DAY_OF_ID.format(':id ::uuid')} AS day) d "
    "WHERE day IS NOT NULL ON CONFLICT DO NOTHING"
)
"""SQL, beside the insert of a session with these `id` and `player_id`."""
MARK_REDEEMED = (
    f"{_MARK} SELECT DISTINCT r.player_id, 'redeemed', (m.at AT TIME ZONE 'UTC')::date FROM moved m "
    "JOIN redemptions r ON r.id = m.redemption_id WHERE m.after = 'succeeded' ON CONFLICT DO NOTHING"
)
"""SQL, beside the insert of transitions, which is called `moved` there."""


def joined(connection: Connection, player: UUID) -> None:
    """A player's row was made in this transaction."""
    statement = f"{_MARK} VALUES (:player, 'joined', (now() AT TIME ZONE 'UTC')::date) ON CONFLICT DO NOTHING"
    connection.execute(sql(statement), {"player": player})


def fought(connection: Connection, battles: Iterable[Mapping[str, Any]]) -> None:
    """Battles, as rows, were begun in this transaction; of a ghost only the first side is there."""
    day = DAY_OF_ID.format("b")
    statement = (
        f"{_MARK} SELECT DISTINCT p, 'active', {day} FROM json_to_recordset(:rows) AS r(b uuid, p uuid) "
        f"WHERE {day} IS NOT NULL ORDER BY p ON CONFLICT DO NOTHING"
    )
    sides = [
        {"b": one["id"], "p": one[side]}
        for one in battles
        for side in ("first_id", "second_id")
        if side == "first_id" or one["kind"] != "ghost"
    ]
    connection.execute(sql(statement), {"rows": encode_rows(sides)})


def count(connection: Connection, most: int) -> int:
    """Count as many marks as that at most, and note that they were; how many there were."""
    taken = connection.execute(_TAKE, {"most": most}).all()
    if taken:
        _add(connection, taken)
    return len(taken)


def waiting(connection: Connection) -> int:
    """How many marks are not counted yet."""
    return int(connection.execute(sql("SELECT count(*) FROM activity_marks WHERE NOT counted")).scalar_one())


def remove_all(connection: Connection) -> None:
    """Forget everything that was marked or counted."""
    for table in ("marks", "players", "weeks", "days", "cohorts", "retention"):
        connection.execute(sql(f"DELETE FROM activity_{table}"))


def _add(connection: Connection, taken: Sequence[Row[Any]]) -> None:
    """One order of tables, and of rows within each: two who count wait for each other, and never both."""
    rows = encode_rows({"p": one.player_id, "k": one.kind, "d": one.day} for one in taken)
    for statement in (_PLAYERS, _WEEKS, _DAYS):
        connection.execute(statement, {"rows": rows})


_TAKE = sql(
    "UPDATE activity_marks m SET counted = true FROM (SELECT player_id, kind, day FROM activity_marks "
    "WHERE NOT counted ORDER BY day, player_id, kind LIMIT :most FOR UPDATE SKIP LOCKED) t "
    "WHERE m.player_id = t.player_id AND m.kind = t.kind AND m.day = t.day RETURNING m.player_id, m.kind, m.day"
)
_GIVEN = "json_to_recordset(:rows) AS r(p uuid, k text, d date)"
_PLAYERS = sql(
    "WITH changed AS (INSERT INTO activity_players AS a (player_id, cohort, played_on, redeemed_on) "
    "SELECT r.p, date_trunc('week', COALESCE(min(p.created_at) AT TIME ZONE 'UTC', min(d)))::date, "
    "min(d) FILTER (WHERE k = 'active'), min(d) FILTER (WHERE k = 'redeemed') "
    f"FROM {_GIVEN} LEFT JOIN players p ON p.id = r.p GROUP BY r.p ORDER BY r.p "
    "ON CONFLICT (player_id) DO UPDATE SET played_on = LEAST(a.played_on, EXCLUDED.played_on), "
    "redeemed_on = LEAST(a.redeemed_on, EXCLUDED.redeemed_on) "
    "RETURNING new.cohort, old.player_id IS NULL AS joined, old.played_on IS NULL AND new.played_on IS NOT NULL "
    "AS played, old.redeemed_on IS NULL AND new.redeemed_on IS NOT NULL AS redeemed) "
    "INSERT INTO activity_cohorts AS c (cohort, joined, played, redeemed) "
    "SELECT cohort, count(*) FILTER (WHERE joined), count(*) FILTER (WHERE played), "
    "count(*) FILTER (WHERE redeemed) FROM changed WHERE joined OR played OR redeemed "
    "GROUP BY cohort ORDER BY cohort ON CONFLICT (cohort) DO UPDATE SET joined = c.joined + EXCLUDED.joined, "
    "played = c.played + EXCLUDED.played, redeemed = c.redeemed + EXCLUDED.redeemed"
)
_WEEKS = sql(
    "WITH first AS (INSERT INTO activity_weeks (player_id, week) "
    f"SELECT DISTINCT p, date_trunc('week', d)::date FROM {_GIVEN} WHERE k = 'active' ORDER BY 1, 2 "
    "ON CONFLICT DO NOTHING RETURNING player_id, week) "
    "INSERT INTO activity_retention AS t (cohort, week, players) SELECT a.cohort, f.week, count(*) FROM first f "
    "JOIN activity_players a USING (player_id) GROUP BY 1, 2 ORDER BY 1, 2 "
    "ON CONFLICT (cohort, week) DO UPDATE SET players = t.players + EXCLUDED.players"
)
_DAYS = sql(
    "INSERT INTO activity_days AS t (day, joined, active, redeemed) SELECT d, count(*) FILTER (WHERE k = 'joined'), "
    "count(*) FILTER (WHERE k = 'active'), count(*) FILTER (WHERE k = 'redeemed') "
    f"FROM {_GIVEN} GROUP BY d ORDER BY d ON CONFLICT (day) DO UPDATE SET joined = t.joined + EXCLUDED.joined, "
    "active = t.active + EXCLUDED.active, redeemed = t.redeemed + EXCLUDED.redeemed"
)
