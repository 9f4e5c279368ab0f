"""Who joins a queue in an evening: when, how strong, what they want to play, and how long they are willing to wait."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from rules.matchmaking import Ticket

MIDDLE, SPREAD = 1_500.0, 220.0
"""Of skill, in points of rating."""
NEWCOMERS = 0.15
"""Whose rating is 1500, whatever their skill."""
DOUBT = 60.0
"""How far the others' ratings are off, as their deviation says."""
ANY = 0.5
CATEGORIES = ("general-knowledge", "music", "sports", "geography", "science", "history", "food", "programming")
"""The first is chosen most often, the n-th 1/n as often."""
LANGS, WEIGHTS = ("en", "es", "ar"), (60, 30, 10)
TWO_LANGS = 0.2
RANKED = 0.7
PATIENCE_S, PATIENCE_SPREAD = 45.0, 0.7
"""The median of what players wait before they go, and the spread of its logarithm."""


@dataclass(frozen=True)
class Arrival:
    """A player who joins."""

    ticket: Ticket
    skill: float
    leaves_at: float


def arrivals(players: int, a_second: float, again: float, random: Random) -> Iterator[Arrival]:
    """So many players, by chance so many a second. Seconds count from 0.

    The share `again` of them had their last battle with somebody who joined at most a minute before them: their
    opponent joins again as well.
    """
    at = 0.0
    near = max(2, round(60 * a_second))
    for number in range(players):
        at += random.expovariate(a_second)
        skill = random.gauss(MIDDLE, SPREAD)
        rating = MIDDLE if random.random() < NEWCOMERS else random.gauss(skill, DOUBT)
        last = number - random.randint(1, near) if random.random() < again else -1
        ticket = Ticket(
            id=f"{number:07}",
            player=f"player {number}",
            mode="quiz",
            category=None if random.random() < ANY else _category(random),
            ranked=random.random() < RANKED,
            langs=_langs(random),
            rating=rating,
            since=at,
            last_opponent=f"player {last}" if last >= 0 else None,
        )
        yield Arrival(ticket, skill, at + random.lognormvariate(0, PATIENCE_SPREAD) * PATIENCE_S)


def _category(random: Random) -> str:
    return random.choices(CATEGORIES, [1 / place for place in range(1, len(CATEGORIES) + 1)])[0]


def _langs(random: Random) -> tuple[str, ...]:
    first = random.choices(LANGS, WEIGHTS)[0]
    if random.random() >= TWO_LANGS:
        return (first,)
    return (first, random.choice([lang for lang in LANGS if lang != first]))
