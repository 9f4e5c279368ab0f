"""The ways to play, and what each gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from rules.levels import Mode

MY_LEVEL = "mine"
"""The difficulty that fits the player (rules.difficulty.bands), beside those that authors name."""
TIME_FACTORS = (1.0, 1.5, 2.0)
"""How much longer an unranked session may give for each question (WCAG 2.2.1); 0 in requests means no limit."""
LASTS = timedelta(hours=2)
"""How long a session of one's own can be played; a quiz's until that closes."""
NO_LIMIT_MS = 3_600_000
"""What "no limit" is: a session has to end some day."""


@dataclass(frozen=True)
class Rules:
    """One way to play."""

    on_boards: bool
    """Whether its points count on the boards: each question once a season, or a quiz's once that is settled."""
    count: int | None
    """Questions it always has; None: the player says how many, or the quiz."""
    shared: bool
    """Whether everyone gets the same questions, so that verdicts wait until nobody can answer any more."""


MODES: Mapping[Mode, Rules] = MappingProxyType(
    {
        "practice": Rules(on_boards=False, count=None, shared=False),
        "ranked": Rules(on_boards=True, count=10, shared=False),
        "daily": Rules(on_boards=True, count=10, shared=True),
        "scheduled": Rules(on_boards=True, count=None, shared=True),
        "live": Rules(on_boards=True, count=None, shared=True),
    }
)
