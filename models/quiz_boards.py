"""The board of one quiz: its attempts in their order, read where they are.

Points first, then who reached them first, then the id. Who is hidden, or whose attempt does not count on boards (a
guest's at today's challenge), has no place.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection, TextClause

from models.base import sql
from models.quizzes import QuizRow
from rules.places import Place, View, Window


def view(connection: Connection, quiz: QuizRow, window: Window, players: Collection[str] = ()) -> View:
    """Part of a quiz's board and the places of some players; the version is the time in ms."""
    values = {
        "quiz": quiz.id,
        "count": window.count,
        "member": UUID(window.after[1]) if window.after else None,
        "around": window.around,
        "players": list(players),
    }
    found = connection.execute(_read(only_counting=quiz.mode == "daily"), values).all()
    places = [(row.shown, Place(row.rank, row.player, row.score)) for row in found if row.rank is not None]
    asked = set(players)
    return View(
        found[0].version,
        tuple(place for shown, place in places if shown),
        {place.player: place for _, place in places if place.player in asked},
    )


def _read(only_counting: bool) -> TextClause:
    """Never without a row: one that has no rank still tells the version. Of the other modes all attempts count."""
    counting = "JOIN sessions s ON s.id = a.session_id AND s.on_boards " if only_counting else ""
    return sql(
        "WITH ranked AS MATERIALIZED (SELECT a.player_id, a.points, a.reached_at, "
        "row_number() OVER (ORDER BY a.points DESC, a.reached_at, a.player_id DESC) AS rank FROM attempts a "
        f"JOIN players p ON p.id = a.player_id AND p.visible {counting}WHERE a.quiz_id = :quiz AND a.points > 0), "
        "start AS (SELECT CASE WHEN CAST(:member AS uuid) IS NOT NULL THEN (SELECT count(*) + 1 FROM ranked r "
        "JOIN attempts m ON m.quiz_id = :quiz AND m.player_id = CAST(:member AS uuid) WHERE r.points > m.points "
        "OR (r.points = m.points AND (r.reached_at < m.reached_at "
        "OR (r.reached_at = m.reached_at AND r.player_id >= m.player_id)))) "
        "ELSE COALESCE((SELECT GREATEST(rank - CAST(:count AS integer) / 2, 1) FROM ranked "
        "WHERE player_id = CAST(:around AS uuid)), 1) END AS first) "
        "SELECT CAST(extract(epoch FROM statement_timestamp()) * 1000 AS bigint) AS version, r.rank, "
        "CAST(r.points AS bigint) * 16777216 AS score, CAST(r.player_id AS text) AS player, "
        "r.rank BETWEEN s.first AND s.first + :count - 1 AS shown "
        "FROM start s LEFT JOIN ranked r ON r.rank BETWEEN s.first AND s.first + :count - 1 "
        "OR r.player_id = ANY(CAST(:players AS uuid[])) ORDER BY r.rank"
    )
