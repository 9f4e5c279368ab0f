"""Redemptions: what players want for their tokens, what was tried for each, and every change with its cause."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Index,
    LargeBinary,
    Numeric,
    SmallInteger,
    String,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

_IS_DUE = text("next_attempt_at IS NOT NULL")
_IS_LEASED = text("lease_until IS NOT NULL")
_DELIVERS = text("deliver_at IS NOT NULL")
_HAS_RECIPIENT = text("recipient_hash IS NOT NULL")
_IS_KNOWN = text("partner_id IS NOT NULL")
_WAS_SENT = text("sent_at IS NOT NULL")
_STATES = (
    "'held', 'in_review', 'submitting', 'in_progress', 'unknown', 'manual_review', "
    "'succeeded', 'failed', 'refunded', 'reversed', 'cancelled'"
)


class Redemption(Base):
    """One. Its id is our reference with the partner, for ever; what is ordered never changes."""

    __tablename__ = "redemptions"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", "state"),
        CheckConstraint("kind IN ('recharge', 'gift_card')", "kind"),
        CheckConstraint("tokens > 0", "tokens"),
        Index(None, "player_id", "id"),
        Index("redemptions_due_ix", "partner", "next_attempt_at", postgresql_where=_IS_DUE),
        Index("redemptions_leased_ix", "partner", "lease_until", postgresql_where=_IS_LEASED),
        Index(None, "deliver_at", postgresql_where=_DELIVERS),
        Index(None, "recipient_hash", postgresql_where=_HAS_RECIPIENT),
        Index(None, "partner", "partner_id", postgresql_where=_IS_KNOWN),
        Index(None, "state", "id"),
        Index("redemptions_told_ix", "changed_at", postgresql_where=text("recipient IS NOT NULL")),
        Index(None, "partner", "sent_at", postgresql_where=_WAS_SENT),
        {"postgresql_with": {"fillfactor": "70"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    player_id: Mapped[UUID]
    product_id: Mapped[UUID]
    partner: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(9))
    partner_product: Mapped[str] = mapped_column(String(80))
    """The partner's id of the product, as it was."""
    name: Mapped[str] = mapped_column(String(200))
    """Of the product, as it was."""
    country: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(13))
    """rules.redemption.State."""
    tokens: Mapped[int] = mapped_column(BigInteger)
    value_amount: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    value_currency: Mapped[str] = mapped_column(String(3))
    rate: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """What the price was made of."""
    recipient: Mapped[str | None] = mapped_column(String(16))
    """Of a recharge, E.164; gone when its player is erased."""
    recipient_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    hold_id: Mapped[int] = mapped_column(BigInteger)
    from_stock: Mapped[bool]
    """Whether the product has one less for it, which it gets back if nothing is issued."""
    """The transfer that holds the tokens."""
    review_reason: Mapped[str | None] = mapped_column(String(80))
    """Why people had to look before it was sent."""
    next_attempt_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    tries: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    misses: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    doubts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    sent_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    fence: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    """Of the newest lease: who has an older one has none."""
    lease_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    partner_id: Mapped[str | None] = mapped_column(String(80))
    cost_amount: Mapped[Decimal | None] = mapped_column(Numeric)
    cost_currency: Mapped[str | None] = mapped_column(String(3))
    last_verdict: Mapped[str | None] = mapped_column(String(12))
    last_code: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    """Grows with each transition."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    """Since when it is in its state."""
    woken_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When its event was applied."""
    deliver_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When its cards are asked for next; NULL: they are here, or there are none to come."""
    delivery_tries: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    delivered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class RedemptionAttempt(Base):
    """A call to the partner, written before it is made; its end, if whoever made it lived to tell."""

    __tablename__ = "redemption_attempts"

    redemption_id: Mapped[UUID] = mapped_column(primary_key=True)
    fence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    work: Mapped[str] = mapped_column(String(7))
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    lease_until: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    verdict: Mapped[str | None] = mapped_column(String(12))
    code: Mapped[str | None] = mapped_column(String(200))
    http_status: Mapped[int | None] = mapped_column(SmallInteger)
    partner_id: Mapped[str | None] = mapped_column(String(80))
    cost_amount: Mapped[Decimal | None] = mapped_column(Numeric)
    cost_currency: Mapped[str | None] = mapped_column(String(3))
    retry_after_s: Mapped[float | None]
    late: Mapped[bool | None]
    """Whether the lease was somebody else's by then: the answer was noted and nothing more."""


class RedemptionTransition(Base):
    """A change of state, with its cause, and the transfer that went with it."""

    __tablename__ = "redemption_transitions"
    __table_args__ = ({"info": {"append_only": True}},)

    redemption_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    before: Mapped[str | None] = mapped_column(String(13))
    after: Mapped[str] = mapped_column(String(13))
    cause: Mapped[str] = mapped_column(String(20))
    """`player`, `staff`, `claim`, `submit`, `look_up`, `statement`, `lapse`, `check`."""
    detail: Mapped[str | None] = mapped_column(String(500))
    transfer_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
