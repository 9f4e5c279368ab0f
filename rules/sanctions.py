"""What players can be kept from, for which grounds, and how they are told."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Literal, get_args

Kind = Literal["warn", "hide_entry", "ban_redemption", "ban_ranked", "ban"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""From the mildest to the hardest; `hide_entry` is of one entry to a creative battle."""
OFF_BOARDS = ("ban", "ban_ranked", "hide")
"""Who has one of these is on no board."""
NO_REDEMPTION = ("ban", "ban_redemption")
"""Who has one of these redeems nothing."""
APPEALABLE = ("hide_entry", "ban_redemption", "ban_ranked", "ban")
"""Against these one may appeal: a warning keeps from nothing, and `hide` is not told."""
TOLD = ("warn", *APPEALABLE)
"""Of these a player finds word in the inbox."""
Ground = Literal["cheating", "conduct", "accounts", "rules"]
GROUNDS: tuple[Ground, ...] = get_args(Ground)

_BECAUSE: Mapping[str, str] = MappingProxyType(
    {
        "cheating": "there are signs that your answers had help",
        "conduct": "of what you wrote or how you called yourself",
        "accounts": "of more than one account",
        "rules": "the rules of the game were broken",
    }
)
_WHAT: Mapping[str, str] = MappingProxyType(
    {
        "warn": "This is a warning",
        "hide_entry": "An entry of yours is not shown",
        "ban_redemption": "You may not redeem tokens",
        "ban_ranked": "You may only practise",
        "ban": "You may not play",
    }
)


def told(kind: str, ground: str, until: datetime | None = None) -> str:
    """A sanction in words for its player: what, until when, and why in general."""
    end = f" until {until:%Y-%m-%d %H:%M} UTC" if until else "" if kind == "warn" else " any more"
    appeal = "You may appeal" if kind in APPEALABLE else "Write to us"
    return f"{_WHAT[kind]}{end}, because {_BECAUSE[ground]}. {appeal} if you think that is wrong."
