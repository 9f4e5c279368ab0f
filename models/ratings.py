"""Ratings by mode and season, and each change of one, in the order in which they were applied."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Double, Identity, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class PlayerRating(Base):
    """A player's rating in a mode and season (rules.rating)."""

    __tablename__ = "ratings"
    __table_args__ = (
        Index("ratings_board_ix", "mode", "season_id", text("rating DESC"), "rated_at", text("player_id DESC")),
        {"postgresql_with": {"fillfactor": "70"}},
    )

    player_id: Mapped[UUID] = mapped_column(primary_key=True)
    mode: Mapped[str] = mapped_column(String(8), primary_key=True)
    season_id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    rating: Mapped[float] = mapped_column(Double)
    deviation: Mapped[float] = mapped_column(Double)
    volatility: Mapped[float] = mapped_column(Double)
    games: Mapped[int]
    rated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class RatingChange(Base):
    """What a battle made of a player's rating; never recomputed."""

    __tablename__ = "rating_changes"
    __table_args__ = (UniqueConstraint("battle_id", "player_id"), Index(None, "player_id", "position"))

    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    battle_id: Mapped[UUID]
    player_id: Mapped[UUID]
    mode: Mapped[str] = mapped_column(String(8))
    season_id: Mapped[int] = mapped_column(SmallInteger)
    rating_before: Mapped[float] = mapped_column(Double)
    deviation_before: Mapped[float] = mapped_column(Double)
    volatility_before: Mapped[float] = mapped_column(Double)
    rating_after: Mapped[float] = mapped_column(Double)
    deviation_after: Mapped[float] = mapped_column(Double)
    volatility_after: Mapped[float] = mapped_column(Double)
    games: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
