"""Settled battles whose runs can be played against."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from models.base import sql

_FIT = (
    "state = 'settled' AND mode = 'quiz' AND kind = 'match' AND first_id <> :player AND second_id <> :player "
    "AND (CAST(:category AS text) IS NULL OR category = :category) AND lang = ANY(:langs) "
    "AND result ->> 'reason' = 'points'"
)


class Run(NamedTuple):
    """A battle that was played to its end."""

    battle_id: UUID
    category_id: int
    category: str
    started_at: datetime
    life: int
    script: dict[str, Any]


def latest(connection: Connection, player: UUID, category: str | None, langs: Sequence[str], most: int) -> list[Run]:
    """The latest battles of two others, in a category (None: any) and one of the languages, played to their ends."""
    statement = sql(
        "SELECT id, category_id, category, started_at, life, script FROM battles "
        f"WHERE {_FIT} ORDER BY id DESC LIMIT :most"
    )
    values = {"player": player, "category": category, "langs": list(langs), "most": most}
    return [Run(*row) for row in connection.execute(statement, values)]


class Offer(NamedTuple):
    """Somebody's run of a battle."""

    battle_id: UUID
    owner: UUID


def offer(connection: Connection, player: UUID, category: str | None, langs: Sequence[str], most: int) -> Offer | None:
    """One side, by chance, of the latest battles that `latest` finds."""
    statement = sql(
        "SELECT id, CASE WHEN random() < 0.5 THEN first_id ELSE second_id END FROM (SELECT id, first_id, second_id "
        f"FROM battles WHERE {_FIT} ORDER BY id DESC LIMIT :most) latest ORDER BY random() LIMIT 1"
    )
    values = {"player": player, "category": category, "langs": list(langs), "most": most}
    row = connection.execute(statement, values).first()
    return None if row is None else Offer(*row)
