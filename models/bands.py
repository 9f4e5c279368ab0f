"""The pool by bands of difficulty (rules.difficulty): kept in step with what is measured, and drawn from."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection

from models.base import encode_rows, sql
from models.drawing import skips


def place(connection: Connection, bands: Mapping[UUID, int]) -> None:
    """Have questions be drawn in these bands; most are there already, and cost nothing."""
    rows = encode_rows({"q": question, "b": band} for question, band in bands.items())
    moved = sql(
        "UPDATE questions q SET band = r.b FROM (SELECT q.id, r.b FROM json_to_recordset(:rows) "
        "AS r(q uuid, b smallint) JOIN questions q ON q.id = r.q AND q.band <> r.b ORDER BY q.id FOR UPDATE OF q) r "
        "WHERE q.id = r.id RETURNING q.id"
    )
    ids = list(connection.execute(moved, {"rows": rows}).scalars())
    if ids:
        statement = sql(
            "UPDATE question_pool p SET band = q.band FROM questions q "
            "WHERE q.id = ANY(:ids) AND p.question_id = q.id AND p.band <> q.band"
        )
        connection.execute(statement, {"ids": ids})


def unseen(
    connection: Connection, player: UUID, category_id: int, lang: str, bands: Sequence[int], places: Sequence[float]
) -> list[UUID]:
    """Published questions of these bands that the player has not seen, near these places (0..1) of one band each.

    Every band that has questions is as likely as another, however full it is. Reads a row a place and a band.
    """
    statement = sql(
        "WITH full_bands AS MATERIALIZED (SELECT b, row_number() OVER (ORDER BY b) - 1 AS no, count(*) OVER () AS n "
        "FROM unnest(:bands ::smallint[]) b WHERE EXISTS (SELECT FROM question_pool "
        "WHERE category_id = :category AND lang = :lang AND band = b)) "
        "SELECT DISTINCT p.question_id "
        "FROM unnest(:places ::float8[], :skips ::int[]) WITH ORDINALITY AS r(at, skip, no) "
        "JOIN full_bands f ON f.no = r.no % f.n CROSS JOIN LATERAL (SELECT question_id FROM question_pool "
        "WHERE category_id = :category AND lang = :lang AND band = f.b AND draw >= r.at "
        "ORDER BY draw OFFSET r.skip LIMIT 1) p "
        "WHERE NOT EXISTS (SELECT FROM seen s WHERE s.player_id = :player AND s.question_id = p.question_id)"
    )
    values = {
        "bands": list(bands),
        "places": list(places),
        "skips": skips(places),
        "category": category_id,
        "lang": lang,
        "player": player,
    }
    return list(connection.execute(statement, values).scalars())


def nearest(connection: Connection, player: UUID, category_id: int, lang: str, bands: range, count: int) -> list[UUID]:
    """Up to `count` published questions: never seen ones first, nearest to these bands. Reads the category."""
    statement = sql(
        "SELECT p.question_id FROM question_pool p LEFT JOIN seen s ON s.player_id = :player "
        "AND s.question_id = p.question_id WHERE p.category_id = :category AND p.lang = :lang "
        "ORDER BY s.seen_at NULLS FIRST, GREATEST(:low - p.band, p.band - :high, 0), random() LIMIT :count"
    )
    values = {"player": player, "category": category_id, "lang": lang, "low": bands[0], "high": bands[-1]}
    return list(connection.execute(statement, values | {"count": count}).scalars())
