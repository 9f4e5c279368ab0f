"""Ratings by mode and season, and each change of one, in the order in which they were applied."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Double,
    Identity,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql
from rules.rating import Rating, begin_season


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


class Rated(NamedTuple):
    """A player's rating, and after how many games of the season."""

    rating: Rating
    games: int


NEW = Rated(Rating(), 0)


def of(connection: Connection, player: UUID, mode: str, season: int) -> Rated:
    """A player's rating in a mode and season: of who has not played in it yet, what an earlier one left them."""
    return of_many(connection, [player], mode, season).get(player, NEW)


def of_many(connection: Connection, players: Collection[UUID], mode: str, season: int) -> dict[UUID, Rated]:
    """The same of several; who was never rated is left out."""
    statement = sql(
        "SELECT DISTINCT ON (r.player_id) r.player_id, r.rating, r.deviation, r.volatility, r.games, r.season_id "
        "FROM ratings r JOIN seasons s ON s.id = r.season_id WHERE r.player_id = ANY(:players) AND r.mode = :mode "
        "AND s.first <= (SELECT first FROM seasons WHERE id = :season) ORDER BY r.player_id, s.first DESC"
    )
    found = {}
    for row in connection.execute(statement, {"players": list(players), "mode": mode, "season": season}):
        rating = Rating(row.rating, row.deviation, row.volatility)
        is_of_season = row.season_id == season
        found[row.player_id] = Rated(rating, row.games) if is_of_season else Rated(begin_season(rating), 0)
    return found
