"""Breaks: what a partner's statement and our books do not agree on, each once, until it is resolved."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Connection, DateTime, Index, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from models.base import Base, encode_rows, sql
from rules.partnering import PartnerName
from rules.reconciliation import Break as Found
from rules.reconciliation import Kind, is_ours

_IS_OPEN = text("resolved_at IS NULL")


class Break(Base):
    """One. What was resolved is open again only if it says something else than it did."""

    __tablename__ = "breaks"
    __table_args__ = (
        UniqueConstraint("partner", "kind", "subject"),
        Index("breaks_open_ix", "opened_at", "id", postgresql_where=_IS_OPEN),
        Index(None, "redemption_id", postgresql_where=text("redemption_id IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    """rules.reconciliation.Kind."""
    subject: Mapped[str] = mapped_column(String(150))
    redemption_id: Mapped[UUID | None]
    partner_id: Mapped[str | None] = mapped_column(String(80))
    tokens: Mapped[int | None] = mapped_column(BigInteger)
    theirs: Mapped[str] = mapped_column(String(500))
    ours: Mapped[str] = mapped_column(String(500))
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    resolved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    resolution: Mapped[str | None] = mapped_column(String(12))
    """`agreed`: it agrees by now · `settled`: done as the statement says · what people say: RESOLUTIONS."""
    reason: Mapped[str | None] = mapped_column(String(500))
    resolved_by: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))


RESOLUTIONS = ("explained", "corrected", "written_off")


@dataclass(frozen=True)
class Shown:
    """A break as staff see it."""

    id: UUID
    partner: str
    kind: Kind
    subject: str
    redemption_id: UUID | None
    partner_id: str | None
    tokens: int | None
    theirs: str
    ours: str
    opened_at: datetime
    resolved_at: datetime | None
    resolution: str | None
    reason: str | None
    resolved_by: UUID | None
    version: int


_SELECT = f"SELECT {', '.join(Shown.__dataclass_fields__)} FROM breaks"


def note(connection: Connection, partner: PartnerName, found: Sequence[Found], settled: bool = False) -> int:
    """Keep what was found; how many are new, or open again. `settled`: nobody needs to do anything about them."""
    rows = [
        {
            **{"id": str(uuid7()), "k": one.kind, "s": one.subject[:150], "p": one.partner_id, "t": one.tokens},
            **{"r": one.reference if is_ours(one.reference) else None, "th": one.theirs[:500], "ou": one.ours[:500]},
        }
        for one in {(one.kind, one.subject): one for one in found}.values()
    ]
    values = {"partner": partner, "rows": encode_rows(rows), "settled": settled}
    return len(connection.execute(_NOTE, values).all())


def agree(connection: Connection, partner: PartnerName, subjects: Collection[str]) -> int:
    """What is open of these agrees now; how many were."""
    statement = sql(
        "UPDATE breaks SET resolved_at = clock_timestamp(), resolution = 'agreed', version = version + 1 "
        "WHERE partner = :partner AND resolved_at IS NULL AND subject = ANY(ARRAY("
        "SELECT json_array_elements_text(:subjects))) AND kind IN ('missing_there', 'missing_here', 'status', 'amount')"
    )
    return connection.execute(statement, {"partner": partner, "subjects": encode_rows(sorted(subjects))}).rowcount


def page(
    connection: Connection, is_open: bool | None, partner: str | None, kind: str | None, before: UUID | None, limit: int
) -> Sequence[Shown]:
    """Latest first, from before the one with that id on."""
    statement = sql(
        f"{_SELECT} WHERE (CAST(:open AS boolean) IS NULL OR (resolved_at IS NULL) = :open) "
        "AND (CAST(:partner AS text) IS NULL OR partner = :partner) AND (CAST(:kind AS text) IS NULL OR kind = :kind) "
        "AND (CAST(:before AS uuid) IS NULL OR id < :before) ORDER BY id DESC LIMIT :limit"
    )
    values = {"open": is_open, "partner": partner, "kind": kind, "before": before, "limit": limit}
    return [Shown(**row._mapping) for row in connection.execute(statement, values)]


def one(connection: Connection, break_id: UUID, *, lock: bool = False) -> Shown | None:
    """A break."""
    statement = sql(f"{_SELECT} WHERE id = :id {'FOR NO KEY UPDATE' if lock else ''}")
    row = connection.execute(statement, {"id": break_id}).first()
    return None if row is None else Shown(**row._mapping)


def resolve(connection: Connection, break_id: UUID, resolution: str, reason: str, by: UUID) -> None:
    """People say what became of it."""
    statement = sql(
        "UPDATE breaks SET resolved_at = clock_timestamp(), resolution = :resolution, reason = :reason, "
        "resolved_by = :by, version = version + 1 WHERE id = :id"
    )
    connection.execute(statement, {"id": break_id, "resolution": resolution, "reason": reason, "by": by})


def reopen(connection: Connection, break_id: UUID) -> None:
    """What people said became of it does not hold: it waits as it did."""
    statement = sql(
        "UPDATE breaks SET resolved_at = NULL, resolution = NULL, reason = NULL, resolved_by = NULL, "
        "version = version + 1 WHERE id = :id"
    )
    connection.execute(statement, {"id": break_id})


def lost(connection: Connection, partner: PartnerName) -> int:
    """How many orders the partner has that must be ours, which we do not know, and nobody has resolved."""
    statement = sql(
        "SELECT count(*) FROM breaks WHERE partner = :partner AND kind = 'missing_here' AND redemption_id IS NOT NULL "
        "AND resolved_at IS NULL"
    )
    return int(connection.execute(statement, {"partner": partner}).scalar_one())


_NOTE = sql(
    "INSERT INTO breaks AS b (id, partner, kind, subject, redemption_id, partner_id, tokens, theirs, ours, "
    "resolved_at, resolution) SELECT id, :partner, k, s, r, p, t, th, ou, "
    "CASE WHEN :settled THEN clock_timestamp() END, CASE WHEN :settled THEN 'settled' END "
    "FROM json_to_recordset(:rows) AS g(id uuid, k text, s text, r uuid, p text, t bigint, th text, ou text) "
    "ORDER BY k, s ON CONFLICT (partner, kind, subject) DO UPDATE SET "
    "theirs = EXCLUDED.theirs, ours = EXCLUDED.ours, resolved_at = EXCLUDED.resolved_at, "
    "resolution = EXCLUDED.resolution, reason = NULL, resolved_by = NULL, version = b.version + 1, "
    "opened_at = CASE WHEN b.resolved_at IS NULL THEN b.opened_at ELSE clock_timestamp() END "
    "WHERE (b.theirs, b.ours) IS DISTINCT FROM (EXCLUDED.theirs, EXCLUDED.ours) OR b.resolution = 'agreed' "
    "RETURNING b.id"
)
