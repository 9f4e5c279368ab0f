"""Ratings: Glicko-2, of Glickman's "Example of the Glicko-2 system" (glicko.net, 2022); step numbers are the paper's.

A rating's `deviation` says how well it is known, its `volatility` how much it moves. One battle is one rating period.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log, pi, sqrt

from rules.seasons import RATING, soft_reset

TAU = 0.5
"""How much volatility may move: the paper's advice is 0.3 to 1.2."""
DEVIATION = 350.0
"""Of a player of whom nothing is known; none is ever greater."""
VOLATILITY = 0.06
PROVISIONAL = 10
"""Games from which on a rating is shown without a mark."""
SEASON_DEVIATION = 150.0
"""What a season's beginning adds to a deviation, in squares: half of what was known is forgotten."""
REST_PERIOD_DAYS = 1.0
"""So many days without a game widen a deviation as one period without games does."""

_SCALE = 173.7178
_PRECISION = 1e-6


@dataclass(frozen=True)
class Rating:
    """A player's rating in one mode, on the scale where 1500 is the middle; the default is a new player's."""

    rating: float = float(RATING)
    deviation: float = DEVIATION
    volatility: float = VOLATILITY


@dataclass(frozen=True)
class Game:
    """A game against an opponent, rated as before it; `score` is 1 won, 0.5 tied, 0 lost."""

    opponent: Rating
    score: float


def rate(player: Rating, games: Sequence[Game]) -> Rating:
    """The rating after one period with these games; without any, only the deviation grows."""
    phi = player.deviation / _SCALE
    if not games:
        return _rating(player.rating, sqrt(phi**2 + player.volatility**2), player.volatility)
    weights = [_weight(game.opponent.deviation / _SCALE) for game in games]
    expected = [_expected(player, game.opponent, g) for game, g in zip(games, weights, strict=True)]
    # Step 3: the variance of the rating as these games alone tell it. Step 4: how far they move it.
    variance = 1 / sum(g**2 * e * (1 - e) for g, e in zip(weights, expected, strict=True))
    surprise = sum(g * (game.score - e) for game, g, e in zip(games, weights, expected, strict=True))
    volatility = _volatility(player.volatility, phi, variance, variance * surprise)
    # Steps 6 and 7.
    before = min(sqrt(phi**2 + volatility**2), DEVIATION / _SCALE)
    after = 1 / sqrt(1 / before**2 + 1 / variance)
    return _rating(player.rating + _SCALE * after**2 * surprise, after, volatility)


def rate_both(one: Rating, other: Rating, score: float) -> tuple[Rating, Rating]:
    """Both ratings after a battle in which the first scored 1, 0.5 or 0; each against the other as it was before."""
    return rate(one, [Game(other, score)]), rate(other, [Game(one, 1 - score)])


def rested(player: Rating, days: float) -> Rating:
    """The rating after days without a game: the same, known less well. Raises ValueError below 0."""
    if days < 0:
        raise ValueError(f"{days} days of rest; they cannot be fewer than 0")
    phi = player.deviation / _SCALE
    widened = sqrt(phi**2 + player.volatility**2 * days / REST_PERIOD_DAYS)
    return _rating(player.rating, widened, player.volatility)


def begin_season(player: Rating) -> Rating:
    """The rating that a player takes into a new season: drawn to the middle, and known less well."""
    widened = sqrt(player.deviation**2 + SEASON_DEVIATION**2)
    return _rating(soft_reset(player.rating), widened / _SCALE, player.volatility)


def is_provisional(games: int) -> bool:
    """Whether a rating after so many games is shown with a mark."""
    return games < PROVISIONAL


def _rating(rating: float, phi: float, volatility: float) -> Rating:
    return Rating(rating, min(phi * _SCALE, DEVIATION), volatility)


def _weight(phi: float) -> float:
    """Of a game: the less is known of the opponent, the less it says (g of step 3)."""
    return 1 / sqrt(1 + 3 * phi**2 / pi**2)


def _expected(player: Rating, opponent: Rating, weight: float) -> float:
    """The score that is expected (E of step 3), never so sure that a variance would be infinite."""
    return 1 / (1 + exp(-weight * min(max((player.rating - opponent.rating) / _SCALE, -30.0), 30.0)))


def _volatility(sigma: float, phi: float, variance: float, delta: float) -> float:
    """Step 5, by the Illinois algorithm: the zero of a function that falls, from a bracket around it."""
    a = log(sigma**2)
    f = _balance(a, phi, variance, delta)
    if delta**2 > phi**2 + variance:
        low, high = a, log(delta**2 - phi**2 - variance)
    else:
        k = 1
        while f(a - k * TAU) < 0:
            k += 1
        low, high = a, a - k * TAU
    return exp(_zero(f, low, high) / 2)


def _balance(a: float, phi: float, variance: float, delta: float) -> Callable[[float], float]:
    """How much likelier a logarithm of the squared volatility would be if it were greater."""

    def f(x: float) -> float:
        spread = phi**2 + variance + exp(x)
        return exp(x) * (delta**2 - spread) / (2 * spread**2) - (x - a) / TAU**2

    return f


def _zero(f: Callable[[float], float], one: float, other: float) -> float:
    f_one, f_other = f(one), f(other)
    while abs(other - one) > _PRECISION:
        new = one + (one - other) * f_one / (f_other - f_one)
        f_new = f(new)
        if f_new * f_other <= 0:
            one, f_one = other, f_other
        else:
            f_one /= 2
        other, f_other = new, f_new
    return one
