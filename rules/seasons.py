"""What a season pays by rank, what a rating becomes when it begins, and which phase it is in."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Literal

from rules.boards import Season

RATING = 1_500
"""Where ratings start, and what a reset draws them to."""
MOST = 1_000_000_000
"""Of ranks and of a rank's tokens: what the tables hold."""
KEPT = 0.5
"""The share of a player's distance from RATING that a reset leaves."""

SeasonPhase = Literal["upcoming", "open", "closing", "sealed"]


@dataclass(frozen=True)
class Prize:
    """Tokens for each of the ranks `first` to `last`, both included, counted from 1."""

    first: int
    last: int
    tokens: int


@dataclass(frozen=True)
class Prizes:
    """A season's prizes in the order of their ranks. Raises ValueError with what is wrong with them.

    Ranks may be left out, and then get nothing; no rank may be in two prizes.
    """

    table: tuple[Prize, ...]

    def __post_init__(self) -> None:
        for prize in self.table:
            if not 1 <= prize.first <= prize.last <= MOST or not 1 <= prize.tokens <= MOST:
                raise ValueError(f"{prize} needs ranks from 1 on, the first not after the last, and 1 to {MOST} tokens")
        object.__setattr__(self, "table", tuple(sorted(self.table, key=lambda prize: prize.first)))
        for one, other in pairwise(self.table):
            if other.first <= one.last:
                raise ValueError(f"{one} and {other} overlap; a rank gets one prize")

    def prize_of(self, rank: int) -> Prize | None:
        """The prize of a rank, counted from 1; None: it gets nothing. Raises ValueError below 1."""
        if rank < 1:
            raise ValueError(f"ranks begin with 1, not {rank}")
        return next((prize for prize in self.table if prize.first <= rank <= prize.last), None)

    def cost(self, players: int) -> int:
        """Tokens that are paid in all when so many players have a rank."""
        return sum(max(0, min(prize.last, players) - prize.first + 1) * prize.tokens for prize in self.table)


def check_days(first: date, last: date, today: date, begun: bool) -> None:
    """Whether a season may be made today. Raises ValueError with what to change.

    Points of days that are over stay in the season that they were given in. So a season that is over would be empty
    for ever, and one that has `begun` lacks its first days: that must be meant.
    """
    if last < today:
        raise ValueError(f"its last day, {last}, is over: nothing can count in it any more; choose days to come")
    if first < today and not begun:
        raise ValueError(
            f"its first day, {first}, is over: points of days before {today} stay where they are; "
            "choose a later day, or say --begun if that is meant"
        )


def soft_reset(rating: float) -> float:
    """A rating at the start of a season: 1500 + 0.5 (r - 1500). Order is kept, distances are halved."""
    return RATING + KEPT * (rating - RATING)


def phase(season: Season, now: datetime, sealed: bool) -> SeasonPhase:
    """The phase at a moment: `open` on the season's days (UTC, both included), then `closing` until it is sealed.

    While closing, standings still move: answers received in time are being applied, and cheats reviewed. Once sealed
    a season stays so, whatever its dates. Raises ValueError for a moment without a time zone.
    """
    if now.tzinfo is None:
        raise ValueError("the moment has no time zone; give one in UTC")
    today = now.astimezone(UTC).date()
    if sealed:
        return "sealed"
    if today < season.first:
        return "upcoming"
    return "open" if today <= season.last else "closing"
