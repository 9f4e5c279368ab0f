"""Whom staff mean: players by what is known of them, as a filter whose every field is declared here."""

from dataclasses import dataclass, fields
from typing import NamedTuple
from uuid import UUID

PLAYERS_MOST = 1_000
LIST_MOST = 50
RANK_MOST = 10_000
DAYS_MOST = 3_650
LEVEL_MOST = 10_000
TOKENS_MOST = 1_000_000_000
TAG_MOST = 40
TAG = r"[a-z0-9][a-z0-9_-]{0,39}"
"""What a tag of players is written like."""


@dataclass(frozen=True)
class Filter:
    """Players who fit all that is set; where several are listed, one of them is enough. Nothing set: everybody."""

    players: tuple[UUID, ...] = ()
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2, in lower case."""
    languages: tuple[str, ...] = ()
    """Of the favourite language the first subtag: `es` for es-MX."""
    registered: bool | None = None
    level_least: int | None = None
    level_most: int | None = None
    active_days: int | None = None
    """Seen within so many days."""
    idle_days: int | None = None
    """Not seen for so many days."""
    spent_least: int | None = None
    spent_most: int | None = None
    """Tokens, over redemptions that were fulfilled and purchases, ever."""
    tags: tuple[str, ...] = ()
    without_tags: tuple[str, ...] = ()
    season_id: int | None = None
    """Which season `season_rank` is of; None: the running one."""
    season_rank: int | None = None
    """Of the season's first so many."""

    @property
    def is_short(self) -> bool:
        """Whether no more than PLAYERS_MOST or RANK_MOST can fit."""
        return bool(self.players) or self.season_rank is not None


FIELDS = tuple(field.name for field in fields(Filter))


class Fault(NamedTuple):
    """What cannot be meant."""

    field: str
    detail: str


def faults(wanted: Filter) -> list[Fault]:
    """What no player can fit, whoever there is."""
    found = [
        Fault(most, f"Is below `{least}`: nobody can be in between.")
        for least, most in (("level_least", "level_most"), ("spent_least", "spent_most"))
        if _crossed(getattr(wanted, least), getattr(wanted, most))
    ]
    if wanted.active_days is not None and wanted.idle_days is not None and wanted.idle_days >= wanted.active_days:
        found.append(Fault("idle_days", "Nobody was seen within `active_days` and was not for `idle_days`."))
    if wanted.tags and set(wanted.tags) <= set(wanted.without_tags):
        found.append(Fault("without_tags", "Whoever has one of `tags` is left out."))
    if wanted.season_id is not None and wanted.season_rank is None:
        found.append(Fault("season_id", "Says nothing without `season_rank`."))
    return found


def _crossed(least: int | None, most: int | None) -> bool:
    return least is not None and most is not None and least > most
