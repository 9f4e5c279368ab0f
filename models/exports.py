"""Exports as jobs: what is wanted, and the file in pieces. Worked on by a tick, any number of times; kept for a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Connection,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_json, sql

PIECE = 512 * 1024
"""Bytes of one piece: read in far less than a request's patience."""


class Export(Base):
    """One list on its way out: `waiting`, `done`; or `refused`."""

    __tablename__ = "exports"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'done', 'refused')", "state"),
        Index("exports_due_ix", "created_at", postgresql_where=text("state = 'waiting'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    staff_id: Mapped[UUID]
    subject: Mapped[str] = mapped_column(String(40))
    form: Mapped[str] = mapped_column(String(16))
    filters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(String(8), server_default=text("'waiting'"))
    tried: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    """Starts, so that one that kills its worker is given up."""
    rows: Mapped[int | None]
    bytes: Mapped[int | None] = mapped_column(BigInteger)
    notes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    """What the format cannot say, the first of it."""
    refused: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class ExportPiece(Base):
    """A part of an export's file."""

    __tablename__ = "export_pieces"

    export_id: Mapped[UUID] = mapped_column(ForeignKey("exports.id", ondelete="CASCADE"), primary_key=True)
    no: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True)
class Job:
    """An export without its file."""

    id: UUID
    staff_id: UUID
    subject: str
    form: str
    filters: Mapping[str, Any]
    state: str
    rows: int | None
    bytes: int | None
    notes: Sequence[Mapping[str, Any]]
    refused: str | None
    created_at: datetime
    updated_at: datetime


_COLUMNS = "id, staff_id, subject, form, filters, state, rows, bytes, notes, refused, created_at, updated_at"


def create(connection: Connection, job: UUID, by: UUID, subject: str, form: str, filters: Mapping[str, Any]) -> None:
    """Record what is wanted."""
    statement = sql(
        "INSERT INTO exports (id, staff_id, subject, form, filters) "
        "VALUES (:id, :by, :subject, :form, CAST(:filters AS jsonb))"
    )
    values = {"id": job, "by": by, "subject": subject, "form": form, "filters": encode_json(filters)}
    connection.execute(statement, values)


def one(connection: Connection, job: UUID) -> Job | None:
    """The export of that id."""
    row = connection.execute(sql(f"SELECT {_COLUMNS} FROM exports WHERE id = :id"), {"id": job}).first()
    return None if row is None else Job(*row)


def latest(connection: Connection, by: UUID, before: UUID | None, most: int) -> list[Job]:
    """A member's exports, latest first, from after the one with the id `before`."""
    statement = sql(
        f"SELECT {_COLUMNS} FROM exports WHERE staff_id = :by AND (CAST(:before AS uuid) IS NULL OR id < :before) "
        "ORDER BY id DESC LIMIT :most"
    )
    return [Job(*row) for row in connection.execute(statement, {"by": by, "before": before, "most": most})]


def count_start(connection: Connection) -> tuple[UUID, int] | None:
    """The export to work on now, with its starts, this one included. To be committed before the work."""
    statement = sql(
        "UPDATE exports SET tried = tried + 1 WHERE id = (SELECT id FROM exports WHERE state = 'waiting' "
        "ORDER BY tried, created_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) RETURNING id, tried"
    )
    row = connection.execute(statement).first()
    return None if row is None else (row.id, row.tried)


def lock(connection: Connection, job: UUID) -> Job | None:
    """An export that waits, locked; None: somebody else is at it, or it is done."""
    statement = sql(
        f"SELECT {_COLUMNS} FROM exports WHERE id = :id AND state = 'waiting' FOR NO KEY UPDATE SKIP LOCKED"
    )
    row = connection.execute(statement, {"id": job}).first()
    return None if row is None else Job(*row)


def add_piece(connection: Connection, job: UUID, no: int, data: bytes) -> None:
    """Put the next part of the file, of at most PIECE bytes."""
    statement = sql("INSERT INTO export_pieces (export_id, no, data) VALUES (:job, :no, :data)")
    connection.execute(statement, {"job": job, "no": no, "data": data})


def piece(connection: Connection, job: UUID, no: int) -> bytes | None:
    """A part of the file; None: there are no more."""
    statement = sql("SELECT data FROM export_pieces WHERE export_id = :job AND no = :no")
    found = connection.execute(statement, {"job": job, "no": no}).scalar()
    return None if found is None else bytes(found)


def finish(connection: Connection, job: UUID, rows: int, size: int, notes: Sequence[Mapping[str, Any]]) -> None:
    """The file is whole."""
    statement = sql(
        "UPDATE exports SET state = 'done', rows = :rows, bytes = :size, notes = CAST(:notes AS jsonb), "
        "updated_at = now() WHERE id = :job"
    )
    connection.execute(statement, {"job": job, "rows": rows, "size": size, "notes": encode_json(notes)})


def refuse(connection: Connection, job: UUID, why: str) -> None:
    """There will be no file."""
    statement = sql("UPDATE exports SET state = 'refused', refused = :why, updated_at = now() WHERE id = :job")
    connection.execute(statement, {"job": job, "why": why})
