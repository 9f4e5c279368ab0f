"""Which boards there are: from a name that a client wrote, or a key that a store holds, to the board itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.boards import ALL_CATEGORIES, PERIODS, Board, Period, Season, UnknownBoard, board, day_named, season_on
from rules.countries import COUNTRIES

_WHEN: dict[Period, str] = {"day": "today", "week": "this week", "season": "this season", "all": "of all time"}
_LAST_YEAR = 9000
"""Later days are nobody's, and a week after them has no date."""


@dataclass(frozen=True)
class Named:
    """A board as the list of boards shows it."""

    name: str
    title: str
    period: Period


@dataclass(frozen=True)
class Directory:
    """Categories by slug as (id, name), and the seasons in order: what the names of boards are made of."""

    categories: Mapping[str, tuple[int, str]]
    seasons: Sequence[Season]

    def find(self, name: str, at: str | None, today: date) -> Board:
        """The board `scope.period`, the current one or that of `at`. Raises UnknownBoard with what would be right."""
        scope, _, period = name.rpartition(".")
        if period not in PERIODS:
            raise UnknownBoard(f"a board is named scope.period, its period one of {', '.join(PERIODS)}")
        category_id, country = self._scope(scope)
        day = today if at is None else day_named(period, at, {season.id: season for season in self.seasons})
        if day.year > _LAST_YEAR:
            raise UnknownBoard(f"`at` is {at!r}; nobody has played then")
        return board(scope, period, category_id, country, day, season_on(self.seasons, day))

    def of_key(self, key: str, today: date) -> Board:
        """The board of a store's key, `global.day@2026-11-23`. Raises UnknownBoard."""
        name, _, at = key.partition("@")
        return self.find(name, None if name.endswith(".all") else at, today)

    def _scope(self, scope: str) -> tuple[int, str | None]:
        """Category and country of a scope."""
        kind, _, which = scope.partition(".")
        if scope == "global":
            return ALL_CATEGORIES, None
        if kind == "category" and which in self.categories:
            return self.categories[which][0], None
        if kind == "country" and which in COUNTRIES:
            return ALL_CATEGORIES, which
        raise UnknownBoard("a board's scope is global, category.<slug> or country.<ISO 3166-1 code in lower case>")

    def current(self, day: date, countries: Sequence[str] = ()) -> Iterator[Board]:
        """Every board that a day's points go to, for all, the categories, and the given countries."""
        scopes = [f"category.{slug}" for slug in self.categories]
        scopes += [f"country.{country}" for country in countries if country in COUNTRIES]
        for scope in ["global", *scopes]:
            for period in PERIODS:
                yield self.find(f"{scope}.{period}", None, day)

    def names(self, country: str | None) -> Iterator[Named]:
        """The boards a player is shown: of all, of their country, and of each category."""
        scopes = {"global": "Everybody"}
        if country and country in COUNTRIES:
            scopes[f"country.{country}"] = country.upper()
        scopes |= {f"category.{slug}": name for slug, (_, name) in self.categories.items()}
        for scope, title in scopes.items():
            for period in PERIODS:
                yield Named(f"{scope}.{period}", f"{title}, {_WHEN[period]}", period)
