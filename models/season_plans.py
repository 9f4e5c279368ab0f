"""Seasons as staff work on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from models.base import encode_json, sql


@dataclass(frozen=True)
class Sheet:
    """A season with its edition."""

    id: int
    name: str
    first: date
    last: date
    prizes: Sequence[Mapping[str, int]]
    sealed_at: datetime | None
    edition: int


_SELECT = "SELECT id, name, first, last, prizes, sealed_at, edition FROM seasons"
_ID_MOST = 32_767


def every(connection: Connection) -> list[Sheet]:
    """All seasons, latest first."""
    return [Sheet(*row) for row in connection.execute(sql(f"{_SELECT} ORDER BY first DESC"))]


def one(connection: Connection, id_: int, lock: bool = False) -> Sheet | None:
    """The season of that id; `lock`: for nobody else to change until the transaction ends."""
    statement = sql(f"{_SELECT} WHERE id = :id {'FOR UPDATE' if lock else ''}")
    row = connection.execute(statement, {"id": id_}).first() if id_ <= _ID_MOST else None
    return None if row is None else Sheet(*row)


def change(connection: Connection, season: Sheet, wanted: Mapping[str, Any]) -> None:
    """Change a locked season. Raises IntegrityError if its days become another's, or more than 180."""
    statement = sql(
        "UPDATE seasons SET name = :name, first = :first, last = :last, prizes = CAST(:prizes AS jsonb), "
        "edition = edition + 1 WHERE id = :id"
    )
    values = {name: wanted.get(name, getattr(season, name)) for name in ("name", "first", "last", "prizes")}
    connection.execute(statement, {**values, "prizes": encode_json(values["prizes"]), "id": season.id})


def remove(connection: Connection, id_: int) -> None:
    """Delete a locked season that nobody has played in."""
    connection.execute(sql("DELETE FROM seasons WHERE id = :id"), {"id": id_})
