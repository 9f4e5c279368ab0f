"""How hard a question has proved to be: Elo of the question against the player, from first attempts only.

R. Pelánek, "Applications of the Elo rating system in adaptive educational systems", Computers & Education 98 (2016).
Ratings are logits: a player rated as a question is rated knows its answer with probability 1/2; new ones are at 0.
"""

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Generic, NamedTuple, TypeVar

from rules.content import Difficulty, Kind

A = 1.0
B = 0.05
"""K(n) = A / (1 + B n): the form is Pelánek's uncertainty function, the values those of open code for geography
practice: 1 and 0.05 in its `EloModel`, 0.8 and 0.05 in `proso/models/prediction.py` of adaptive-learning/proso-apps.
Reports of the paper agree on B and differ on A (1 or 4): to be fitted again on our own answers."""
HARD = math.log(7 / 3)
"""From here on a question is hard: an average player (rated 0) knows less than 30 %; from -HARD down easy: more than
70 %. These are the usual bounds of the difficulty index in classical item analysis."""
RIGHT_LEAST = 0.60
RIGHT_MOST = 0.90
"""Share of right answers that "my level" aims at: from the hard to the easy mode of Math Garden (Klinkenberg,
Straatemeier & van der Maas, Computers & Education 57, 2011), whose middle is 75 %."""
RIGHT_MIDDLE = 0.75

BAND = 0.2
"""Width in logits of a band, the bucket that questions are drawn from: a level has eight or nine."""
MEASURED_LEAST = 10
"""First attempts until which the author's word places a question: K has fallen to two thirds, and most of the way from
a wrong start is made."""
GUESSED: Mapping[Difficulty, float] = MappingProxyType({"easy": -math.log(4), "medium": 0.0, "hard": math.log(4)})
"""What an author's word says in logits: for an average player 80 %, the middle of easy's 70 to 90 %, 50 %, and 20 %."""

P = TypeVar("P", bound=Hashable)
Q = TypeVar("Q", bound=Hashable)


@dataclass(frozen=True)
class Rating:
    """A difficulty or a skill in logits, and the number of first attempts it is made of."""

    value: float = 0.0
    n: int = 0


class Window(NamedTuple):
    """Difficulties in logits, both ends included."""

    low: float
    high: float


@dataclass(frozen=True)
class Attempt(Generic[Q, P]):
    """One answer of a player to a question that has `options` equally likely ones."""

    item: Q
    player: P
    right: bool
    options: int


def choices(kind: Kind, options: int) -> int:
    """How many equally likely answers somebody guesses among; 0: there is nothing to choose from."""
    if kind == "multiple_choice":
        return (1 << options) - 1
    if kind == "ordering":
        return math.factorial(options)
    return options if kind in ("single_choice", "true_false") else 0


def expectation(item: float, player: float, options: int) -> float:
    """Probability of a right answer: Pelánek's 1/k + (1 - 1/k) / (1 + exp(item - player)), 1/k being a guess's.

    Without options (0) there is no floor. Raises ValueError for one option or fewer than none.
    """
    if options < 0 or options == 1:
        raise ValueError(f"a question has no options (0) or at least 2, not {options}")
    floor = 1 / options if options else 0.0
    return floor + (1 - floor) * (1 + math.tanh((player - item) / 2)) / 2


def step(n: int) -> float:
    """K(n): how far, in logits, the next surprise moves a rating made of n attempts."""
    return A / (1 + B * n)


def update(item: Rating, player: Rating, right: bool, options: int) -> tuple[Rating, Rating]:
    """Question and player after a first attempt: both move by K(n) times the surprise, in opposite directions."""
    surprise = right - expectation(item.value, player.value, options)
    return (
        Rating(item.value - step(item.n) * surprise, item.n + 1),
        Rating(player.value + step(player.n) * surprise, player.n + 1),
    )


def fold(
    items: Mapping[Q, Rating],
    players: Mapping[P, Rating],
    attempts: Iterable[Attempt[Q, P]],
    seen: Iterable[tuple[Q, P]] = (),
) -> tuple[dict[Q, Rating], dict[P, Rating]]:
    """The ratings after attempts in the order they were received, which matters; new ones start from `Rating()`.

    Only a player's first attempt at a question counts; `seen` are the (question, player) pairs that had theirs before.
    """
    after_items, after_players, counted = dict(items), dict(players), set(seen)
    for attempt in attempts:
        pair = attempt.item, attempt.player
        if pair in counted:
            continue
        counted.add(pair)
        item, player = after_items.get(attempt.item, Rating()), after_players.get(attempt.player, Rating())
        rated = update(item, player, attempt.right, attempt.options)
        after_items[attempt.item], after_players[attempt.player] = rated
    return after_items, after_players


def level(value: float) -> Difficulty:
    """What a difficulty in logits is called."""
    if value <= -HARD:
        return "easy"
    return "hard" if value >= HARD else "medium"


def window(skill: float, options: int) -> Window:
    """The difficulties at which a player of that skill is expected to be right in RIGHT_LEAST to RIGHT_MOST of answers.

    The inverse of `expectation`. Raises ValueError as it does.
    """
    floor = expectation(math.inf, skill, options)

    def difficulty(right: float) -> float:
        known = (right - floor) / (1 - floor)
        return skill - math.log(known / (1 - known))

    return Window(difficulty(RIGHT_MOST), difficulty(RIGHT_LEAST))


def band(value: float, options: int) -> int:
    """The band of a difficulty, with guessing taken out of it, so that questions of all kinds share one row of bands.

    A question is as hard as one without options that the same player gets right as often, in RIGHT_MIDDLE of answers.
    Raises ValueError as `expectation` does.
    """
    floor = expectation(math.inf, 0, options)
    known = (RIGHT_MIDDLE - floor) / (1 - floor)
    return math.floor((value + math.log(known / (1 - known)) - math.log(RIGHT_MIDDLE / (1 - RIGHT_MIDDLE))) / BAND)


def bands(skill: float) -> range:
    """The bands of a player's own level: those that lie within the window of questions without options.

    Its window is the narrowest, so what is drawn of any kind lies within the window of its own.
    """
    low, high = window(skill, 0)
    return range(math.ceil(low / BAND), math.floor(high / BAND))
