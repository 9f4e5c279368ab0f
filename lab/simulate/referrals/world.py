"""What a server sees of accounts and of who invited whom; the label says what it does not see. Times are in days."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Literal, NamedTuple

Kind = Literal[
    "friends",
    "household",
    "school",
    "carrier",
    "creator",
    "plus_tags",
    "one_device",
    "sequential",
    "disposable",
    "ring",
    "feeding",
    "one_payout",
    "patient",
    "phone_farm",
]
HONEST: tuple[Kind, ...] = ("friends", "household", "school", "carrier", "creator")
SPAN = 60.0
"""Days in which accounts are made."""
PHONES = tuple(f"Mozilla/5.0 phone {number}" for number in range(40))
"""What browsers call themselves: the n-th is 1/n as common as the first."""
PROVIDERS = ("gmail.com", "gmail.com", "gmail.com", "outlook.com", "yahoo.com", "icloud.com", "hotmail.com", "gmx.net")
_FIRST = (
    "anna ben carla david elena farid grace hugo ines jonas karim laura marco nadia omar paula quentin rosa samir "
    "tara ugo vera walid xenia yusuf zoe"
)
_LAST = (
    "ortiz meyer khan silva novak haddad costa larsen moreau rossi tanaka weber fuchs lopez nasser dubois berg ricci "
    "amari vidal keller santos bauer romero saleh moran petit braun leone cruz"
)
FIRST, LAST = _FIRST.split(), _LAST.split()


class Game(NamedTuple):
    """A ranked game to its end: when, and whether its answers came as a person's do."""

    at: float
    human: bool


class Account(NamedTuple):
    """A player's account. `network` is the /24 or /48; `payout` is where its rewards would be sent."""

    id: int
    made: float
    email: str
    name: str
    device: str
    agent: str
    network: str
    payout: str
    verified: bool
    games: tuple[Game, ...]


class Invitation(NamedTuple):
    """A code that was claimed. Of the referee's battles, `mutual` were against the referrer."""

    kind: Kind
    referrer: int
    referee: int
    at: float
    battles: int = 0
    mutual: int = 0

    @property
    def is_honest(self) -> bool:
        """The label."""
        return self.kind in HONEST


@dataclass
class World:
    """All accounts, and the invitations between them."""

    random: Random
    accounts: list[Account] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)

    def invite(self, kind: Kind, referrer: int, referee: int, battles: int = 0, mutual: int = 0) -> None:
        """An invitation, claimed within hours of the referee's sign-up."""
        at = self.accounts[referee].made + self.random.uniform(0.0005, 0.08)
        self.invitations.append(Invitation(kind, referrer, referee, at, battles, mutual))

    def account(self, made: float, **known: object) -> int:
        """A new account; what is not known of it is as anybody's."""
        number = len(self.accounts)
        first, last = self.random.choice(FIRST), self.random.choice(LAST)
        values = {
            "email": self.email(first, last),
            "name": self.handle(first, last),
            "device": f"device {number}",
            "agent": self.phone(),
            "network": f"home {number}",
            "payout": f"payout {number}",
            "verified": self.random.random() < 0.9,
            "games": self.games(made),
        }
        self.accounts.append(Account(number, made, **values | known))  # type: ignore[arg-type]  # by name
        return number

    def phone(self) -> str:
        """A browser, common ones more often."""
        return self.random.choices(PHONES, [1 / (place + 1) for place in range(len(PHONES))])[0]

    def email(self, first: str, last: str) -> str:
        """As people choose them."""
        digits = self.random.choice(("", "", str(self.random.randint(1, 99)), str(self.random.randint(1960, 2012))))
        return f"{first}{self.random.choice(('.', '', '_'))}{last}{digits}@{self.random.choice(PROVIDERS)}"

    def handle(self, first: str, last: str) -> str:
        """A player's name as people choose them."""
        forms = (f"{first} {last[0]}", f"{first}{self.random.randint(1, 999)}", f"{last}_{first[0]}", f"{first}.{last}")
        return self.random.choice(forms)

    def games(self, made: float, keen: float = 0.65) -> tuple[Game, ...]:
        """Ranked games of somebody who likes it, or by chance `1 - keen` of somebody who soon stops."""
        days = self.random.randint(3, 12) if self.random.random() < keen else self.random.randint(0, 2)
        return tuple(
            Game(made + day * self.random.uniform(1.0, 1.9) + self.random.uniform(0.1, 0.4), True)
            for day in range(days)
            for _ in range(self.random.randint(1, 4))
        )


def split(total: int, shares: Sequence[tuple[Kind, int]]) -> dict[Kind, int]:
    """So many invitations, by the shares of their kinds; the first kind takes the rest."""
    whole = sum(share for _, share in shares)
    counts = {kind: total * share // whole for kind, share in shares}
    counts[shares[0][0]] += total - sum(counts.values())
    return counts
