"""A referral's way: `invited -> joined -> qualified -> held -> paid`, and where it ends otherwise.

A claim that was applied has joined; who has played enough, and proved an address or a phone, has qualified, and is
judged; what passes is held, seen and not spendable; then both sides are paid. People may open again what has ended.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

from rules.referral import LIMITS, Judgement, Verdict
from rules.suspicion import PACE_SHARE, SUPERHUMAN_MS
from rules.thresholds import Thresholds

State = Literal["invited", "joined", "qualified", "held", "paid", "ineligible", "clawed_back"]
STATES: tuple[State, ...] = get_args(State)
Why = Literal["none", "playing", "proof", "checking", "waiting", "expired", "limits", "rules", "left"]
"""What its players are told, in general terms: nothing by which to learn how to go unseen, or of anybody else."""
WHYS: tuple[Why, ...] = get_args(Why)

NEXT: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        "invited": frozenset({"joined"}),
        "joined": frozenset({"qualified", "ineligible"}),
        "qualified": frozenset({"held", "ineligible"}),
        "held": frozenset({"paid", "qualified", "ineligible"}),
        "paid": frozenset({"clawed_back"}),
        "ineligible": frozenset({"held"}),
        "clawed_back": frozenset({"held"}),
    }
)
"""From `held` back to `qualified`: somebody has to look again. To `held` from what has ended: people decided so."""
OPEN: frozenset[State] = frozenset({"joined", "qualified", "held"})
EXPIRED, BUDGET, LEFT, STAFF = "not_played", "budget_spent", "erased", "staff"
"""Reasons that are no signs: not enough was played in time; a campaign's budget is used up; one side is erased."""
HUMAN_LEAST = 3
"""Answers that a game needs to tell whose they are."""

_HELD_AFTER: Mapping[Verdict, State] = MappingProxyType({"pass": "held", "review": "qualified", "reject": "ineligible"})


class Played(NamedTuple):
    """A ranked game of the referee's: when it ended, and whether it was played as people do."""

    at: datetime
    human: bool


def may(before: State, after: State) -> bool:
    """Whether there is such a step."""
    return after in NEXT[before]


def day(limits: Thresholds, days: int = 1) -> timedelta:
    """So many of a referral's days."""
    return timedelta(seconds=limits.referral_day_seconds * days)


def is_human(right_ms: Sequence[int]) -> bool:
    """Whether right answers took as long as people's do (rules.suspicion): too few of them are no game."""
    fast = sum(took < SUPERHUMAN_MS for took in right_ms)
    return len(right_ms) >= HUMAN_LEAST and fast < PACE_SHARE * len(right_ms)


def has_played(games: Iterable[Played], claimed_at: datetime, limits: Thresholds) -> bool:
    """Whether the referee has played enough: games as people play them, on days enough, soon enough."""
    until = claimed_at + day(limits, limits.referral_within_days)
    ends = [game.at for game in games if game.human and claimed_at <= game.at < until]
    days = {int(at.timestamp()) // limits.referral_day_seconds for at in ends}
    return len(ends) >= limits.referral_games and len(days) >= limits.referral_play_days


def after(verdict: Verdict) -> State:
    """Where one that qualified, or is held, goes by its verdict."""
    return _HELD_AFTER[verdict]


def late(signed_up: datetime, claimed: datetime, limits: Thresholds) -> bool:
    """Whether a claim comes too long after its player signed up."""
    return claimed - signed_up > timedelta(hours=limits.referral_claim_hours)


def why(state: State, codes: Collection[str], *, proof: bool = False) -> Why:
    """What is told of it, by the codes of its reasons; `proof`: who is told has yet to prove an address or a phone."""
    match state:
        case "joined" | "held" if proof:
            return "proof"
        case "joined":
            return "playing"
        case "qualified":
            return "checking"
        case "held":
            return "waiting"
        case "ineligible" | "clawed_back":
            return _ended(frozenset(codes))
        case _:
            return "none"


def _ended(codes: frozenset[str]) -> Why:
    if EXPIRED in codes:
        return "expired"
    if LEFT in codes:
        return "left"
    return "limits" if codes & (LIMITS | {BUDGET}) else "rules"


def told(judged: Judgement) -> list[list[object]]:
    """A judgement's reasons, as they are stored: [code, points]."""
    return [list(reason) for reason in judged.reasons]
