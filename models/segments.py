"""Segments: filters of players that staff keep by a name, and the SQL that finds whom they mean."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, DateTime, String, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models import boards, seasons
from models.base import Base, encode_json, sql
from rules.boards import ALL_CATEGORIES, board
from rules.levels import floor_of
from rules.segments import Filter


class Segment(Base):
    """A filter by a name."""

    __tablename__ = "segments"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    filter: Mapped[dict[str, Any]] = mapped_column(JSONB)
    edition: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


@dataclass(frozen=True)
class Sheet:
    """A segment as it is worked on."""

    id: UUID
    name: str
    filter: Filter
    edition: int
    created_at: datetime
    updated_at: datetime


class SeasonUnknown(Exception):
    """A filter asks for places in a season that is not there, or for the running one while none runs."""


@dataclass(frozen=True)
class Condition:
    """SQL that is true of the players `p` a filter means, with what it asks for."""

    where: str
    values: Mapping[str, Any]


def load(stored: Mapping[str, Any]) -> Filter:
    """A filter out of its JSON."""
    return msgspec.convert(stored, Filter)


def dump(wanted: Filter) -> dict[str, Any]:
    """A filter as JSON: what is set of it."""
    given = {name: value for name, value in asdict(wanted).items() if value not in (None, ())}
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(given))
    return found


_FIXED: Mapping[str, str] = {
    "players": "p.id = ANY(CAST(:players AS uuid[]))",
    "countries": "p.country = ANY(CAST(:countries AS varchar[]))",
    "languages": "lower(split_part(p.languages[1], '-', 1)) = ANY(CAST(:languages AS varchar[]))",
    "registered": "p.registered = :registered",
    "level_least": "{xp} >= :xp_least",
    "level_most": "{xp} < :xp_below",
    "active_days": "EXISTS (SELECT FROM devices d WHERE d.player_id = p.id "
    "AND d.rotated_at >= now() - make_interval(days => :active_days))",
    "idle_days": "NOT EXISTS (SELECT FROM devices d WHERE d.player_id = p.id "
    "AND d.rotated_at >= now() - make_interval(days => :idle_days))",
    "spent_least": "{spent} >= :spent_least",
    "spent_most": "{spent} <= :spent_most",
    "tags": "EXISTS (SELECT FROM player_tags t WHERE t.player_id = p.id AND t.tag = ANY(CAST(:tags AS varchar[])))",
    "without_tags": "NOT EXISTS (SELECT FROM player_tags t WHERE t.player_id = p.id "
    "AND t.tag = ANY(CAST(:without_tags AS varchar[])))",
}
"""By the field of a filter. The words of a condition are these alone; what is asked for goes as parameters."""
_XP = "COALESCE((SELECT g.xp FROM player_progress g WHERE g.player_id = p.id), 0)"
_SPENT = (
    "COALESCE((SELECT sum(r.tokens) FROM redemptions r WHERE r.player_id = p.id AND r.state = 'succeeded'), 0) "
    "+ COALESCE((SELECT sum(b.tokens) FROM purchases b WHERE b.player_id = p.id), 0)"
)
_THERE = "p.erased_at IS NULL"


def condition(connection: Connection, wanted: Filter) -> Condition:
    """What a filter asks of players. Raises SeasonUnknown."""
    given = dump(wanted)
    parts = [_THERE, *(words.format(xp=_XP, spent=_SPENT) for name, words in _FIXED.items() if name in given)]
    values: dict[str, Any] = {name: given[name] for name in _FIXED if name in given}
    if wanted.level_least is not None:
        values["xp_least"] = floor_of(values.pop("level_least"))
    if wanted.level_most is not None:
        values["xp_below"] = floor_of(values.pop("level_most") + 1)
    if wanted.season_rank is not None:
        place, places = _places(connection, wanted)
        parts.append(place)
        values |= places
    return Condition(" AND ".join(parts), values)


def _places(connection: Connection, wanted: Filter) -> tuple[str, dict[str, Any]]:
    """Of a season that is over its final standings, of the running one its board."""
    if wanted.season_id is None:
        today = connection.execute(sql("SELECT CAST(now() AT TIME ZONE 'UTC' AS date)")).scalar_one()
        found = next((one for one in seasons.every(connection) if one.first <= today <= one.last), None)
    else:
        found = next((one for one in seasons.every(connection) if one.id == wanted.season_id), None)
    if found is None:
        raise SeasonUnknown
    sealed = sql("SELECT FROM seasons WHERE id = :id AND sealed_at IS NOT NULL")
    if connection.execute(sealed, {"id": found.id}).first():
        final = "p.id IN (SELECT s.player_id FROM season_standings s WHERE s.season_id = :season AND s.rank <= :rank)"
        return final, {"season": found.id, "rank": wanted.season_rank}
    shown = board("global", "season", ALL_CATEGORIES, None, found.last, found)
    running = f"p.id IN (SELECT s.player_id FROM ({boards.ranked(shown)}) s WHERE s.rank <= :rank)"
    return running, boards.values_of(shown) | {"rank": wanted.season_rank}


def count(connection: Connection, wanted: Filter) -> int:
    """How many players fit. Raises SeasonUnknown."""
    found = condition(connection, wanted)
    statement = sql(f"SELECT count(*) FROM players p WHERE {found.where}")
    return int(connection.execute(statement, found.values).scalar_one())


def locked(connection: Connection, wanted: Filter, after: UUID | None, most: int) -> list[UUID]:
    """Some who fit, by id from after that one on, locked until the transaction ends. Raises SeasonUnknown."""
    found = condition(connection, wanted)
    statement = sql(
        f"SELECT p.id FROM players p WHERE {found.where} AND (CAST(:after AS uuid) IS NULL OR p.id > :after) "
        "ORDER BY p.id LIMIT :most FOR NO KEY UPDATE OF p"
    )
    return list(connection.execute(statement, {**found.values, "after": after, "most": most}).scalars())


def strangers(connection: Connection, wanted: Filter) -> list[int]:
    """Places in `players` whose ids are no player's, or an erased one's."""
    statement = sql(
        "SELECT w.place FROM unnest(CAST(:players AS uuid[])) WITH ORDINALITY w (id, place) "
        f"WHERE NOT EXISTS (SELECT FROM players p WHERE p.id = w.id AND {_THERE}) ORDER BY w.place"
    )
    return [row.place - 1 for row in connection.execute(statement, {"players": list(wanted.players)})]


@dataclass(frozen=True)
class Example:
    """A player who fits."""

    id: UUID
    name: str
    country: str | None
    language: str


def sample(connection: Connection, wanted: Filter, most: int) -> list[Example]:
    """Some who fit, those who came last first. Raises SeasonUnknown."""
    found = condition(connection, wanted)
    statement = sql(
        f"SELECT p.id, p.name, p.country, p.languages[1] FROM players p WHERE {found.where} "
        "ORDER BY p.id DESC LIMIT :most"
    )
    return [Example(*row) for row in connection.execute(statement, {**found.values, "most": most})]


_SELECT = "SELECT id, name, filter, edition, created_at, updated_at FROM segments"


def one(connection: Connection, id_: UUID, *, lock: bool = False) -> Sheet | None:
    """The segment of that id; `lock`: for nobody else to change until the transaction ends."""
    row = connection.execute(sql(f"{_SELECT} WHERE id = :id {'FOR UPDATE' if lock else ''}"), {"id": id_}).first()
    return None if row is None else _sheet(row)


def page(connection: Connection, before: UUID | None, limit: int) -> list[Sheet]:
    """Segments, the latest first, from after the one with the id `before`."""
    statement = sql(f"{_SELECT} WHERE CAST(:before AS uuid) IS NULL OR id < :before ORDER BY id DESC LIMIT :limit")
    return [_sheet(row) for row in connection.execute(statement, {"before": before, "limit": limit})]


def _sheet(row: Any) -> Sheet:
    return Sheet(**{**row._mapping, "filter": load(row.filter)})


def add(connection: Connection, id_: UUID, name: str, wanted: Filter) -> None:
    """Keep a filter by a name."""
    statement = sql("INSERT INTO segments (id, name, filter) VALUES (:id, :name, CAST(:filter AS jsonb))")
    connection.execute(statement, {"id": id_, "name": name, "filter": encode_json(dump(wanted))})


def change(connection: Connection, segment: Sheet, name: str, wanted: Filter) -> None:
    """Change a locked segment; campaigns that are scheduled keep the filter they were scheduled with."""
    statement = sql(
        "UPDATE segments SET name = :name, filter = CAST(:filter AS jsonb), edition = edition + 1, updated_at = now() "
        "WHERE id = :id"
    )
    connection.execute(statement, {"id": segment.id, "name": name, "filter": encode_json(dump(wanted))})


def remove(connection: Connection, segment: UUID) -> bool:
    """Delete a locked segment; False: a draft of a campaign is for it."""
    statement = sql(
        "DELETE FROM segments WHERE id = :id AND NOT EXISTS "
        "(SELECT FROM campaigns WHERE segment_id = :id AND state = 'draft')"
    )
    return connection.execute(statement, {"id": segment}).rowcount > 0
