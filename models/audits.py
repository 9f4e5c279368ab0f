"""What audits found, whoever ran them: the beat or a command. Kept for as long as the books are."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal, NamedTuple, get_args
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, String, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from models.audit import Finding
from models.base import Base, encode_json, sql

Kind = Literal["pipeline", "ledger", "boards"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Audit(Base):
    """A run of an audit."""

    __tablename__ = "audits"
    __table_args__ = (Index(None, "kind", "id"), {"info": {"append_only": True}})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    took_ms: Mapped[int]
    findings: Mapped[list[Any]] = mapped_column(JSONB)
    """All that was looked at: models.audit.Finding."""


class Run(NamedTuple):
    """One of them; `broken`: invariants that do not hold."""

    id: UUID
    kind: Kind
    at: datetime
    took_ms: int
    checked: int
    broken: list[dict[str, Any]]


def keep(connection: Connection, kind: Kind, took_s: float, findings: Sequence[Finding]) -> None:
    """Write down what an audit found that took so long."""
    statement = sql(
        "INSERT INTO audits (id, kind, took_ms, findings) VALUES (:id, :kind, :took_ms, CAST(:findings AS jsonb))"
    )
    found = encode_json([asdict(one) for one in findings])
    values = {"id": uuid7(), "kind": kind, "took_ms": round(took_s * 1000), "findings": found}
    connection.execute(statement, values)


def runs(connection: Connection, kind: Kind, before: UUID | None, limit: int) -> list[Run]:
    """Audits of a kind, latest first."""
    statement = sql(
        f"{_SELECT} WHERE kind = :kind AND (CAST(:before AS uuid) IS NULL OR id < :before) "
        "ORDER BY id DESC LIMIT :limit"
    )
    return [Run(*row) for row in connection.execute(statement, {"kind": kind, "before": before, "limit": limit})]


def latest(connection: Connection) -> Mapping[Kind, Run]:
    """The last of each kind that has run."""
    found = (next(iter(runs(connection, kind, None, 1)), None) for kind in KINDS)
    return {run.kind: run for run in found if run}


_SELECT = (
    "SELECT id, kind, at, took_ms, jsonb_array_length(findings), COALESCE((SELECT jsonb_agg(f) "
    "FROM jsonb_array_elements(findings) f WHERE CAST(f ->> 'broken' AS bigint) > 0), '[]') FROM audits"
)
