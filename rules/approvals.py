"""When one of the staff alone may not: sums above a threshold, what nobody can prove, and what loosens a guard."""

from rules.redemption import State
from rules.thresholds import RANGES


def exceeds(amount: int, of_day: int, threshold: int) -> bool:
    """Whether another has to agree, to one who has moved `of_day` tokens by themselves in the last 24 hours.

    The sum counts: many small ones are a large one.
    """
    return of_day + amount > threshold


def decides_unproved(state: State) -> bool:
    """Whether to decide on a redemption always takes two: its partner may have it, and has not said for good.

    Had the partner said so, a look-up would have settled it, and there would be nothing to decide.
    """
    return state == "manual_review"


def loosens(name: str, before: int, after: int) -> bool:
    """Whether to set a threshold so lets more money go than before."""
    looser = RANGES[name].looser
    return after != before and looser in ("either", "up" if after > before else "down")
