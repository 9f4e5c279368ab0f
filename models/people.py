"""Players as other players find them. Who is on no board, or was erased, is not there."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from models.base import sql

_LAST = chr(0x10FFFF)
"""Comes after every character of a name."""


@dataclass(frozen=True)
class Person:
    """A player as anybody sees them."""

    id: UUID
    name: str
    country: str | None
    name_key: str
    """What names are in the order of."""


def by_id(connection: Connection, me: UUID, player: UUID) -> Person | None:
    """The player of that id; oneself is always there."""
    statement = sql(
        "SELECT id, name, country, lower(name) AS name_key FROM players "
        "WHERE id = :player AND erased_at IS NULL AND (visible OR id = :me)"
    )
    row = connection.execute(statement, {"me": me, "player": player}).first()
    return None if row is None else Person(**row._mapping)


def by_name(connection: Connection, me: UUID, prefix: str, after: tuple[str, UUID] | None, limit: int) -> list[Person]:
    """Others whose names begin so, whatever the case of letters, in the order of names.

    Of two players one of whom has blocked the other neither finds the other.
    """
    name, id_ = after or (None, None)
    key = 'lower(p.name) COLLATE "C"'
    statement = sql(
        "SELECT p.id, p.name, p.country, lower(p.name) AS name_key FROM players p WHERE p.erased_at IS NULL "
        f"AND {key} >= lower(:prefix) AND {key} < lower(:prefix) || CAST(:last AS text) "
        f"AND (CAST(:name AS text) IS NULL OR ({key}, p.id) > (CAST(:name AS text), CAST(:id AS uuid))) "
        "AND p.visible AND p.id <> :me AND NOT EXISTS (SELECT FROM pair_restrictions r "
        "WHERE r.low_id = LEAST(p.id, :me) AND r.high_id = GREATEST(p.id, :me) AND r.kind = 'block') "
        f"ORDER BY {key}, p.id LIMIT :limit"
    )
    values: dict[str, Any] = {"me": me, "prefix": prefix, "last": _LAST, "name": name, "id": id_, "limit": limit}
    return [Person(**row._mapping) for row in connection.execute(statement, values)]
