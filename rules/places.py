"""Places on a board: what a total says to which boards, and what is asked of a board and answered."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import NamedTuple

from rules.boards import PERIODS, Board, Period, Season, boards_of, points_of, week_of


class Place(NamedTuple):
    """One player's place on a board, ranks counted from 1."""

    rank: int
    player: str
    score: int

    @property
    def points(self) -> int:
        """The points in the score."""
        return points_of(self.score)


@dataclass(frozen=True)
class Window:
    """Which part of a board: its first `count` places, those after a (score, player), or those around a player."""

    count: int
    after: tuple[int, str] | None = None
    around: str | None = None


TOP_10 = Window(10)


@dataclass(frozen=True)
class View:
    """A board as it stood at `version`: the places of a window, and those of the players that were asked for."""

    version: int
    places: tuple[Place, ...]
    mine: Mapping[str, Place]
    """By player; who is not on the board is not in here."""


def among(view: View, window: Window) -> View:
    """The players that were asked for, ranked among each other in the board's own order: a window of them, and all."""
    ranked = [place._replace(rank=rank) for rank, place in enumerate(sorted(view.mine.values()), 1)]
    first = max(_first(ranked, window), 0)
    return View(view.version, tuple(ranked[first : first + window.count]), {place.player: place for place in ranked})


def _first(ranked: Sequence[Place], window: Window) -> int:
    """Where a window begins, as in the stores: after a place, or the place where such a score would be."""
    if window.around:
        return next((place.rank for place in ranked if place.player == window.around), 1) - 1 - window.count // 2
    if window.after is None:
        return 0
    ended = next((place.rank for place in ranked if (place.score, place.player) == window.after), None)
    return ended if ended is not None else sum((place.score, place.player) >= window.after for place in ranked)


class Total(NamedTuple):
    """A player's row of a day, and the day and season of their next row in that category, if there is one."""

    category_id: int
    day: date
    season_id: int
    player: str
    country: str | None
    visible: bool
    version: int
    day_points: int
    week_points: int
    season_points: int
    all_points: int
    reached_s: int | None
    """Unix seconds of the last answer that gave points."""
    next_day: date | None
    next_season_id: int | None


@dataclass(frozen=True)
class Entries:
    """What is to be written to one board, in columns; a score of 0 takes the player off it."""

    players: list[str] = field(default_factory=list)
    versions: list[int] = field(default_factory=list)
    scores: list[int] = field(default_factory=list)

    def add(self, player: str, version: int, score: int) -> None:
        """One more row."""
        self.players.append(player)
        self.versions.append(version)
        self.scores.append(score)


def periods_held(total: Total, last: date) -> Collection[Period]:
    """The periods whose running total this row holds: its day, and those it is the player's last row in.

    `last` is the last day of its season. Days in the gap after that are on no season's board.
    """
    following = total.next_day
    held: list[Period] = ["day"]
    if following is None or week_of(following) != week_of(total.day):
        held.append("week")
    if total.day <= last and (following is None or total.next_season_id != total.season_id or following > last):
        held.append("season")
    if following is None:
        held.append("all")
    return held


def entries(totals: Iterable[Total], slugs: Mapping[int, str], seasons: Mapping[int, Season]) -> dict[str, Entries]:
    """What totals say to which boards, by the board's key."""
    found: defaultdict[str, Entries] = defaultdict(Entries)

    @cache
    def targets(category_id: int, country: str | None, day: date, season_id: int) -> list[tuple[Board, Entries]]:
        there = boards_of(category_id, slugs.get(category_id), country, day, seasons[season_id])
        return [(board, found[board.key]) for board in there]

    for total in totals:
        held = periods_held(total, seasons[total.season_id].last)
        for board, column in targets(total.category_id, total.country, total.day, total.season_id):
            if board.period in held:
                points = getattr(total, _POINTS[board.period]) if total.visible else 0
                column.add(total.player, total.version, board.score_or_none(points, total.reached_s))
    return {key: column for key, column in found.items() if column.players}


_POINTS = {period: f"{period}_points" for period in PERIODS}
