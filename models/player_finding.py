"""Players as the staff find them: by name, or by exactly what is known of them. Each has an index."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection

from models.base import sql

By = Literal["name", "email", "id", "phone", "device"]


@dataclass(frozen=True)
class Found:
    """A player in a list."""

    id: UUID
    name: str
    country: str | None
    registered: bool
    created_at: datetime
    score: int
    """Of suspicion."""
    sanction: str | None
    """The kind of the hardest that holds."""
    name_key: str
    """What names are in the order of."""


_SELECT = (
    "SELECT p.id, p.name, p.country, p.registered, p.created_at, COALESCE(s.score, 0) AS score, ("
    "SELECT min(kind) FROM sanctions x WHERE x.player_id = p.id AND x.hiding "  # by their letters
    "AND (x.until IS NULL OR x.until > clock_timestamp())) AS sanction, lower(p.name) AS name_key "
)
_BESIDE = "LEFT JOIN player_suspicion s ON s.player_id = p.id"
_LAST = chr(0x10FFFF)
"""Comes after every character of a name."""


def by_name(connection: Connection, prefix: str, after: tuple[str, UUID] | None, limit: int) -> list[Found]:
    """Players whose names begin so, whatever the case of letters, in the order of names."""
    name, id_ = after or (None, None)
    key = 'lower(p.name) COLLATE "C"'
    # The page first, and what is told of its players after it: otherwise that is looked up for all who fit.
    statement = sql(
        f"{_SELECT} FROM (SELECT * FROM players p WHERE p.erased_at IS NULL "
        f"AND {key} >= lower(:prefix) AND {key} < lower(:prefix) || CAST(:last AS text) "
        f"AND (CAST(:name AS text) IS NULL OR ({key}, p.id) > (CAST(:name AS text), CAST(:id AS uuid))) "
        f"ORDER BY {key}, p.id LIMIT :limit) p {_BESIDE} ORDER BY {key}, p.id"
    )
    values: dict[str, Any] = {"prefix": prefix, "last": _LAST, "name": name, "id": id_, "limit": limit}
    return [Found(**row._mapping) for row in connection.execute(statement, values)]


def by_id(connection: Connection, player: UUID) -> list[Found]:
    """The player of that id."""
    return _some(connection, "p.id = :key", player)


def by_email(connection: Connection, email_key: str) -> list[Found]:
    """The player whose account has that address (rules.addresses)."""
    return _some(connection, "p.id = (SELECT player_id FROM accounts WHERE email_key = :key)", email_key)


def by_phone(connection: Connection, phone: str) -> list[Found]:
    """The player who has proved that number, in E.164."""
    return _some(connection, "p.id = (SELECT player_id FROM phones WHERE phone = :key)", phone)


def by_login(connection: Connection, login: UUID) -> list[Found]:
    """The player who is or was logged in so."""
    return _some(connection, "p.id = (SELECT player_id FROM devices WHERE id = :key)", login)


def by_device_key(connection: Connection, key_hash: bytes) -> list[Found]:
    """Who came with a device's key: its guest, and all who came with it before they were accounts."""
    came = "SELECT id FROM players WHERE device_key_hash = :key UNION SELECT player_id FROM device_keys"
    return _some(connection, f"p.id IN ({came} WHERE key_hash = :key)", key_hash)


def contacts(connection: Connection, players: Collection[UUID]) -> dict[UUID, tuple[str | None, str | None]]:
    """Address and number of each of these players."""
    statement = sql(
        "SELECT p.id, a.email, n.phone FROM players p LEFT JOIN accounts a ON a.player_id = p.id "
        "LEFT JOIN phones n ON n.player_id = p.id WHERE p.id = ANY(:players)"
    )
    rows = connection.execute(statement, {"players": list(players)})
    return {row.id: (row.email, row.phone) for row in rows}


def _some(connection: Connection, condition: str, key: object) -> list[Found]:
    statement = sql(f"{_SELECT} FROM players p {_BESIDE} WHERE p.erased_at IS NULL AND {condition} ORDER BY p.id")
    rows = connection.execute(statement, {"key": key})
    return [Found(**row._mapping) for row in rows]
