"""Tokens that staff give a player or take from them, up to how many at once."""

from typing import Literal, get_args

Kind = Literal["credit", "debit", "claw_back"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""As in the ledger: `debit` takes what is free, `claw_back` too, and has the rest owed."""
MOST = 1_000_000
"""Tokens at once."""
