"""What players may report of one another, and appeal against."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Literal, get_args

ReportKind = Literal["name", "entry", "behaviour"]
REPORT_KINDS: tuple[ReportKind, ...] = get_args(ReportKind)
GROUNDS_OF: Mapping[ReportKind, tuple[str, ...]] = MappingProxyType(
    {
        "name": ("offensive", "contact", "impersonation"),
        "entry": ("offensive", "contact", "stolen"),
        "behaviour": ("cheating", "unsporting", "accounts"),
    }
)
"""What may be wrong with each. `contact`: an address, a number, or advertising."""
REPORT_GROUNDS: tuple[str, ...] = tuple(dict.fromkeys(ground for each in GROUNDS_OF.values() for ground in each))
OPEN_MOST = 20
"""Reports of one player that may wait to be looked at."""

AppealKind = Literal["sanction", "entry", "referral"]
APPEAL_KINDS: tuple[AppealKind, ...] = get_args(AppealKind)
"""What one may appeal against: a sanction, that an entry was refused, that a referral was."""
Outcome = Literal["uphold", "overturn"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
APPEAL_WITHIN = timedelta(days=180)
"""Of a decision: later than that it stands."""
