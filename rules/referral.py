"""Referrals: what tells a friend from a farm. Each sign has a code, and is a verdict only if it settles the matter.

What settles it: both are one person (mailbox, phone, payout, device), the invitation is impossible (a referee older
than the code, a referrer whom the referee brought), or a limit is reached. The rest has points, which are added up.
A network is a household's, a school's or a carrier's before it is a farm's: it never counts alone, and one that many
others use counts for nothing.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

from rules.folding import fold_text
from rules.thresholds import Thresholds

Code = Literal[
    "same_mailbox",
    "same_phone",
    "same_payout",
    "same_device",
    "older_than_code",
    "descendant",
    "device_rewarded",
    "person_rewarded",
    "season_limit",
    "lifetime_limit",
    "fingerprint",
    "disposable_mail",
    "sequential_mail",
    "mail_series",
    "similar_name",
    "mutual_battles",
    "same_network",
    "network_week",
    "hour_velocity",
    "day_velocity",
]
CODES: tuple[Code, ...] = get_args(Code)
Verdict = Literal["pass", "review", "reject"]

SETTLED: frozenset[Code] = frozenset(CODES[:10])
"""Each of them alone is a rejection; but of a device see referral_device_from."""
LIMITS: frozenset[Code] = frozenset({"season_limit", "lifetime_limit", "device_rewarded", "person_rewarded"})
"""Of them nobody is suspected: there was enough."""
POINTS: Mapping[Code, int] = MappingProxyType(
    {
        "fingerprint": 40,
        "disposable_mail": 30,
        "mutual_battles": 30,
        "same_network": 20,
        "sequential_mail": 20,
        "mail_series": 20,
        "similar_name": 10,
    }
)
LOOKS: frozenset[Code] = frozenset({"network_week", "hour_velocity", "day_velocity"})
"""They have somebody look, whatever the points are, and are no points themselves."""
NETWORK: frozenset[Code] = frozenset({"same_network", "network_week"})
MUTUAL_LEAST = 4
"""From so many battles on it says something how many of them were between the two."""
ALIKE = 0.85
"""difflib's ratio of two names, digits left out, from which on they are similar."""
NAME_LEAST = 4
SERIES = 3
"""Mailboxes in sequence with a referee's, from which on nobody chose them by chance."""
APART_MOST = 20
"""How far apart the numbers of two mailboxes in sequence may be."""
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})


@dataclass(frozen=True)
class Side:
    """What is known of one player. Devices, payouts, networks and fingerprints are hashes, of whatever kind.

    `phones`: what they proved or recharge.

    Of `networks` and `fingerprints` those that many others have are left out.
    """

    name: str = ""
    email: str | None = None
    phones: Collection[str] = ()
    devices: Collection[object] = ()
    payouts: Collection[object] = ()
    networks: Collection[object] = ()
    fingerprints: Collection[object] = ()


@dataclass(frozen=True)
class Facts:
    """A referral as it is judged. `siblings` are others whom the referrer brought."""

    referrer: Side
    referee: Side
    code_since: datetime
    referee_since: datetime
    siblings: Sequence[Side] = ()
    descends: bool = False
    """Whether the referee brought the referrer, or who brought them, and so on."""
    disposable: bool = False
    """Whether the referee's mailbox is one for once."""
    battles: int = 0
    """Of the referee's."""
    mutual: int = 0
    """Those of them against the referrer."""
    device_rewarded: bool = False
    """Whether another account on the referee's device was rewarded for being brought, and be it gone."""
    person_rewarded: bool = False
    """The same of an account that had the referee's mailbox or phone, or a place of payout of theirs."""
    network_week: int = 0
    """Referees of the same network that were rewarded within a week."""
    hour: int = 1
    """Claims of the referrer's code in the hour before this one, with it; likewise by day and season."""
    day: int = 1
    season: int = 1
    lifetime: int = 0
    """Referrals that the referrer was rewarded for, or is about to be."""


class Reason(NamedTuple):
    """A sign, and its points: 0 of what settles it, or has somebody look."""

    code: Code
    points: int = 0


@dataclass(frozen=True)
class Judgement:
    """What comes of the facts."""

    verdict: Verdict
    score: int
    reasons: tuple[Reason, ...] = ()

    @property
    def codes(self) -> frozenset[Code]:
        """Of its reasons."""
        return frozenset(reason.code for reason in self.reasons)

    @property
    def links(self) -> bool:
        """Whether the two are taken for one, rather than too many or unlucky."""
        return self.verdict == "reject" and not self.codes <= LIMITS | {"older_than_code"}


