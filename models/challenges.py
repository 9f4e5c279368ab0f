"""Duels by link: who has the code may accept, once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Index, SmallInteger, String, func
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Challenge(Base):
    """A player's challenge to whoever they give the link to."""

    __tablename__ = "challenges"
    __table_args__ = (Index(None, "player_id", "created_at"), Index(None, "expires_at"))

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    player_id: Mapped[UUID]
    mode: Mapped[str] = mapped_column(String(8))
    category_id: Mapped[int] = mapped_column(SmallInteger)
    category: Mapped[str] = mapped_column(String(80))
    lang: Mapped[str] = mapped_column(String(35))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    accepted_by: Mapped[UUID | None]
    battle_id: Mapped[UUID | None]
