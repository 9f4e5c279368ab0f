"""Webhooks of partners that were applied: each once, with the redemption that it woke."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Connection, DateTime, Index, SmallInteger, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from events.catalog import PartnerHinted
from models import redemption_hints, redemption_steps
from models.base import Base, encode_rows, sql
from rules.partnering import Verdict


class WebhookEvent(Base):
    """One. What it said is not kept, as nothing of it is believed."""

    __tablename__ = "webhook_events"
    __table_args__ = (
        Index(None, "redemption_id", postgresql_where=text("redemption_id IS NOT NULL")),
        Index(None, "received_at"),
    )

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(String(20))
    partner_id: Mapped[str | None] = mapped_column(String(80))
    reference: Mapped[str | None] = mapped_column(String(80))
    redemption_id: Mapped[UUID | None]
    """That it named; NULL: none of ours."""
    kafka_partition: Mapped[int] = mapped_column(SmallInteger)
    kafka_offset: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    applied_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


_KNOWN: Mapping[str, Verdict] = {"succeeded": "succeeded", "refunded": "refused", "reversed": "reversed"}
"""What who is in a state has heard already."""


def note(
    connection: Connection, partition: int, hints: Sequence[tuple[int, PartnerHinted]]
) -> Sequence[tuple[UUID, str | None]]:
    """Keep hints, which come with their offsets; of those that are new, which redemption is named and what is said."""
    rows = [
        {
            **{"e": hint.event_id, "p": hint.partner, "i": hint.partner_id, "r": hint.reference, "s": hint.says},
            **{"u": _id(hint.reference), "o": offset, "at": hint.received_at.isoformat()},
        }
        for offset, hint in hints
    ]
    found = connection.execute(_NOTE, {"rows": encode_rows(rows), "kafka_partition": partition}).all()
    return [(row.redemption_id, row.says) for row in found]


def _id(reference: str | None) -> str | None:
    """Ours are ids of redemptions."""
    try:
        return str(UUID(reference)) if reference else None
    except ValueError:
        return None


def wake(connection: Connection, redemption_id: UUID, says: str | None) -> bool:
    """Have a redemption looked up now, unless it knows what is said, or there is no use in it."""
    one = redemption_steps.lock(connection, redemption_id)
    if one is None or (says is not None and _KNOWN.get(one.state) == says):
        return False
    return redemption_hints.hint(connection, redemption_id)


_NOTE = sql(
    "WITH given AS (SELECT g.*, COALESCE((SELECT d.id FROM redemptions d WHERE d.id = g.u AND d.partner = g.p), "
    "(SELECT d.id FROM redemptions d WHERE d.partner = g.p AND d.partner_id = g.i ORDER BY d.id LIMIT 1)) "
    "AS redemption FROM json_to_recordset(:rows) AS "
    "g(e uuid, p text, i text, r text, u uuid, s text, o bigint, at timestamptz)), "
    "noted AS (INSERT INTO webhook_events (event_id, partner, partner_id, reference, redemption_id, kafka_partition, "
    "kafka_offset, received_at) SELECT e, p, i, r, redemption, :kafka_partition, o, at FROM given ORDER BY e "
    "ON CONFLICT DO NOTHING RETURNING event_id, redemption_id) "
    "SELECT n.redemption_id, g.s AS says FROM noted n JOIN given g ON g.e = n.event_id ORDER BY n.redemption_id"
)
