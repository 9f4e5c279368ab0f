"""Imports as jobs: a file, what was found in it, and whether it was taken. Worked on by a tick, any number of times."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, DateTime, Index, LargeBinary, SmallInteger, String, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_json, sql


class Import(Base):
    """One file on its way: `checking`, `checked`, `committing`, `committed`; or `refused`."""

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint("state IN ('checking', 'checked', 'committing', 'committed', 'refused')", "state"),
        Index("imports_due_ix", "created_at", postgresql_where=text("state IN ('checking', 'committing')")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    staff_id: Mapped[UUID | None]
    """Who handed it in; None: an app, when those could."""
    form: Mapped[str] = mapped_column(String(16))
    defaults: Mapped[dict[str, str]] = mapped_column(JSONB)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(10), server_default=text("'checking'"))
    skip_faulty: Mapped[bool] = mapped_column(server_default=text("false"))
    tried: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    """Starts of the step that is due."""
    report: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    refused: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


@dataclass(frozen=True)
class Job:
    """An import without its file."""

    id: UUID
    form: str
    state: str
    skip_faulty: bool
    report: Mapping[str, Any] | None
    refused: str | None
    created_at: datetime
    updated_at: datetime


_COLUMNS = "id, form, state, skip_faulty, report, refused, created_at, updated_at"


def create(connection: Connection, job: UUID, by: UUID, form: str, defaults: Mapping[str, str], data: bytes) -> None:
    """Record a file to be looked at."""
    connection.execute(
        sql(
            "INSERT INTO imports (id, staff_id, form, defaults, data) "
            "VALUES (:id, :by, :form, CAST(:defaults AS jsonb), :data)"
        ),
        {"id": job, "by": by, "form": form, "defaults": encode_json(defaults), "data": data},
    )


def one(connection: Connection, job: UUID) -> Job | None:
    """The import of that id."""
    row = connection.execute(sql(f"SELECT {_COLUMNS} FROM imports WHERE id = :id"), {"id": job}).first()
    return None if row is None else Job(*row)


def latest(connection: Connection, before: UUID | None, most: int) -> list[Job]:
    """Imports, latest first, from after the one with the id `before`."""
    statement = sql(
        f"SELECT {_COLUMNS} FROM imports WHERE CAST(:before AS uuid) IS NULL OR id < :before "
        "ORDER BY id DESC LIMIT :most"
    )
    return [Job(*row) for row in connection.execute(statement, {"before": before, "most": most})]


def commit(connection: Connection, job: UUID, skip_faulty: bool) -> bool:
    """Ask for a checked import to be taken; False if it is not one that may be."""
    statement = sql(
        "UPDATE imports SET state = 'committing', skip_faulty = :skip, updated_at = now() "
        "WHERE id = :id AND state = 'checked'"
    )
    return connection.execute(statement, {"id": job, "skip": skip_faulty}).rowcount == 1


def count_start(connection: Connection) -> tuple[UUID, int] | None:
    """The import to work on now, with its starts, this one included; those that were started least come first.

    To be committed before the work, so that a start counts whatever becomes of it.
    """
    statement = sql(
        "UPDATE imports SET tried = tried + 1 WHERE id = (SELECT id FROM imports "
        "WHERE state IN ('checking', 'committing') ORDER BY tried, created_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) "
        "RETURNING id, tried"
    )
    row = connection.execute(statement).first()
    return None if row is None else (row.id, row.tried)


def lock(connection: Connection, job: UUID) -> tuple[Job, Mapping[str, str], bytes] | None:
    """An import that something is to be done for, locked: with its defaults and file. None: somebody else is at it."""
    statement = sql(
        f"SELECT {_COLUMNS}, defaults, data FROM imports WHERE id = :id AND state IN ('checking', 'committing') "
        "FOR NO KEY UPDATE SKIP LOCKED"
    )
    row = connection.execute(statement, {"id": job}).first()
    return None if row is None else (Job(*row[:-2]), row.defaults, row.data)


def settle(
    connection: Connection, job: UUID, state: str, report: Mapping[str, Any] | None, refused: str | None = None
) -> None:
    """What became of a step; the next one has not been started."""
    connection.execute(
        sql(
            "UPDATE imports SET state = :state, refused = :refused, tried = 0, updated_at = now(), "
            "report = COALESCE(CAST(:report AS jsonb), report) WHERE id = :id"
        ),
        {"id": job, "state": state, "refused": refused, "report": None if report is None else encode_json(report)},
    )