def judge(facts: Facts, limits: Thresholds) -> Judgement:
    """The verdict: a rejection by what settles it or by points, somebody's look, or neither."""
    found = [*map(Reason, _settled(facts, limits)), *_scored(facts, limits)]
    score = sum(reason.points for reason in found)
    found += map(Reason, _looks(facts, limits))
    codes = {reason.code for reason in found}
    if codes & SETTLED - _of_a_family(facts, limits) or score >= limits.referral_reject_from:
        verdict: Verdict = "reject"
    else:
        looked_at = codes & (LOOKS | SETTLED) or score >= limits.referral_review_from
        verdict = "review" if looked_at else "pass"
    return Judgement(verdict, score, tuple(found))


def _settled(facts: Facts, limits: Thresholds) -> Iterator[Code]:
    one, other = facts.referrer, facts.referee
    box = mailbox(other.email)
    if box is not None and box in {mailbox(side.email) for side in (one, *facts.siblings)}:
        yield "same_mailbox"
    if any(_share(side.phones, other.phones) for side in (one, *facts.siblings)):
        yield "same_phone"
    if any(_share(side.payouts, other.payouts) for side in (one, *facts.siblings)):
        yield "same_payout"
    if _share(one.devices, other.devices):
        yield "same_device"
    if facts.referee_since < facts.code_since:
        yield "older_than_code"
    if facts.descends:
        yield "descendant"
    if facts.device_rewarded:
        yield "device_rewarded"
    if facts.person_rewarded:
        yield "person_rewarded"
    if facts.season > limits.referral_season_most:
        yield "season_limit"
    if facts.lifetime >= limits.referral_lifetime_most:
        yield "lifetime_limit"


def _of_a_family(facts: Facts, limits: Thresholds) -> frozenset[Code]:
    """What so few share that a family may: people look at it in place of a rejection."""
    circle = (facts.referrer, *facts.siblings)
    players = 1 + sum(_share(side.devices, facts.referee.devices) for side in circle)
    return frozenset({"same_device"} if players < limits.referral_device_from else ())


def _scored(facts: Facts, limits: Thresholds) -> list[Reason]:
    """Signs with points; that of the network only beside another."""
    found = [Reason(code, POINTS[code]) for code in _signs(facts, limits)]
    near = [Reason("same_network", POINTS["same_network"])] if _is_near(facts) and found else []
    return found + near


def _signs(facts: Facts, limits: Thresholds) -> Iterator[Code]:
    one, other = facts.referrer, facts.referee
    circle = (one, *facts.siblings)
    if any(_share(side.fingerprints, other.fingerprints) for side in circle):
        yield "fingerprint"
    if facts.disposable:
        yield "disposable_mail"
    in_sequence = sum(is_sequential(side.email, other.email) for side in circle)
    if in_sequence:
        yield "sequential_mail"
    if in_sequence >= SERIES:
        yield "mail_series"
    if any(is_similar(side.name, other.name) for side in circle):
        yield "similar_name"
    if facts.battles >= MUTUAL_LEAST and 100 * facts.mutual > limits.referral_mutual_percent * facts.battles:
        yield "mutual_battles"


def _is_near(facts: Facts) -> bool:
    return _share(facts.referrer.networks, facts.referee.networks)


def _looks(facts: Facts, limits: Thresholds) -> Iterator[Code]:
    if facts.network_week >= limits.referral_network_week_most:
        yield "network_week"
    if facts.hour > limits.referral_hour_most:
        yield "hour_velocity"
    if facts.day > limits.referral_day_most:
        yield "day_velocity"


def _share(some: Collection[object], others: Collection[object]) -> bool:
    return not set(some).isdisjoint(others)


def mailbox(email: str | None) -> str | None:
    """Where a mail to an address arrives: whatever its case, its +tag, and the dots that Gmail does not see."""
    if email is None or "@" not in email:
        return None
    local, _, domain = email.casefold().rpartition("@")
    local = local.partition("+")[0]
    if domain in _DOTLESS:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def is_sequential(one: str | None, other: str | None) -> bool:
    """Whether two addresses are one word at one provider with numbers that follow each other."""
    boxes = mailbox(one), mailbox(other)
    if boxes[0] is None or boxes[1] is None:
        return False
    (word, number, domain), (word_too, number_too, domain_too) = map(_parts, boxes)
    if number is None or number_too is None or (word, domain) != (word_too, domain_too):
        return False
    return len(word) >= NAME_LEAST and 0 < abs(number - number_too) <= APART_MOST


def _parts(box: str | None) -> tuple[str, int | None, str]:
    local, _, domain = (box or "").rpartition("@")
    word = local.rstrip("0123456789")
    digits = local[len(word) :]
    return word, int(digits) if 0 < len(digits) <= 9 else None, domain


def is_similar(one: str, other: str) -> bool:
    """Whether two names are written alike, but for digits."""
    first, second = (fold_text("".join(sign for sign in name if not sign.isdigit())) for name in (one, other))
    if min(len(first), len(second)) < NAME_LEAST:
        return False
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= ALIKE
