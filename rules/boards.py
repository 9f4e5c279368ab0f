"""Boards: their names, their periods, and the one total order that Redis and Postgres share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Literal, get_args

Period = Literal["day", "week", "season", "all"]
PERIODS: tuple[Period, ...] = get_args(Period)
ALL_CATEGORIES = 0
"""The category id under which a player's totals over every category are kept."""
EPOCH = date(2025, 1, 1)
"""All-time boards count their minutes from here: 2^24 of them last until November 2056."""
KEPT = timedelta(days=2)
"""How long Redis keeps a board after its time has ended; after that it is read from Postgres."""
_UNITS = 1 << 24


class UnknownBoard(Exception):
    """There is no board of that name, or not at that time."""


@dataclass(frozen=True)
class Season:
    """A season's days, both included; at most 180 of them, so that seconds fit a score."""

    id: int
    first: date
    last: date


@dataclass(frozen=True)
class Board:
    """One board at one time: `global.day@2026-11-23`, `category.music.week@2026-W47`, `country.de.all@ever`."""

    scope: str
    period: Period
    at: str
    category_id: int
    country: str | None
    first: date
    last: date

    @property
    def name(self) -> str:
        """What clients call it: scope and period."""
        return f"{self.scope}.{self.period}"

    @property
    def key(self) -> str:
        """What the stores call it: the name and which day, week or season it is of."""
        return f"{self.name}@{self.at}"

    @property
    def unit_s(self) -> int:
        """Seconds a tie is decided by: one, or a minute on the all-time boards."""
        return 60 if self.period == "all" else 1

    @property
    def began(self) -> datetime:
        """The start of the board's time, from which units count."""
        return datetime(self.first.year, self.first.month, self.first.day, tzinfo=UTC)

    @cached_property
    def began_s(self) -> int:
        """The start of the board's time in Unix seconds."""
        return int(self.began.timestamp())

    def kept_until(self, now: datetime) -> datetime | None:
        """When Redis may forget a board that is made now; None: never."""
        if self.period == "all":
            return None
        ended = datetime(self.last.year, self.last.month, self.last.day, tzinfo=UTC) + timedelta(days=1)
        return max(ended, now) + KEPT

    def score_or_none(self, points: int, reached_s: int | None) -> int:
        """Redis' score for points that were reached at a Unix second (None: by corrections alone, so from the start).

        0 for points that do not stand on a board: those of a board are above zero, and their scores at least 2^24.
        """
        if points <= 0:
            return 0
        units = ((reached_s or 0) - self.began_s) // self.unit_s
        return points * _UNITS + _UNITS - 1 - min(max(units, 0), _UNITS - 1)

    def score(self, points: int, reached_at: datetime) -> int:
        """Redis' score: points, then who reached them first. Exact in a double while points < 2^29."""
        return points * _UNITS + _UNITS - 1 - self.units(reached_at)

    def units(self, reached_at: datetime) -> int:
        """Whole units between the board's start and a time, kept inside the 24 bits that a score has for them."""
        return min(max(int((reached_at - self.began).total_seconds()) // self.unit_s, 0), _UNITS - 1)


def points_of(score: float) -> int:
    """The points in a board's score."""
    return int(score) // _UNITS


def units_of(score: float) -> int:
    """The units since the board began at which a score's points were reached."""
    return _UNITS - 1 - int(score) % _UNITS


def week_of(day: date) -> str:
    """ISO 8601's name of a day's week: 2026-W47."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def board(scope: str, period: Period, category_id: int, country: str | None, day: date, season: Season) -> Board:
    """The board of a scope and period that a day belongs to."""
    monday = day - timedelta(days=day.weekday())
    at, first, last = {
        "day": (day.isoformat(), day, day),
        "week": (week_of(day), monday, monday + timedelta(days=6)),
        "season": (str(season.id), season.first, season.last),
        "all": ("ever", EPOCH, date.max),
    }[period]
    return Board(scope, period, at, category_id, country, first, last)


def boards_of(category_id: int, slug: str | None, country: str | None, day: date, season: Season) -> Iterator[Board]:
    """Every board that a player's total in a category (0: all of them) on a day belongs to."""
    for period in PERIODS:
        if category_id != ALL_CATEGORIES:
            yield board(f"category.{slug}", period, category_id, None, day, season)
            continue
        yield board("global", period, ALL_CATEGORIES, None, day, season)
        if country:
            yield board(f"country.{country}", period, ALL_CATEGORIES, country, day, season)


def day_named(period: Period, at: str, seasons: dict[int, Season]) -> date:
    """A day of the board that `at` names. Raises UnknownBoard with what `at` should look like."""
    try:
        if period == "day":
            day = date.fromisoformat(at)
            if day.isoformat() != at:
                raise ValueError(at)
            return day
        if period == "week":
            return datetime.strptime(f"{at}-1", "%G-W%V-%u").replace(tzinfo=UTC).date()
        if period == "season":
            return seasons[int(at)].last
    except (ValueError, KeyError):
        form = {"day": "2026-11-23", "week": "2026-W47", "season": "a season's number"}[period]
        raise UnknownBoard(f"`at` is {at!r}; for this board it is like {form}") from None
    raise UnknownBoard("an all-time board has no `at`")


def over_season(seasons: Sequence[Season], day: date, today: date) -> Season | None:
    """The season whose board a day is on, if the season is over; None: points of that day move no board that is."""
    season = season_on(seasons, day)
    return season if day <= season.last < today else None


def season_on(seasons: Sequence[Season], day: date) -> Season:
    """The season a day belongs to; days before the first count to the first, days in a gap or after to the one before.

    `seasons` are in order and at least one: a player's points are never without a season. Those of days after its last
    are on no season's board.
    """
    begun = [season for season in seasons if season.first <= day]
    return begun[-1] if begun else seasons[0]
