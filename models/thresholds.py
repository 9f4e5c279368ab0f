"""Thresholds that staff have set, each with its reason; the others are as declared and have no row."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Connection, DateTime, Integer, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql
from models.switches import WHO, Touched
from rules.thresholds import Thresholds


class Threshold(Base):
    """One threshold (rules.thresholds)."""

    __tablename__ = "thresholds"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(500))
    changed_by: Mapped[UUID | None]
    """A member of staff; none: a command."""
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))


def read(connection: Connection) -> Thresholds:
    """All of them, as they hold now. One that is not declared any more counts for nothing."""
    found = {row.name: row.value for row in connection.execute(sql("SELECT name, value FROM thresholds"))}
    return Thresholds(**{name: found[name] for name in Thresholds._fields if name in found})


def every(connection: Connection) -> dict[str, Touched]:
    """All that were ever set, by name."""
    rows = connection.execute(sql(f"SELECT name, value, reason, {WHO}, changed_at FROM thresholds"))
    return {row.name: Touched(*row) for row in rows}


def version(connection: Connection, name: str) -> int:
    """How often one was set; 0: it holds as declared."""
    found = connection.execute(sql("SELECT version FROM thresholds WHERE name = :name"), {"name": name}).scalar()
    return int(found or 0)


def put(connection: Connection, name: str, value: int, reason: str, by: UUID | None) -> None:
    """Set it."""
    statement = sql(
        "INSERT INTO thresholds AS t (name, value, reason, changed_by) VALUES (:name, :value, :reason, :by) "
        "ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value, reason = EXCLUDED.reason, "
        "changed_by = EXCLUDED.changed_by, changed_at = now(), version = t.version + 1"
    )
    connection.execute(statement, {"name": name, "value": value, "reason": reason, "by": by})
