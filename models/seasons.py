"""Seasons, and which one a day belongs to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Date, DateTime, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_json, sql
from rules import boards


class Season(Base):
    """A season's days, both included. One is always open."""

    __tablename__ = "seasons"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    prizes: Mapped[list[dict[str, int]]] = mapped_column(JSONB, server_default=text("'[]'"))
    """`{first, last, tokens}` by ranks (rules.seasons.Prize)."""
    marks: Mapped[list[list[Any]] | None] = mapped_column(JSONB)
    """How far (topic id, partition, offset) everything must be applied before it is sealed."""
    sealed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    edition: Mapped[int] = mapped_column(server_default=text("1"))
    """Counts changes, so that two who change it at once notice."""


class SeasonStanding(Base):
    """A line of a sealed season's standings, for ever."""

    __tablename__ = "season_standings"
    __table_args__ = (UniqueConstraint("season_id", "player_id", name="season_standings_player_key"),)

    season_id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True)
    player_id: Mapped[UUID]
    points: Mapped[int]


@dataclass(frozen=True)
class SeasonRow:
    """A season with its prizes."""

    id: int
    name: str
    first: date
    last: date
    prizes: Sequence[Mapping[str, int]]
    sealed_at: datetime | None


def every(connection: Connection) -> list[boards.Season]:
    """All seasons, oldest first."""
    rows = connection.execute(sql("SELECT id, first, last FROM seasons ORDER BY first"))
    return [boards.Season(*row) for row in rows]


def rows(connection: Connection) -> list[SeasonRow]:
    """All seasons with their prizes, latest first."""
    found = connection.execute(sql("SELECT id, name, first, last, prizes, sealed_at FROM seasons ORDER BY first DESC"))
    return [SeasonRow(*row) for row in found]


def create(connection: Connection, name: str, first: date, last: date, prizes: Sequence[Mapping[str, int]]) -> int:
    """Make a season; its id. Raises IntegrityError if its days are another's, or more than 180."""
    statement = sql(
        "INSERT INTO seasons (id, name, first, last, prizes) SELECT COALESCE(max(id), 0) + 1, :name, :first, :last, "
        "CAST(:prizes AS jsonb) FROM seasons RETURNING id"
    )
    values = {"name": name, "first": first, "last": last, "prizes": encode_json(prizes)}
    return int(connection.execute(statement, values).scalar_one())
