"""How people play: how long they think, how often they are right, when they pause."""

from dataclasses import dataclass
from math import log
from random import Random

LEAST_S = 1.5
MOST_S = 8.0
_NAMES_A = (
    "Amber",
    "Brisk",
    "Calm",
    "Clever",
    "Dapper",
    "Gentle",
    "Jolly",
    "Keen",
    "Lucky",
    "Merry",
    "Nimble",
    "Quiet",
)
_NAMES_B = ("Badger", "Crane", "Falcon", "Heron", "Ibex", "Lynx", "Marten", "Otter", "Puffin", "Raven", "Stoat", "Wren")
COUNTRIES = ("de", "fr", "gb", "in", "jp", "ng", "br", "us")


@dataclass(frozen=True)
class Manner:
    """One player's habits, drawn once."""

    name: str
    country: str
    skill: float
    """The share of questions whose answer this player knows, 0..1."""
    median_s: float
    """Half of this player's answers take less."""
    watches: bool
    """Whether this player has a board open beside the quiz."""

    @classmethod
    def draw(cls, random: Random) -> "Manner":
        """A player of some kind."""
        return cls(
            name=f"{random.choice(_NAMES_A)} {random.choice(_NAMES_B)} {random.randint(10, 99)}",
            country=random.choice(COUNTRIES),
            skill=random.betavariate(6, 3),
            median_s=random.uniform(2.2, 4.5),
            watches=random.random() < 0.4,
        )

    def thinking_s(self, random: Random) -> float:
        """Seconds until this player has made up their mind: log-normal around the median, within 1.5..8."""
        return min(max(random.lognormvariate(log(self.median_s), 0.4), LEAST_S), MOST_S)

    def pause_s(self, random: Random) -> float:
        """Seconds between two sessions: mostly a breath, sometimes a coffee."""
        return random.uniform(20, 60) if random.random() < 0.15 else random.uniform(1, 5)
