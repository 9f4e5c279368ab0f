"""What goes wrong: which fault an order meets, by what is written on it, in turn, or by chance."""

import re
from collections import Counter, defaultdict, deque
from pathlib import Path
from random import Random
from threading import Lock
from typing import Literal, TypeVar, get_args

import msgspec

from lab.folder import write
from rules.partnering import PARTNERS, PartnerName

Fault = Literal[
    "timeout_before",
    "timeout_after",
    "reset_before",
    "reset_after",
    "error_before",
    "error_after",
    "throttled",
    "slow",
    "garbled",
    "processing",
    "failing",
    "stuck",
    "mute",
    "late_effect",
    "duplicate_hook",
    "early_hook",
    "late_reversal",
    "wrong_amount",
    "token_expired",
    "insufficient_balance",
    "unavailable",
    "busy",
    "recently_recharged",
    "invalid_phone",
    "racy",
    "same_code",
    "expired_credential",
    "unheard",
]
"""In the order of their numbers: a recipient that ends with 9901 meets the first. What each does: docs/partners.md."""
FAULTS: tuple[Fault, ...] = get_args(Fault)

ReadFault = Literal[
    "timeout_before", "reset_before", "error_before", "throttled", "slow", "garbled", "unavailable", "token_expired"
]
"""What reading may meet."""

_MARKED = re.compile(r"99(\d\d)$")
_ALWAYS: frozenset[Fault] = frozenset({"invalid_phone", "expired_credential", "unheard"})
"""Met at each attempt. Of all others only one attempt of a reference meets it: the first, if it is written on it."""
_FILE = "partners-faults.json"
_F = TypeVar("_F", bound=str)


class Faults(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of `PUT /faults`: everything that is not the orders' own. Without it nothing goes wrong by chance."""

    seed: int = 0
    chances: dict[Fault, float] = {}
    """Of each attempt to order, by fault; their sum is at most 1."""
    reads: dict[ReadFault, float] = {}
    """Of each reading."""
    partners: tuple[PartnerName, ...] = PARTNERS
    """Whom chances concern."""
    products: dict[str, Fault] = {}
    """By `<partner>/<product>`."""
    references: dict[str, Fault] = {}
    next: dict[PartnerName, tuple[Fault | None, ...]] = {}
    """Of the orders that come next, each once."""
    down: tuple[PartnerName, ...] = ()
    """503, whatever is asked."""
    empty: tuple[PartnerName, ...] = ()
    """Our balance there pays for nothing."""
    expired_credentials: tuple[PartnerName, ...] = ()
    tokens_from: float = 0.0
    """Access tokens given before this time (seconds since 1970) have expired."""
    rates: dict[PartnerName, int] = {}
    """The most requests a second; none is the default."""
    webhooks: bool = True
    work_s: float = 0.0
    """From the look at the identifier until the order stands. Reloadly's check is never atomic; this is its width."""
    window_s: float = 1.0
    """The same of a `racy` order."""
    hang_s: float = 60.0
    slow_s: float = 2.0
    settle_s: float = 1.0
    """Until what is in progress is over."""
    late_s: float = 1.5
    """Until a `late_effect` comes about."""
    reverse_s: float = 3.0

    def __post_init__(self) -> None:
        for chances in (self.chances, self.reads):
            if any(not 0 <= one <= 1 for one in chances.values()) or sum(chances.values()) > 1:
                raise ValueError("chances lie between 0 and 1, and so does their sum")


class Engine:
    """Keeps the faults in force, over restarts."""

    def __init__(self, home: Path) -> None:
        self._file = home / _FILE
        self._lock = Lock()
        self._attempts: Counter[tuple[str, str]] = Counter()
        self._turns: defaultdict[PartnerName, deque[Fault | None]] = defaultdict(deque)
        self.now = msgspec.json.decode(self._file.read_bytes(), type=Faults) if self._file.exists() else Faults()
        self._begin()

    def put(self, faults: Faults) -> None:
        """From here on these."""
        write(self._file, msgspec.json.encode(faults).decode())
        with self._lock:
            self.now = faults
            self._begin()

    def _begin(self) -> None:
        self._turns.clear()
        for partner, turns in self.now.next.items():
            self._turns[partner].extend(turns)

    def of_order(self, partner: PartnerName, reference: str, recipient: str, product: str) -> Fault | None:
        """What this attempt meets."""
        with self._lock:
            self._attempts[partner, reference] += 1
            attempt = self._attempts[partner, reference]
            written = self._written(partner, reference, recipient, product)
            if written and (attempt == 1 or written in _ALWAYS):
                return written
            if self._turns[partner]:
                return self._turns[partner].popleft()
        if partner not in self.now.partners:
            return None
        name = f"{self.now.seed} {partner} {reference}"
        first = _draw(self.now.chances, f"{name} 1")
        return first if first in _ALWAYS else _draw(self.now.chances, f"{name} {attempt}")

    def of_reading(self, partner: PartnerName, what: str) -> ReadFault | None:
        """What this reading meets."""
        if partner not in self.now.partners or not self.now.reads:
            return None
        with self._lock:
            self._attempts["reading", what] += 1
            attempt = self._attempts["reading", what]
        return _draw(self.now.reads, f"{self.now.seed} {partner} {what} {attempt}")

    def _written(self, partner: PartnerName, reference: str, recipient: str, product: str) -> Fault | None:
        found = self.now.references.get(reference) or self.now.products.get(f"{partner}/{product}")
        ending = reference.rpartition(".")[2]
        if found or ending in FAULTS:
            return found or ending  # type: ignore[return-value]  # one of FAULTS
        marked = _MARKED.search(recipient.partition("@")[0])
        number = int(marked[1]) if marked else 0
        return FAULTS[number - 1] if 0 < number <= len(FAULTS) else None


def _draw(chances: dict[_F, float], name: str) -> _F | None:
    left = Random(name).random()
    for fault, chance in chances.items():
        left -= chance
        if left < 0:
            return fault
    return None
