"""What players can be kept from, for which grounds, and how they are told."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Literal, get_args

Kind = Literal["warn", "ban_ranked", "ban"]
KINDS: tuple[Kind, ...] = get_args(Kind)
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
    {"warn": "This is a warning", "ban_ranked": "You may only practise", "ban": "You may not play"}
)


def told(kind: str, ground: str, until: datetime | None = None) -> str:
    """A sanction in words for its player: what, until when, and why in general."""
    end = f" until {until:%Y-%m-%d %H:%M} UTC" if until else "" if kind == "warn" else " any more"
    return f"{_WHAT[kind]}{end}, because {_BECAUSE[ground]}. Write to us if you think that is wrong."
