"""Friends: what comes of one player asking another."""

from dataclasses import dataclass
from typing import Literal, get_args

State = Literal["none", "asked", "asks_me", "friends"]
"""How one player stands to another, as the one sees it."""
STATES: tuple[State, ...] = get_args(State)
FRIENDS_MOST = 500
ASKED_MOST = 100
"""Of a player's own askings, how many may wait for an answer."""
BLOCKS_MOST = 1_000


class TooMany(Exception):
    """There is no room; `code` says in which list."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Counts:
    """How many friends a player has, and how many they asked who have not answered."""

    friends: int
    asked: int


def ask(state: State, mine: Counts, theirs: Counts) -> State:
    """How I stand to a player once I have asked them: who asked me becomes a friend. Raises TooMany.

    Asking twice is one asking. Who has no room for a friend asks nobody: they could not take the answer.
    """
    if state in ("asked", "friends"):
        return state
    if mine.friends >= FRIENDS_MOST:
        raise TooMany("friends_full")
    if state == "asks_me":
        if theirs.friends >= FRIENDS_MOST:
            raise TooMany("their_friends_full")
        return "friends"
    if mine.asked >= ASKED_MOST:
        raise TooMany("askings_full")
    return "asked"
