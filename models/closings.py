"""Closing a season: what must be applied first, and the seal that nothing comes after."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection

from models import boards
from models.base import encode_json, sql
from models.marks import Marks
from models.players import SHOWN
from rules.boards import ALL_CATEGORIES, Season, board


@dataclass(frozen=True)
class Standing:
    """A line of a season's final standings."""

    rank: int
    player_id: UUID
    points: int


@dataclass(frozen=True)
class Closing:
    """A season that is over and not sealed. `marks` is None until the log's ends were read."""

    id: int
    first: date
    last: date
    prizes: Sequence[Mapping[str, int]]
    marks: Marks | None


def due(connection: Connection, at: datetime) -> list[int]:
    """Seasons that ended before a time and are not sealed, oldest first."""
    statement = sql(
        "SELECT id FROM seasons WHERE sealed_at IS NULL "
        "AND (last + 1)::timestamp AT TIME ZONE 'UTC' <= :at ORDER BY first"
    )
    return list(connection.execute(statement, {"at": at}).scalars())


def lock(connection: Connection, season: int) -> Closing | None:
    """The season's row, locked against every apply that touches it; None: it is sealed, or another is at it."""
    statement = sql(
        "SELECT id, first, last, prizes, marks FROM seasons WHERE id = :id AND sealed_at IS NULL FOR UPDATE SKIP LOCKED"
    )
    row = connection.execute(statement, {"id": season}).first()
    return None if row is None else Closing(*row)


def mark(connection: Connection, season: int, marks: Marks) -> None:
    """Remember how far everything must be applied before the season is sealed."""
    connection.execute(
        sql("UPDATE seasons SET marks = CAST(:marks AS jsonb) WHERE id = :id"),
        {"id": season, "marks": encode_json(marks)},
    )


def has_open_quizzes(connection: Connection, last: date, at: datetime) -> bool:
    """Whether a quiz that opened on that day or before had not been settled at a time."""
    statement = sql(
        "SELECT EXISTS (SELECT FROM quizzes WHERE (settled_at IS NULL OR settled_at > :at) "
        "AND opens_at < (CAST(:last AS date) + 1)::timestamp AT TIME ZONE 'UTC')"
    )
    return bool(connection.execute(statement, {"last": last, "at": at}).scalar_one())


def seal(connection: Connection, closing: Closing) -> None:
    """Write the final standings, in the boards' order, and seal the season."""
    season = Season(closing.id, closing.first, closing.last)
    shown = board("global", "season", ALL_CATEGORIES, None, closing.last, season)
    statement = sql(
        "INSERT INTO season_standings (season_id, rank, player_id, points) "
        f"SELECT :season, rank, player_id, score / 16777216 FROM ({boards.ranked(shown)}) r"
    )
    connection.execute(statement, boards.values_of(shown))
    connection.execute(sql("UPDATE seasons SET sealed_at = now() WHERE id = :id"), {"id": closing.id})


def standings(connection: Connection, season: int, after: int, most: int) -> list[Standing]:
    """Up to `most` of the final standings after a rank; who is hidden now leaves a gap."""
    statement = sql(
        "SELECT rank, player_id, points FROM season_standings s WHERE season_id = :season AND rank > :after "
        f"AND {SHOWN.format('s')} ORDER BY rank LIMIT :most"
    )
    rows = connection.execute(statement, {"season": season, "after": after, "most": most})
    return [Standing(*row) for row in rows]


def standing_of(connection: Connection, season: int, player: UUID) -> Standing | None:
    """A player's own line, unless they are hidden now."""
    statement = sql(
        "SELECT rank, player_id, points FROM season_standings s WHERE season_id = :season AND player_id = :player "
        f"AND {SHOWN.format('s')}"
    )
    row = connection.execute(statement, {"season": season, "player": player}).first()
    return None if row is None else Standing(*row)


def hold(connection: Connection, seasons: Collection[int]) -> set[int]:
    """Keep seasons that are over from being sealed until the transaction ends; those that are sealed already."""
    if not seasons:
        return set()
    statement = sql("SELECT id, sealed_at FROM seasons WHERE id = ANY(:ids) ORDER BY id FOR SHARE")
    return {row.id for row in connection.execute(statement, {"ids": sorted(seasons)}) if row.sealed_at}
