"""What two players can be asked together: questions of a choice, and what each of them has seen."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from models.base import encode_rows, sql

KINDS = ("single_choice", "true_false")
"""What can be answered by one tap within seconds."""


def pool(connection: Connection, category_id: int, lang: str, most: int) -> list[UUID]:
    """Published questions of these kinds in a category and language, by chance if there are more than `most`."""
    statement = sql(
        "SELECT p.question_id FROM question_pool p JOIN questions q ON q.id = p.question_id "
        "WHERE p.category_id = :category AND p.lang = :lang AND q.kind = ANY(:kinds) "
        "AND p.draw >= CASE WHEN (SELECT count(*) FROM question_pool WHERE category_id = :category AND lang = :lang) "
        "> :most THEN random() / 2 ELSE 0 END ORDER BY p.draw LIMIT :most"
    )
    values = {"category": category_id, "lang": lang, "kinds": list(KINDS), "most": most}
    return list(connection.execute(statement, values).scalars())


def seen(connection: Connection, pairs: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], datetime]:
    """When players saw questions last, of (player, question); those not seen are left out."""
    rows = [{"p": player, "q": question} for player, question in pairs]
    statement = sql(
        "SELECT s.player_id, s.question_id, s.seen_at FROM json_to_recordset(:rows) AS r(p uuid, q uuid) "
        "JOIN seen s ON s.player_id = r.p AND s.question_id = r.q"
    )
    return {(row[0], row[1]): row[2] for row in connection.execute(statement, {"rows": encode_rows(rows)})}


class Sight(NamedTuple):
    """That a question is put to a player."""

    player_id: UUID
    question_id: UUID
    category_id: int


def see(connection: Connection, sights: Sequence[Sight], at: datetime, season: int) -> None:
    """Note that questions were put to players: none of them gives points on the season's boards any more."""
    rows = [{"p": one.player_id, "q": one.question_id, "c": one.category_id} for one in sights]
    statement = sql(
        "INSERT INTO seen AS s (player_id, question_id, category_id, seen_at, counted_in) "
        "SELECT DISTINCT ON (p, q) p, q, c, :at, :season "
        "FROM json_to_recordset(:rows) AS r(p uuid, q uuid, c smallint) "
        "ORDER BY p, q ON CONFLICT (player_id, question_id) DO UPDATE "
        "SET seen_at = EXCLUDED.seen_at, counted_in = EXCLUDED.counted_in"
    )
    connection.execute(statement, {"rows": encode_rows(rows), "at": at, "season": season})
