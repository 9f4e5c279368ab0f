"""Experience (XP) of a session, and the level it adds up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isqrt
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

Mode = Literal["practice", "ranked", "daily", "scheduled", "live"]
MODES: tuple[Mode, ...] = get_args(Mode)
STEP = 100
"""XP from level 1 to 2; each level asks for as much more than the one before."""


@dataclass(frozen=True)
class Award:
    """XP of a mode: for each answer, for each right one on top, and for a session with no question left open."""

    answered: int
    right: int
    finished: int
    most_a_day: int | None = None
    """What the mode gives a player on one of their days at most; None: as much as they play."""


AWARDS: Mapping[Mode, Award] = MappingProxyType(
    {
        "practice": Award(answered=1, right=2, finished=5, most_a_day=150),
        "ranked": Award(answered=2, right=6, finished=20),
        "daily": Award(answered=2, right=8, finished=50),
        "scheduled": Award(answered=2, right=8, finished=40),
        "live": Award(answered=3, right=10, finished=40),
    }
)
"""Practice can be had at any time and on known questions, so it is worth little and capped at about four sessions of
ten a day; what is played once, or together at a fixed hour, is worth most. A ranked question that its player had before
in the season gives no points, and no XP either: known questions are practice, and that is capped."""


@dataclass(frozen=True)
class Level:
    """A level, counted from 1, the XP it begins at and the XP the next one begins at."""

    number: int
    floor: int
    next: int


class Counted(NamedTuple):
    """Questions, and how many of them are answered, and right."""

    questions: int
    answered: int
    right: int


def counted(base_points: Sequence[int | None], worth: Sequence[bool] | None) -> Counted:
    """Those of a session's questions that XP is of: that may give points. None: no answer yet; all may."""
    those = [points for no, points in enumerate(base_points) if worth is None or worth[no]]
    return Counted(len(those), sum(points is not None for points in those), sum(map(bool, those)))


def xp_of(mode: Mode, questions: int, answered: int, right: int, earned_today: int = 0, known: int = 0) -> int:
    """XP of a session when it is over; `earned_today` is what the mode gave the player before, on the same local day.

    `known` is what the session was worth before answers that its end had overtaken: their share is what is more. Raises
    ValueError unless 0 <= right <= answered <= questions and earned_today >= 0.
    """
    if not 0 <= right <= answered <= questions or earned_today < 0:
        raise ValueError(f"{right} right of {answered} answers to {questions} questions, {earned_today} XP before")
    award = AWARDS[mode]
    finished = award.finished if 0 < answered == questions else 0
    return capped(mode, award.answered * answered + award.right * right + finished - known, earned_today)


def capped(mode: Mode, worth: int, earned_today: int) -> int:
    """What is given of so much XP, after what the mode gave the player before on the same local day."""
    most = AWARDS[mode].most_a_day
    return worth if most is None else min(worth, max(0, most - earned_today))


def floor_of(number: int) -> int:
    """XP that level `number` begins at: STEP * number * (number - 1) / 2, so 0, 100, 300, 600, 1000 ...

    Triangular, as in the d20 System Reference Document (500 * level * (level - 1)): early levels come within a session
    or two, and no level is out of reach, as it is when each takes a fixed factor more. Raises ValueError below 1.
    """
    if number < 1:
        raise ValueError(f"levels begin with 1, not {number}")
    return STEP * number * (number - 1) // 2


def level_of(xp: int) -> Level:
    """The level that so much XP is, by the inverse of `floor_of` in whole numbers. Raises ValueError below 0."""
    if xp < 0:
        raise ValueError(f"XP only grows from 0, and is {xp}")
    number = (1 + isqrt(1 + 8 * xp // STEP)) // 2
    return Level(number, floor_of(number), floor_of(number + 1))
