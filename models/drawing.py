"""Drawing from the pool, and what each player has seen of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from models.base import least_id, sql
from rules.modes import LASTS


def unseen(
    connection: Connection, player: UUID, category_id: int, lang: str, difficulty: str | None, places: Sequence[float]
) -> list[UUID]:
    """Published questions near these places (0..1) of the pool that the player has not seen; reads a row a place."""
    statement = sql(
        "SELECT DISTINCT p.question_id FROM unnest(:places ::float8[], :skips ::int[]) AS r(at, skip) "
        "CROSS JOIN LATERAL (SELECT question_id FROM question_pool WHERE category_id = :category AND lang = :lang "
        f"{_OF[difficulty is not None]} AND draw >= r.at ORDER BY draw OFFSET r.skip LIMIT 1) p "
        "WHERE NOT EXISTS (SELECT FROM seen s WHERE s.player_id = :player AND s.question_id = p.question_id)"
    )
    values = {
        "places": list(places),
        "skips": skips(places),
        "category": category_id,
        "lang": lang,
        "player": player,
        "difficulty": difficulty,
    }
    return list(connection.execute(statement, values).scalars())


def skips(places: Sequence[float]) -> list[int]:
    """How many questions to pass over at each place, so that one with much room before it is not drawn more often."""
    return [int(place * 1_000_003) % _SPREAD for place in places]


_SPREAD = 8
_UNTIL_ENDED = LASTS + timedelta(hours=1)
"""A session of one's own has expired by then, and a tick has ended it."""
_OF = {True: "AND difficulty = :difficulty", False: "AND CAST(:difficulty AS text) IS NULL"}


def longest_unseen(
    connection: Connection, player: UUID, category_id: int, lang: str, difficulty: str | None, count: int
) -> list[UUID]:
    """Up to `count` published questions, never seen ones first, then those seen longest ago. Reads the category."""
    statement = sql(
        "SELECT p.question_id FROM question_pool p LEFT JOIN seen s ON s.player_id = :player "
        "AND s.question_id = p.question_id WHERE p.category_id = :category AND p.lang = :lang "
        f"{_OF[difficulty is not None]} ORDER BY s.seen_at NULLS FIRST, random() LIMIT :count"
    )
    values = {"player": player, "category": category_id, "lang": lang, "difficulty": difficulty, "count": count}
    return list(connection.execute(statement, values).scalars())


def oldest_seen(connection: Connection, player: UUID, category_id: int, lang: str, count: int) -> list[UUID]:
    """Up to `count` questions that the player saw longest ago and that may still be drawn; O(count)."""
    statement = sql(
        "SELECT s.question_id FROM seen s WHERE s.player_id = :player AND s.category_id = :category "
        "AND EXISTS (SELECT FROM question_pool p WHERE p.question_id = s.question_id AND p.category_id = :category "
        "AND p.lang = :lang) ORDER BY s.seen_at LIMIT :count"
    )
    values = {"player": player, "category": category_id, "lang": lang, "count": count}
    return list(connection.execute(statement, values).scalars())


def under_way(connection: Connection, players: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Questions of players' own sessions for points that have not ended; a quiz's are held for all players."""
    statement = sql(
        "SELECT player_id, question_ids FROM sessions WHERE player_id = ANY(:players) AND id > :since AND on_boards "
        "AND quiz_id IS NULL AND ended_at IS NULL"
    )
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    since = least_id(datetime.now(UTC) - _UNTIL_ENDED)
    for player, questions in connection.execute(statement, {"players": list(players), "since": since}):
        found[player].update(questions)
    return found


def see(
    connection: Connection, player: UUID, category_id: int, ids: Sequence[UUID], at: datetime, season: int | None
) -> list[bool]:
    """Note that questions were put to a player; which of them for the first time in `season` (None: none)."""
    statement = sql(
        "INSERT INTO seen AS s (player_id, question_id, category_id, seen_at, counted_in) "
        "SELECT :player, q, :category, :at, :season FROM unnest(:ids ::uuid[]) AS q ORDER BY q "
        "ON CONFLICT (player_id, question_id) DO UPDATE SET seen_at = EXCLUDED.seen_at, "
        "counted_in = COALESCE(EXCLUDED.counted_in, s.counted_in) "
        "RETURNING question_id, old.counted_in IS DISTINCT FROM new.counted_in AS counts"
    )
    values = {"player": player, "category": category_id, "ids": list(ids), "at": at, "season": season}
    fresh = {row[0]: row[1] for row in connection.execute(statement, values)}
    return [season is not None and fresh[id_] for id_ in ids]
