"""What a quiz battle gives its players: XP, a score for their ratings, tokens for a win."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.achievements import is_fast
from rules.battle_state import Answer, Reason, Result, State
from rules.progress import Fought, Played
from rules.streaks import Moment, local_day

FINISHED_XP, WON_XP, TIED_XP = 40, 100, 50
"""On top of its points; QuizUp's."""
WIN_TOKENS = 5
WINS_A_DAY = 10
"""Wins of a UTC day that give tokens: at most 50 of them."""
BATTLES_OF_A_PAIR = 2
"""Battles of the same two on one UTC day that may give tokens: who only plays with a friend farms."""


@dataclass(frozen=True)
class Setting:
    """What surrounds a side's battle."""

    category_id: int
    """0: of all categories."""
    ranked: bool
    questions: int
    answered_at: datetime | None
    """When the side's last answer was received; None: it gave none."""
    zone: str


def score(result: Result, side: int) -> float | None:
    """What a side scored for its rating: 1 won, 0.5 tied, 0 lost. None: both had left, and that rates nobody."""
    if result.reason == "abandoned":
        return None
    return 0.5 if result.winner is None else float(result.winner == side)


def has_won(result: Result, side: int) -> bool:
    """Whether that side won."""
    return result.winner == side


def gave_up(result: Result, side: int) -> bool:
    """Whether a side did not play to the end: it surrendered, or stayed away."""
    reasons: tuple[Reason, ...] = ("surrender", "forfeit")
    return result.reason == "abandoned" or (result.reason in reasons and result.winner != side)


def xp(result: Result, side: int, points: int) -> int:
    """XP of a battle: its points, 40 for playing to the end, 100 for a win, 50 for a tie; 0 for who gave up."""
    if gave_up(result, side):
        return 0
    tied = TIED_XP if result.winner is None else 0
    return points + FINISHED_XP + (WON_XP if has_won(result, side) else tied)


def tokens(result: Result, side: int, ranked: bool, wins_today: int, met_today: int) -> int:
    """Tokens for a side. `wins_today`: wins of the day that gave some; `met_today`: battles of the two before it."""
    if not ranked or not has_won(result, side) or wins_today >= WINS_A_DAY or met_today >= BATTLES_OF_A_PAIR:
        return 0
    return WIN_TOKENS


def answers_of(state: State, side: int) -> Sequence[Answer]:
    """A side's answers, also to a round that was open when it ended."""
    rounds = state.past if len(state.past) > state.round else (*state.past, state.answers)
    return [answer for answers in rounds if (answer := answers[side])]


def played(state: State, result: Result, side: int, setting: Setting) -> Played:
    """A side's battle for `rules.progress.settle`: without an answer it gives nothing, whoever won.

    What is not ranked is worth what practice is: under its cap, and for no tokens.
    """
    answers = answers_of(state, side)
    right = [answer for answer in answers if answer.points]
    at = setting.answered_at if answers else None
    return Played(
        category_id=setting.category_id,
        mode="ranked" if setting.ranked else "practice",
        on_boards=False,
        challenge=None,
        questions=setting.questions,
        answered=len(answers),
        right=len(right),
        fast_right=sum(is_fast(answer.elapsed_ms) for answer in right),
        day=local_day(at, setting.zone) if at else None,
        moment=Moment(at, setting.zone) if at else None,
        battle=Fought(xp(result, side, state.sides[side].points), has_won(result, side)),
    )
