"""What must hold of battles, ratings and who is in which, whatever died: queries for what breaks it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from events.catalog import BATTLES
from models.base import sql

_AT_ONCE = 1_000
_FIGHTING = (
    "SELECT b.id AS battle_id, p.id AS player_id FROM battles b CROSS JOIN LATERAL "
    "unnest(ARRAY[b.first_id, CASE WHEN b.ghost_of IS NULL THEN b.second_id END]) AS p(id) "
    "WHERE b.state = 'running' AND b.mode = 'quiz' AND p.id IS NOT NULL"
)
# Left by both; a creative one without an entry, or without votes.
_UNRATED = (
    "(b.result->>'reason' IN ('abandoned', 'void') "
    "OR (b.result->>'reason' = 'tie' AND b.mode = 'creative' AND b.result->'points' = '[0, 0]'))"
)

QUERIES = {
    "every applied move left its row": (
        "SELECT n, rows FROM (SELECT sum(applied_n) AS n FROM carried "
        f"WHERE topic = '{BATTLES.name}') c, (SELECT count(*) AS rows FROM battle_moves) r WHERE n <> rows"
    ),
    "nobody is in two battles": (
        f"SELECT player_id, count(*) FROM ({_FIGHTING}) f GROUP BY player_id HAVING count(*) > 1"
    ),
    "players are in the battles that run, and in no other": (
        f"SELECT player_id, f.battle_id, i.battle_id FROM ({_FIGHTING}) f FULL JOIN in_battle i USING (player_id) "
        "WHERE f.battle_id IS DISTINCT FROM i.battle_id"
    ),
    "battles are settled with a result, and void without or with one": (
        "SELECT id, state FROM battles WHERE mode = 'quiz' AND ((state = 'settled' AND (result IS NULL OR settled_at "
        "IS NULL OR ended_at IS NULL OR over_seq IS NULL)) OR (state = 'running' AND result IS NOT NULL))"
    ),
    "ranked battles that were settled changed two ratings, others none": (
        "SELECT b.id, c.n FROM battles b LEFT JOIN (SELECT battle_id, count(*) AS n FROM rating_changes "
        "WHERE kind = 'result' GROUP BY 1) c ON c.battle_id = b.id WHERE COALESCE(c.n, 0) <> CASE WHEN b.ranked "
        f"AND b.result IS NOT NULL AND NOT {_UNRATED} THEN 2 ELSE 0 END"
    ),
    "ratings are what the last change made of them": (
        "SELECT r.player_id, r.mode, r.season_id FROM ratings r LEFT JOIN LATERAL (SELECT * FROM rating_changes c "
        "WHERE c.player_id = r.player_id AND c.mode = r.mode AND c.season_id = r.season_id ORDER BY position DESC "
        "LIMIT 1) c ON true WHERE c.position IS NULL OR (r.rating, r.deviation, r.volatility, r.games) <> "
        "(c.rating_after, c.deviation_after, c.volatility_after, c.games)"
    ),
    "each change of a rating begins where the one before it ended": (
        "SELECT player_id, position FROM (SELECT *, lag(rating_after) OVER w AS was FROM rating_changes "
        "WINDOW w AS (PARTITION BY player_id, mode, season_id ORDER BY position)) c "
        "WHERE was <> rating_before AND player_id NOT IN (SELECT id FROM players WHERE erased_at IS NOT NULL)"
    ),
    "battles gave the tokens of their results, and void ones none": (
        "SELECT id, due, given FROM (SELECT b.id, CASE WHEN b.state = 'settled' THEN "
        "COALESCE(sum((r.value->>'tokens')::integer), 0) ELSE 0 END AS due, "
        "(SELECT COALESCE(sum(tokens), 0) FROM grants g WHERE g.source = 'battle' AND g.source_key = b.id::text "
        "AND g.player_id IN (b.first_id, b.second_id)) AS given "
        "FROM battles b LEFT JOIN LATERAL jsonb_array_elements(b.result->'rewards') r ON r.value <> 'null' "
        "WHERE b.mode = 'quiz' GROUP BY b.id) t WHERE due <> given"
    ),
}


@dataclass(frozen=True)
class Outcome:
    """A quiz battle that was settled, perhaps void since, as it is stored."""

    id: UUID
    life: int
    script: Any
    started_at: datetime
    ended_at: datetime
    over_seq: int
    result: Any


def outcomes(connection: Connection) -> Iterator[list[Outcome]]:
    """All of them, in pieces."""
    statement = sql(
        "SELECT id, life, script, started_at, ended_at, over_seq, result FROM battles "
        "WHERE mode = 'quiz' AND result IS NOT NULL"
    )
    rows = connection.execute(statement, execution_options={"yield_per": _AT_ONCE})
    for piece in rows.partitions():
        yield [Outcome(*row) for row in piece]
