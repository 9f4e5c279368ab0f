"""Players' progress: XP, counters and streak in one row each, and achievements."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Date, DateTime, Integer, LargeBinary, SmallInteger, String, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_rows, sql
from rules.progress import Progress
from rules.streaks import Moment, Streak

_ZERO = text("0")


class PlayerProgress(Base):
    """One player's; written once a session, when it ends."""

    __tablename__ = "player_progress"
    __table_args__ = ({"postgresql_with": {"fillfactor": "70"}},)

    player_id: Mapped[UUID] = mapped_column(primary_key=True)
    xp: Mapped[int] = mapped_column(Integer, server_default=_ZERO)
    counters: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    """By metric (rules.achievements)."""
    categories: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger), server_default=text("'{}'"))
    """Those played in."""
    streak: Mapped[bytes] = mapped_column(LargeBinary, server_default=text("''"))
    """rules.streaks.Streak.days, little-endian."""
    streak_uncounted: Mapped[bytes] = mapped_column(LargeBinary, server_default=text("''"))
    streak_counted: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    """Moments: [RFC 3339, zone]."""
    practice_day: Mapped[date | None] = mapped_column(Date)
    practice_xp: Mapped[int] = mapped_column(Integer, server_default=_ZERO)
    streak_practised: Mapped[bytes] = mapped_column(LargeBinary, server_default=text("''"))
    practised: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    practised_categories: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger), server_default=text("'{}'"))
    challenges: Mapped[bytes] = mapped_column(LargeBinary, server_default=text("''"))
    streak_bought: Mapped[bytes] = mapped_column(LargeBinary, server_default=text("''"))


class PlayerAchievement(Base):
    """An achievement that a player has."""

    __tablename__ = "player_achievements"

    player_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    earned_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


_COLUMNS = (
    "p.player_id, p.xp, p.counters, p.categories, p.streak, p.streak_uncounted, p.streak_counted, p.practice_day, "
    "p.practice_xp, p.streak_practised, p.practised, p.practised_categories, p.challenges, p.streak_bought, "
    "ARRAY(SELECT code FROM player_achievements a WHERE a.player_id = p.player_id) FROM player_progress p"
)


def lock(connection: Connection, players: Collection[UUID]) -> dict[UUID, Progress]:
    """Progress of players, their rows made if there were none and locked in the order of their ids."""
    values = {"ids": encode_rows(players)}
    ids = "SELECT value::uuid FROM json_array_elements_text(:ids)"
    connection.execute(sql(f"INSERT INTO player_progress (player_id) {ids} ORDER BY 1 ON CONFLICT DO NOTHING"), values)
    statement = sql(f"SELECT {_COLUMNS} WHERE p.player_id = ANY(ARRAY({ids})) ORDER BY p.player_id FOR UPDATE OF p")
    return {row[0]: _progress(row) for row in connection.execute(statement, values)}


def of(connection: Connection, player: UUID) -> Progress:
    """A player's progress; that of a beginner if they have ended no session."""
    row = connection.execute(sql(f"SELECT {_COLUMNS} WHERE p.player_id = :player"), {"player": player}).first()
    return Progress() if row is None else _progress(row)


def every(connection: Connection) -> Iterable[tuple[UUID, Progress]]:
    """Everyone's."""
    for row in connection.execution_options(yield_per=1_000).execute(sql(f"SELECT {_COLUMNS}")):
        yield row[0], _progress(row)


def _progress(row: Any) -> Progress:
    (
        _,
        xp,
        counters,
        categories,
        days,
        uncounted,
        counted,
        practice_day,
        practice_xp,
        *practice,
        challenges,
        bought,
        codes,
    ) = row
    practised_days, practised, practised_categories = practice
    moments = tuple(Moment(datetime.fromisoformat(at), zone) for at, zone in counted)
    streak = Streak(_days(days), _days(uncounted), moments, _days(practised_days), _days(bought))
    return Progress(
        xp,
        counters,
        frozenset(categories),
        streak,
        practice_day,
        practice_xp,
        frozenset(codes),
        practised,
        frozenset(practised_categories),
        _days(challenges),
    )


def _days(stored: bytes) -> int:
    return int.from_bytes(stored, "little")


def save(connection: Connection, progress: Mapping[UUID, Progress]) -> None:
    """Write progress back into locked rows, in one statement."""
    statement = sql(
        "UPDATE player_progress p SET xp = r.x, counters = r.n, categories = r.c, streak = decode(r.s, 'hex'), "
        "streak_uncounted = decode(r.su, 'hex'), streak_counted = r.sc, practice_day = r.d, practice_xp = r.p, "
        "streak_practised = decode(r.sp, 'hex'), practised = r.pn, practised_categories = r.pc, "
        "challenges = decode(r.ch, 'hex'), streak_bought = decode(r.sb, 'hex') "
        "FROM json_to_recordset(:rows) AS r(u uuid, x integer, n jsonb, c smallint[], s text, su text, sc jsonb, "
        "d date, p integer, sp text, pn jsonb, pc smallint[], ch text, sb text) WHERE p.player_id = r.u"
    )
    rows = [
        {
            "u": player,
            "x": one.xp,
            "n": one.counters,
            "c": sorted(one.categories),
            "s": _hex(one.streak.days),
            "su": _hex(one.streak.uncounted),
            "sc": one.streak.counted,
            "d": one.practice_day,
            "p": one.practice_xp,
            "sp": _hex(one.streak.practised),
            "pn": one.practised,
            "pc": sorted(one.practised_categories),
            "ch": _hex(one.challenges),
            "sb": _hex(one.streak.bought),
        }
        for player, one in progress.items()
    ]
    connection.execute(statement, {"rows": encode_rows(rows)})


def _hex(days: int) -> str:
    return days.to_bytes((days.bit_length() + 7) // 8, "little").hex()


@dataclass(frozen=True)
class Earned:
    """An achievement on its way to a player."""

    player_id: UUID
    code: str
    earned_at: datetime


def earn(connection: Connection, achievements: Collection[Earned]) -> None:
    """Give achievements to players whose progress is locked and who do not have them."""
    if achievements:
        statement = sql(
            "INSERT INTO player_achievements (player_id, code, earned_at) SELECT * FROM json_to_recordset(:rows) "
            "AS r(player_id uuid, code varchar, earned_at timestamptz)"
        )
        connection.execute(statement, {"rows": encode_rows(achievements)})


def achievements(connection: Connection, player: UUID) -> dict[str, datetime]:
    """When a player earned what they have, by code."""
    statement = sql("SELECT code, earned_at FROM player_achievements WHERE player_id = :player")
    return {row[0]: row[1] for row in connection.execute(statement, {"player": player})}
