"""Gift cards under seal, and who looked at them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Index, LargeBinary, SmallInteger, String, func
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class GiftCard(Base):
    """One card of a redemption: sealed under a key of its own, which is wrapped by one of ours (bridges/gift_codes)."""

    __tablename__ = "gift_cards"
    __table_args__ = (Index(None, "fingerprint"),)

    redemption_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    player_id: Mapped[UUID]
    key_id: Mapped[str] = mapped_column(String(40))
    """Which of our keys wraps it."""
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    """Of the code: the same code again has the same, and it says nothing of it."""
    fingerprint_key: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class GiftCardView(Base):
    """A player was shown the cards of a redemption."""

    __tablename__ = "gift_card_views"
    __table_args__ = (Index(None, "redemption_id"), {"info": {"append_only": True}})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    redemption_id: Mapped[UUID]
    player_id: Mapped[UUID]
    device_id: Mapped[UUID | None]
    request_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
