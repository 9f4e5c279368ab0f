"""What staff have switched off, and on again, each with its reason; what was never touched is on and has no row."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, DateTime, Integer, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql, take_turns


class Switch(Base):
    """One switch (rules.switches)."""

    __tablename__ = "switches"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    is_on: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(500))
    changed_by: Mapped[UUID | None]
    """A member of staff; none: a command."""
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))


class Touched(NamedTuple):
    """What was last done with a switch or a threshold; `value` is what it is since, `changed_by` a member's name."""

    name: str
    value: Any
    reason: str
    changed_by: str | None
    changed_at: datetime


WHO = "(SELECT s.name FROM staff s WHERE s.id = changed_by) AS changed_by"


def off(connection: Connection) -> frozenset[str]:
    """Names of those that are off."""
    return frozenset(connection.execute(sql("SELECT name FROM switches WHERE NOT is_on")).scalars())


def every(connection: Connection) -> dict[str, Touched]:
    """All that were ever touched, by name."""
    rows = connection.execute(sql(f"SELECT name, is_on, reason, {WHO}, changed_at FROM switches ORDER BY name"))
    return {row.name: Touched(*row) for row in rows}


def edition(connection: Connection) -> int:
    """Of all switches and thresholds together: each change makes it greater."""
    statement = sql(
        "SELECT 1 + COALESCE(sum(version), 0) FROM "
        "(SELECT version FROM switches UNION ALL SELECT version FROM thresholds) v"
    )
    return int(connection.execute(statement).scalar_one())


def hold(connection: Connection) -> None:
    """Keep them all from being changed by anybody else until the transaction ends."""
    take_turns(connection, "settings")


def turn(connection: Connection, name: str, is_on: bool, reason: str, by: UUID | None) -> None:
    """Switch it on or off."""
    statement = sql(
        "INSERT INTO switches AS s (name, is_on, reason, changed_by) VALUES (:name, :is_on, :reason, :by) "
        "ON CONFLICT (name) DO UPDATE SET is_on = EXCLUDED.is_on, reason = EXCLUDED.reason, "
        "changed_by = EXCLUDED.changed_by, changed_at = now(), version = s.version + 1"
    )
    connection.execute(statement, {"name": name, "is_on": is_on, "reason": reason, "by": by})
