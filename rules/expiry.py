"""Tokens expire that were earned longer ago than the policy says and not used since: the oldest are used first.

None expires that was not announced so long before: what a player was told is kept as lots, and only lots expire.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

NOTICE_DAYS = 30
"""How long before it a player is told."""


class Lot(NamedTuple):
    """Tokens of a player that will expire, and the day on which the player was told."""

    told_on: date
    tokens: int


class Since(NamedTuple):
    """From which days on it counts what a player earned.

    What is older than `over` expires: it is over age and was announced in time; None: there is no such. What is older
    than `close` is over age once a notice of today is over.
    """

    over: date | None
    close: date


class Aging(NamedTuple):
    """What a player's tokens do on a day: those that expire, and those that the player has still to be told of.

    `lots`: what was announced then and is still there, those of this day among it; the oldest first.
    """

    expired: int
    soon: int
    lots: tuple[Lot, ...] = ()


def since(today: date, days: int, lots: Sequence[Lot] = ()) -> Since:
    """Of tokens that may be so many days old, and what was announced of them under this policy."""
    in_time = max((lot.told_on for lot in lots if _is_ripe(lot, today)), default=None)
    return Since(in_time and _close(in_time, days), _close(today, days))


def _close(told_on: date, days: int) -> date:
    """What was earned before it, and no other, was announced on a day."""
    return told_on - timedelta(days=days - min(NOTICE_DAYS, days))


def expires_on(told_on: date) -> date:
    """The first day on which what was announced may expire."""
    return told_on + timedelta(days=NOTICE_DAYS)


def _is_ripe(lot: Lot, today: date) -> bool:
    return expires_on(lot.told_on) <= today


def expired(free: int, earned_since: int) -> int:
    """How many of the tokens that are free were earned before a time, if `earned_since` were from then on.

    Whatever was used was the oldest then: what is left is the latest, and of the older only what is more than that.
    """
    return max(0, free - earned_since)


def aging(today: date, free: int, over: int | None, close: int, lots: Sequence[Lot] = ()) -> Aging:
    """What becomes of the tokens that are free, by what was earned from each of `since` on and what was announced."""
    coming = expired(free, close)
    left = _latest(lots, coming)
    ripe = sum(lot.tokens for lot in left if _is_ripe(lot, today))
    gone = 0 if over is None else min(expired(free, over), ripe)
    # What of the ripe ones is not there to expire was used, and what is in its place was announced by nobody.
    left = tuple(lot for lot in left if not _is_ripe(lot, today))
    soon = coming - gone - sum(lot.tokens for lot in left)
    return Aging(gone, soon, (*left, *([Lot(today, soon)] if soon else ())))


def _latest(lots: Sequence[Lot], tokens: int) -> tuple[Lot, ...]:
    """So many of those announced, as what was used was announced first; the oldest first."""
    kept: list[Lot] = []
    for lot in sorted(lots, reverse=True):
        some = min(lot.tokens, tokens)
        tokens -= some
        if some:
            kept.insert(0, Lot(lot.told_on, some))
    return tuple(kept)
