"""Ratings by mode and season, and each change of one, in the order in which they were applied."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
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

from models import seasons
from models.base import Base, encode_rows, sql
from rules.boards import season_on
from rules.rating import Rating, begin_season

ChangeKind = Literal["result", "void"]


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
    """What a battle, or that it was made void, did to a player's rating; never recomputed."""

    __tablename__ = "rating_changes"
    __table_args__ = (
        UniqueConstraint("battle_id", "player_id", "kind"),
        Index(None, "player_id", "position"),
        CheckConstraint("kind IN ('result', 'void')", "kind"),
    )

    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    battle_id: Mapped[UUID]
    player_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(8))
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


def current(connection: Connection, players: Collection[UUID], mode: str, today: date) -> dict[UUID, Rated]:
    """The same in the season of a day."""
    return of_many(connection, players, mode, season_on(seasons.every(connection), today).id)


class Key(NamedTuple):
    """Whose rating of which season."""

    player_id: UUID
    season_id: int


@dataclass(frozen=True)
class Standing:
    """A player's rating after so many games, the last of which ended at `rated_at`."""

    rating: Rating
    games: int
    rated_at: datetime


@dataclass(frozen=True)
class Change:
    """What a battle made of a rating."""

    battle_id: UUID
    key: Key
    kind: ChangeKind
    mode: str
    before: Rating
    after: Rating
    games: int
    """With it."""
    changed_at: datetime


_STANDING = "rating, deviation, volatility, games, rated_at"


def _standing(row: Sequence[Any]) -> Standing:
    rating, deviation, volatility, games, rated_at = row
    return Standing(Rating(rating, deviation, volatility), games, rated_at)


def lock(connection: Connection, mode: str, beginnings: Mapping[Key, Standing]) -> dict[Key, Standing]:
    """Ratings, their rows made as they begin if there are none, and locked in the order of player and season."""
    values = {"rows": _rows(beginnings), "mode": mode}
    columns = f"player_id, mode, season_id, {_STANDING}"
    connection.execute(
        sql(
            f"INSERT INTO ratings ({columns}) SELECT p, :mode, s, r, d, v, g, t FROM {_RECORDS} "
            "ORDER BY p, s ON CONFLICT DO NOTHING"
        ),
        values,
    )
    return hold(connection, mode, beginnings)


def hold(connection: Connection, mode: str, keys: Collection[Key]) -> dict[Key, Standing]:
    """Those of the ratings that there are, locked in the order of player and season."""
    statement = sql(
        f"SELECT player_id, season_id, {_STANDING} FROM ratings WHERE mode = :mode AND (player_id, season_id) IN "
        "(SELECT p, s FROM json_to_recordset(:rows) AS r(p uuid, s smallint)) ORDER BY player_id, season_id FOR UPDATE"
    )
    values = {"rows": encode_rows([{"p": key.player_id, "s": key.season_id} for key in keys]), "mode": mode}
    return {Key(row[0], row[1]): _standing(row[2:]) for row in connection.execute(statement, values)}


def save(connection: Connection, mode: str, standings: Mapping[Key, Standing]) -> None:
    """Write locked ratings."""
    statement = sql(
        "UPDATE ratings SET rating = r.r, deviation = r.d, volatility = r.v, games = r.g, rated_at = r.t "
        f"FROM {_RECORDS} WHERE player_id = r.p AND mode = :mode AND season_id = r.s"
    )
    connection.execute(statement, {"rows": _rows(standings), "mode": mode})


_RECORDS = (
    "json_to_recordset(:rows) AS r(p uuid, s smallint, r double precision, d double precision, v double precision, "
    "g integer, t timestamptz)"
)


def _rows(standings: Mapping[Key, Standing]) -> str:
    return encode_rows(
        {
            "p": key.player_id,
            "s": key.season_id,
            "r": one.rating.rating,
            "d": one.rating.deviation,
            "v": one.rating.volatility,
            "g": one.games,
            "t": one.rated_at,
        }
        for key, one in standings.items()
    )


def record(connection: Connection, changes: Sequence[Change]) -> None:
    """Record changes, in this order."""
    rows = [
        {
            "b": change.battle_id,
            "p": change.key.player_id,
            "k": change.kind,
            "m": change.mode,
            "s": change.key.season_id,
            **{f"{name}0": getattr(change.before, field) for name, field in _PARTS.items()},
            **{f"{name}1": getattr(change.after, field) for name, field in _PARTS.items()},
            "g": change.games,
            "t": change.changed_at,
            "n": number,
        }
        for number, change in enumerate(changes)
    ]
    statement = sql(
        "INSERT INTO rating_changes (battle_id, player_id, kind, mode, season_id, rating_before, deviation_before, "
        "volatility_before, rating_after, deviation_after, volatility_after, games, changed_at) "
        "SELECT b, p, k, m, s, r0, d0, v0, r1, d1, v1, g, t FROM json_to_recordset(:rows) AS "
        "r(b uuid, p uuid, k text, m text, s smallint, r0 double precision, d0 double precision, v0 double precision, "
        "r1 double precision, d1 double precision, v1 double precision, g integer, t timestamptz, n integer) ORDER BY n"
    )
    connection.execute(statement, {"rows": encode_rows(rows)})


_PARTS = {"r": "rating", "d": "deviation", "v": "volatility"}
_CHANGE = (
    "position, battle_id, player_id, season_id, kind, mode, rating_before, deviation_before, volatility_before, "
    "rating_after, deviation_after, volatility_after, games, changed_at FROM rating_changes"
)


@dataclass(frozen=True)
class Recorded:
    """A change with its place among all."""

    position: int
    change: Change


def _recorded(row: Sequence[Any]) -> Recorded:
    position, battle, player, season, kind, mode, *parts, games, at = row
    before, after = Rating(*parts[:3]), Rating(*parts[3:])
    change = Change(battle, Key(player, season), kind, mode, before, after, games, at)
    return Recorded(position, change)


def changes(connection: Connection, player: UUID, before: int | None, most: int) -> list[Recorded]:
    """Up to `most` of a player's changes in all modes, the latest first; `before`: only those of lesser positions."""
    statement = sql(
        f"SELECT {_CHANGE} WHERE player_id = :player AND position < COALESCE(:before, 9223372036854775807) "
        "ORDER BY position DESC LIMIT :most"
    )
    found = connection.execute(statement, {"player": player, "before": before, "most": most})
    return [_recorded(tuple(row)) for row in found]


def changes_of(connection: Connection, battle: UUID) -> list[Change]:
    """What a battle did to its players' ratings, in order."""
    found = connection.execute(sql(f"SELECT {_CHANGE} WHERE battle_id = :battle ORDER BY position"), {"battle": battle})
    return [_recorded(tuple(row)).change for row in found]
