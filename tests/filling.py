"""A row of any table, with something in each column that must have it: for tests that go through all tables."""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection
from uuid_utils.compat import uuid7

from models.base import Base

_numbers = count(1)
_FITTING: Mapping[str, Any] = {
    "activity_marks.kind": "active",
    "appeals.kind": "sanction",
    "denials.kind": "login",
    "exports.form": "csv",
    "player_networks.network": "203.0.113.0/24",
    "player_reports.kind": "name",
    "question_reports.kind": "wrong",
    "redemptions.kind": "recharge",
}
"""What constraints want, by table and column."""
_VALUES: Mapping[type, Any] = {bool: True, list: [], dict: {}, object: {}}


def fill(connection: Connection, name: str, at: datetime | None = None, **given: Any) -> None:
    """Put a row with these values; what must have one has a time, an id or a text of its own."""
    table = Base.metadata.tables[name]
    values = {
        column.name: _FITTING.get(f"{name}.{column.name}", _value(column, at or datetime.now(UTC)))
        for column in table.columns
        if not column.nullable and column.server_default is None
    }
    connection.execute(table.insert().values({**values, **given}))


def _value(column: "Column[Any]", at: datetime) -> Any:
    kind = column.type.python_type
    if kind is UUID:
        return uuid7()
    if kind is datetime:
        return at
    if kind in (str, bytes):
        word = f"{next(_numbers)}"
        return word.encode() if kind is bytes else word[: getattr(column.type, "length", None)]
    return at.date() if "date" in kind.__name__ else _VALUES.get(kind, 1)
