"""Tokens that staff give a player or take from them, and when that takes two people."""

from typing import Literal, get_args

Kind = Literal["credit", "debit", "claw_back"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""As in the ledger: `debit` takes what is free, `claw_back` too, and has the rest owed."""
MOST = 1_000_000
"""Tokens at once."""


def takes_two(amount: int, of_day: int, threshold: int) -> bool:
    """Whether another has to agree, to one who has given and taken `of_day` by themselves in the last 24 hours.

    The sum counts: many small ones are a large one.
    """
    return of_day + amount > threshold
