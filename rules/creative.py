"""Creative battles: how one moves on, what its votes make of it, what it gives, and which one a voter is shown next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

Phase = Literal["writing", "moderating", "voting", "closed"]
How = Literal["votes", "tie", "default", "void"]
"""`default`: the other entry is missing or was refused; `void`: both are."""
EntryState = Literal["pending", "approved", "rejected", "withdrawn"]
"""`withdrawn`: its player was erased."""
Takes = Literal["text", "image", "any"]
"""What a prompt asks for."""
PromptState = Literal["draft", "published", "retired"]
States = Sequence[EntryState | None]
"""Of the entries of side 0 and side 1; None: nothing was submitted."""

PHASES: tuple[Phase, ...] = get_args(Phase)
HOWS: tuple[How, ...] = get_args(How)
TAKES: tuple[Takes, ...] = get_args(Takes)
PROMPT_STATES: tuple[PromptState, ...] = get_args(PromptState)
PROMPT_WAYS: Mapping[PromptState, tuple[PromptState, ...]] = {
    "draft": ("published",),
    "published": ("retired",),
    "retired": ("published",),
}
"""Where a prompt may go: one that was asked once is a draft no more."""

GRAPHEMES_MOST = 500
PROMPT_MOST = 300
WIN_TOKENS, ENTRY_TOKENS = 20, 5
"""For the first place by votes, split where it is shared; for an entry that was voted on."""
JUST = timedelta(minutes=1)
"""How long a battle that a voter was shown is not shown to them again: their vote may be on its way."""
TOKEN_GOOD = timedelta(minutes=10)
"""How long a voter has to make up their mind, at most: until the voting is over."""


@dataclass(frozen=True)
class Spans:
    """How long entries are written, and voted on."""

    writing: timedelta
    voting: timedelta


@dataclass(frozen=True)
class Result:
    """How a battle ended. `winner` is a side; None: both share the place, or there is none."""

    how: How
    winner: int | None
    votes: tuple[int, int]
    shares: tuple[float, float]
    """Of the votes, 0..1 to four places; both a half without votes, 1 and 0 by default, 0 and 0 of a void one."""


def after_writing(states: States) -> Phase:
    """Where a battle goes once nothing can be submitted any more."""
    if "pending" in states:
        return "moderating"
    return "voting" if all(state == "approved" for state in states) else "closed"


def result(states: States, votes: tuple[int, int]) -> Result:
    """What the votes make of the entries that still stand."""
    standing = [side for side in (0, 1) if states[side] == "approved"]
    if len(standing) == 1:
        side = standing[0]
        return Result("default", side, votes, (1.0 - side, 0.0 + side))
    if not standing:
        return Result("void", None, votes, (0.0, 0.0))
    share = round(votes[0] / sum(votes), 4) if sum(votes) else 0.5
    shares = (share, round(1 - share, 4))
    if votes[0] == votes[1]:
        return Result("tie", None, votes, shares)
    return Result("votes", int(votes[1] > votes[0]), votes, shares)


def tokens(found: Result) -> tuple[int, int]:
    """What each side is given: nothing where nobody has voted, so that two friends cannot agree on it alone."""
    if found.how not in ("votes", "tie") or not sum(found.votes):
        return (0, 0)
    if found.winner is None:
        return (ENTRY_TOKENS + WIN_TOKENS // 2,) * 2
    return (ENTRY_TOKENS + WIN_TOKENS * (found.winner == 0), ENTRY_TOKENS + WIN_TOKENS * (found.winner == 1))


def score(found: Result) -> float | None:
    """What side 0 made of it, as ratings take it: 1, 0.5 or 0. None: nobody has voted, or neither entry could be shown.

    Who was missing, or was refused, has lost.
    """
    if found.winner is not None:
        return 1.0 - found.winner
    return 0.5 if found.how == "tie" and any(found.votes) else None


def choose(servings: Sequence[int], chance: float) -> int:
    """The index of the battle to show: the least shown ones most likely; each time more halves the chance.

    `servings` are not empty; `chance` is from 0 to below 1. Voters who ask at the same moment, and see the same
    counts, are spread so; what was shown much more often has next to no chance.
    """
    least = min(servings)
    weights = [0.5 ** (count - least) for count in servings]
    left = chance * sum(weights)
    for index, weight in enumerate(weights):
        left -= weight
        if left < 0:
            return index
    return len(weights) - 1
