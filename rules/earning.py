"""How tokens are earned: which sources there are, and how much of what is granted a UTC day allows.

A grant is worth what its giver said (a session, a battle, a season); what is above a cap, or above what a campaign's
budget has left, is never paid.
"""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

Source = Literal["achievement", "battle", "daily", "live_quiz", "quiz", "referral", "season", "streak"]

VERSION = 3
"""Of the rules; transfers keep it. A change of what is below is another version."""


class Rule(NamedTuple):
    """How many tokens of a source a player gets on a UTC day, None: any; and whether the day's own cap counts."""

    day_cap: int | None
    in_day: bool = True


RULES: Mapping[Source, Rule] = {
    "achievement": Rule(400),
    "battle": Rule(250),
    "daily": Rule(20),
    "live_quiz": Rule(150),
    "quiz": Rule(50),
    "referral": Rule(None, in_day=False),
    "season": Rule(None, in_day=False),
    "streak": Rule(50),
}
DAY_CAP = 600
"""Tokens that a player gets on a UTC day from all sources that count."""


def payable(source: Source, tokens: int, earned: Mapping[Source, int], left: Iterable[int] = ()) -> int:
    """How many of a grant's tokens are paid, after what was `earned` on that day, by source.

    `left` is what budgets that it comes out of have left: each must have it.
    """
    rule = RULES[source]
    room = [tokens, *left]
    if rule.day_cap is not None:
        room.append(rule.day_cap - earned.get(source, 0))
    if rule.in_day:
        room.append(DAY_CAP - sum(count for name, count in earned.items() if RULES[name].in_day))
    return max(0, min(room))
