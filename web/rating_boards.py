"""Boards of ratings: `rating.<mode>.season` and `rating.<mode>.all`, read where they lie."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import get_args

from models import rating_places
from models.battles import BattleMode
from rules.boards import ALL_CATEGORIES, Board, Period, UnknownBoard, board, day_named, season_on
from rules.directory import Named
from rules.places import Window
from web.errors import Problem
from web.scoreboard import Look, Scoreboard
from web.wires import wires

MODES: tuple[BattleMode, ...] = get_args(BattleMode)
_SCOPE = "rating."
_PERIODS: Mapping[str, Period] = {"season": "season", "all": "all"}
_UNKNOWN = "A board of ratings is rating.<mode>.season or .all, its mode one of " + ", ".join(MODES)
_TITLES = {"quiz": "Ratings in quiz battles", "creative": "Ratings in creative battles"}


def find(scores: Scoreboard, name: str, at: str | None) -> Board | None:
    """The board of that name; None: it is of no ratings. Raises Problem 404."""
    if not name.startswith(_SCOPE):
        return None
    mode, _, period = name.removeprefix(_SCOPE).partition(".")
    if mode not in MODES or period not in _PERIODS:
        raise Problem(404, "board_unknown", f"{_UNKNOWN}.")
    seasons, today = scores.directory().seasons, datetime.now(UTC).date()
    try:
        day = today if at is None else day_named(_PERIODS[period], at, {season.id: season for season in seasons})
    except UnknownBoard as error:
        raise Problem(404, "board_unknown", f"{error}.") from None
    return board(f"{_SCOPE}{mode}", _PERIODS[period], ALL_CATEGORIES, None, day, season_on(seasons, day))


def names() -> Iterator[Named]:
    """Those there are."""
    for mode in MODES:
        yield Named(f"{_SCOPE}{mode}.season", f"{_TITLES[mode]}, this season", "season")
        yield Named(f"{_SCOPE}{mode}.all", f"{_TITLES[mode]}, of all time", "all")


def look(scores: Scoreboard, board: Board, window: Window, players: Collection[str] = ()) -> Look:
    """Part of a board and the places of some players, a second old at most."""
    mode, season = board.scope.removeprefix(_SCOPE), int(board.at) if board.period == "season" else None

    def read() -> Look:
        with wires().postgres.connect() as connection:
            return Look(rating_places.view(connection, mode, season, window, players), "database")

    return scores.kept(board, window, players, read)
