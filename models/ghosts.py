"""Settled battles whose runs can be played against."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from models.base import sql
from models.battles import PLAYED_OUT

_LOOKED_AT = 200
"""Of each language the latest, of which those are offered that can be: however many there are, no more are read."""
_OWNER = (
    "p.visible AND p.erased_at IS NULL AND NOT EXISTS (SELECT FROM pair_restrictions r "
    "WHERE r.low_id = LEAST(p.id, :player) AND r.high_id = GREATEST(p.id, :player))"
)
"""SQL of whom a player may be shown: nobody who was erased, or is banned or hidden, and whom they are never to meet."""


class Offer(NamedTuple):
    """Somebody's run of a battle."""

    battle_id: UUID
    owner: UUID


def offer(connection: Connection, player: UUID, category: str | None, langs: Sequence[str], most: int) -> Offer | None:
    """One run, by chance, of the latest battles of two others in a category (None: any) and one of the languages."""
    of_category = "" if category is None else "AND b.category = :category "
    statement = sql(
        "SELECT id, owner FROM (SELECT f.id, p.id AS owner FROM unnest(CAST(:langs AS text[])) AS l(lang) "
        "CROSS JOIN LATERAL (SELECT b.id, b.first_id, b.second_id FROM battles b "
        f"WHERE {PLAYED_OUT} AND b.lang = l.lang {of_category}ORDER BY b.id DESC LIMIT {_LOOKED_AT}) f "
        "JOIN players p ON p.id IN (f.first_id, f.second_id) "
        f"WHERE :player NOT IN (f.first_id, f.second_id) AND {_OWNER} ORDER BY f.id DESC LIMIT :most) latest "
        "ORDER BY random() LIMIT 1"
    )
    values = {"player": player, "category": category, "langs": list(langs), "most": most}
    row = connection.execute(statement, values).first()
    return None if row is None else Offer(*row)


class Run(NamedTuple):
    """A battle that was played to its end."""

    battle_id: UUID
    category_id: int
    category: str
    started_at: datetime
    life: int
    script: dict[str, Any]


def run(connection: Connection, player: UUID, offered: Offer) -> Run | None:
    """A run that was offered to a player; None: it cannot be played against (any more)."""
    statement = sql(
        "SELECT b.id, b.category_id, b.category, b.started_at, b.life, b.script FROM battles b "
        "JOIN players p ON p.id = :owner AND p.id IN (b.first_id, b.second_id) "
        f"WHERE b.id = :battle AND {PLAYED_OUT} AND :player NOT IN (b.first_id, b.second_id) AND {_OWNER}"
    )
    values = {"player": player, "owner": offered.owner, "battle": offered.battle_id}
    row = connection.execute(statement, values).first()
    return None if row is None else Run(*row)
