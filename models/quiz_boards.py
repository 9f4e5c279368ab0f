"""The board of one quiz: its attempts in their order, read where they are.

With elimination, who came through more questions first; then points, then who reached them first, then the id. Who is
hidden, or whose attempt does not count on boards (a guest's at today's challenge), has no place.
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
    found = connection.execute(_read(quiz.mode == "daily", quiz.elimination), values).all()
    places = [(row.shown, Place(row.rank, row.player, row.score)) for row in found if row.rank is not None]
    asked = set(players)
    return View(
        found[0].version,
        tuple(place for shown, place in places if shown),
        {place.player: place for _, place in places if place.player in asked},
    )


SURVIVED = (
    "(SELECT COALESCE(array_position(array_agg(COALESCE(b, 0) > 0 ORDER BY no), false) - 1, count(*)) "
    "FROM unnest({0}.base_points) WITH ORDINALITY AS u(b, no))"
)
"""SQL of how many questions a session came through before its first wrong or missing answer, see rules.live."""


def _read(only_counting: bool, elimination: bool) -> TextClause:
    """Never without a row: one that has no rank still tells the version. Of the other modes all attempts count."""
    counting = "AND s.on_boards" if only_counting else ""
    session = "JOIN sessions s ON s.id = a.session_id" if only_counting or elimination else ""
    survived = SURVIVED.format("s") if elimination else "0"
    return sql(
        f"WITH attempted AS (SELECT a.player_id, a.points, a.reached_at, {survived} AS survived, "
        f"p.visible AND a.points > 0 {counting} AS placed "
        f"FROM attempts a JOIN players p ON p.id = a.player_id {session} WHERE a.quiz_id = :quiz), "
        "ranked AS MATERIALIZED (SELECT player_id, points, placed, count(*) FILTER (WHERE placed) OVER "
        "(ORDER BY survived DESC, points DESC, reached_at, player_id DESC) AS rank FROM attempted), "
        "start AS (SELECT CASE WHEN CAST(:member AS uuid) IS NOT NULL "
        "THEN COALESCE((SELECT rank + 1 FROM ranked WHERE player_id = CAST(:member AS uuid)), 1) "
        "ELSE COALESCE((SELECT GREATEST(rank - CAST(:count AS integer) / 2, 1) FROM ranked "
        "WHERE placed AND player_id = CAST(:around AS uuid)), 1) END AS first) "
        "SELECT CAST(extract(epoch FROM statement_timestamp()) * 1000 AS bigint) AS version, r.rank, "
        "CAST(r.points AS bigint) * 16777216 AS score, CAST(r.player_id AS text) AS player, "
        "r.rank BETWEEN s.first AND s.first + :count - 1 AS shown "
        "FROM start s LEFT JOIN ranked r ON r.placed AND (r.rank BETWEEN s.first AND s.first + :count - 1 "
        "OR r.player_id = ANY(CAST(:players AS uuid[]))) ORDER BY r.rank"
    )
