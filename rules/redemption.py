"""What becomes of a redemption, by what its partner says: each answer, and each lease that ran out, is one step.

Nothing is refunded or sent again by the clock alone. Who was sent to and did not say what came of it is asked. That
they know of nothing is believed only of look-ups made when the order could not come up any more, and allows no more
than the same order again, under the same reference. Tokens go back on the partner's refusal, or when people say so.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, get_args

from rules.partnering import Answer

State = Literal[
    "held",
    "in_review",
    "submitting",
    "in_progress",
    "unknown",
    "manual_review",
    "succeeded",
    "failed",
    "refunded",
    "reversed",
    "cancelled",
]
STATES: tuple[State, ...] = get_args(State)
Work = Literal["submit", "look_up"]
Move = Literal["capture", "release", "give_back"]
"""Of the tokens that were held: they are the partner's, they are free again, they come back from the partner's."""
Means = Literal["submit", "look_up", "statement"]
"""How an answer was got. A line of a statement says what a look-up would."""

NEXT: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        "held": frozenset({"submitting", "cancelled", "in_review"}),
        "in_review": frozenset({"held", "cancelled"}),
        "submitting": frozenset({"held", "in_progress", "succeeded", "failed", "unknown"}),
        "in_progress": frozenset({"succeeded", "failed", "manual_review"}),
        "unknown": frozenset({"submitting", "in_progress", "succeeded", "failed", "manual_review"}),
        "manual_review": frozenset({"succeeded", "failed"}),
        "failed": frozenset({"refunded"}),
        "succeeded": frozenset({"reversed"}),
        "refunded": frozenset(),
        "reversed": frozenset(),
        "cancelled": frozenset(),
    }
)
"""From a state to those that may follow. `failed` is passed through: tokens are free again in the same transaction."""
ENDS: frozenset[State] = frozenset({"succeeded", "refunded", "reversed", "cancelled"})
ASKED: frozenset[State] = frozenset({"in_progress", "unknown", "manual_review", "succeeded"})
"""States in which the partner may be asked what became of it."""
CANCELLABLE: frozenset[State] = frozenset({"held", "in_review"})
"""It is proven that the partner knows nothing of it."""

MISSES = 3
"""Look-ups that must find nothing before the same order is sent again."""
DOUBTS_MOST = 5
"""An order that was sent so often without anybody knowing what came of it is for people."""
UNKNOWN_MOST = timedelta(hours=24)
"""What is not known, or not over, after that is for people; the partner is asked on."""
APART_S = 2.0
"""Least seconds between look-ups that are to find nothing."""
SAME_PHONE = timedelta(minutes=2)
"""A phone that was recharged is not recharged again before that: partners refuse it."""
REVIEWED_S = 1_800.0
LEASE_SLACK_S = 10.0
"""Of a lease, beyond one call: so long may pass before the call is made."""


class Delay(NamedTuple):
    """Seconds before the next attempt: anything up to twice as much each time, within a most."""

    base_s: float
    most_s: float

    def draw(self, tries: int, chance: float, floor_s: float = 0.0) -> float:
        """After so many attempts; `chance` is from 0 to 1, drawn anew each time (full jitter)."""
        return max(floor_s, chance * min(self.most_s, self.base_s * 2.0 ** min(tries, 30)))


RETRY = Delay(2.0, 300.0)
PARKED = Delay(30.0, 300.0)
LOOK_UP = Delay(2.0, 60.0)
PROGRESS = Delay(2.0, 300.0)


class Standing(NamedTuple):
    """What a redemption's next step depends on."""

    state: State
    since: datetime
    tries: int = 0
    """Attempts in a row that did not bring it on."""
    misses: int = 0
    """Look-ups in a row that found nothing when it could not come up any more."""
    doubts: int = 0
    """How often it was sent, or may have been, without our learning what came of it."""
    sent_until: datetime | None = None
    """Until when the latest submission may have been under way."""


class Step(NamedTuple):
    """What happens. `path`: the states gone through, none if it stays as it is; `moves`: those of the tokens."""

    after: Standing
    next_at: datetime | None
    """When something is to be done again; None: never, unless somebody hints."""
    path: tuple[State, ...] = ()
    moves: tuple[Move, ...] = ()
    conflict: bool = False
    """The partner says what cannot be after what it said before: nothing moves, and reconciliation shows it."""


def due(standing: Standing) -> Work | None:
    """What is to be done with one whose time has come; None: nothing, whatever the time."""
    if standing.state == "held" or (standing.state == "unknown" and standing.misses >= MISSES):
        return "submit"
    return "look_up" if standing.state in ASKED else None


def answered(
    standing: Standing, means: Means, answer: Answer, asked_at: datetime, now: datetime, hold_s: float, chance: float
) -> Step:
    """The step that an answer to what was asked at a time makes; `hold_s`: Partner.hold_most_s."""
    if means == "submit":
        standing = standing._replace(sent_until=now)
    match answer.verdict:
        case "succeeded" | "refused" | "reversed":
            return _over(standing, answer.verdict, now)
        case "in_progress":
            return _in_progress(standing, now, chance)
        case "absent" if means != "submit":
            return _absent(standing, asked_at, now, hold_s, chance)
        case "not_sent" | "throttled" | "parked" if means == "submit":
            return _back(standing, answer, now, chance)
        case _ if means == "submit":
            return _lost(standing, now, chance)
        case _:
            return _asked_in_vain(standing, now, chance, answer.retry_after_s or 0.0)


def lapsed(standing: Standing, now: datetime, chance: float) -> Step:
    """The step of one whose lease for sending has run out: whoever had it may have sent it."""
    return _lost(standing, now, chance)


def hinted(standing: Standing, now: datetime) -> Step | None:
    """The step that somebody's word makes that there is news: the partner is asked now. None: there is no use.

    That nobody found it so far does not count any more: there is news of it.
    """
    if standing.state not in ASKED:
        return None
    return Step(standing._replace(tries=0, misses=0), now)


def decided(standing: Standing, has_come: bool, now: datetime) -> Step | None:
    """The step of people who have found out what became of it. None: it is not theirs to say."""
    if standing.state != "manual_review":
        return None
    return _over(standing, "succeeded" if has_come else "refused", now)


def cancelled(standing: Standing, now: datetime) -> Step | None:
    """The step of its player, or of staff, who do not want it any more. None: the partner may know of it."""
    if standing.state not in CANCELLABLE:
        return None
    return _go(standing, now, None, ("cancelled",), ("release",))


def stopped(standing: Standing, now: datetime) -> Step | None:
    """The step of one whose player is kept from redeeming: people have it. None: it may be on its way, or waits."""
    return _go(standing, now, None, ("in_review",)) if standing.state == "held" else None


def cleared(standing: Standing, now: datetime) -> Step | None:
    """The step of staff who have nothing against it. None: nobody waits for that."""
    return _go(standing, now, now, ("held",)) if standing.state == "in_review" else None


_WAY: Mapping[State, tuple[State, ...]] = MappingProxyType(
    {
        "in_review": ("held", "submitting"),
        "held": ("submitting",),
        "submitting": (),
        "in_progress": (),
        "unknown": (),
        "manual_review": (),
    }
)
"""To where the partner's word is taken: it may know of one that we never sent, if part of our books was lost."""
_SAID: Mapping[State, str] = MappingProxyType({"succeeded": "succeeded", "refunded": "refused", "reversed": "reversed"})


def _over(standing: Standing, verdict: Literal["succeeded", "refused", "reversed"], now: datetime) -> Step:
    way = _WAY.get(standing.state)
    if way is None:
        return _after_the_end(standing, verdict, now)
    if verdict == "refused":
        return _go(standing, now, None, (*way, "failed", "refunded"), ("release",))
    if verdict == "reversed":
        return _go(standing, now, None, (*way, "succeeded", "reversed"), ("capture", "give_back"))
    return _go(standing, now, None, (*way, "succeeded"), ("capture",))


def _after_the_end(standing: Standing, verdict: Literal["succeeded", "refused", "reversed"], now: datetime) -> Step:
    if (standing.state, verdict) == ("succeeded", "reversed"):
        return _go(standing, now, None, ("reversed",), ("give_back",))
    return Step(standing, None, conflict=_SAID.get(standing.state) != verdict)


def _in_progress(standing: Standing, now: datetime, chance: float) -> Step:
    way = _WAY.get(standing.state)
    if way is None:
        return Step(standing, None, conflict=True)
    if standing.state == "manual_review":
        return _stay(standing, _after(now, REVIEWED_S))
    next_at = _after(now, PROGRESS.draw(standing.tries, chance))
    if standing.state == "in_progress":
        return _for_people(standing, now) or _stay(standing, next_at)
    return _go(standing, now, next_at, (*way, "in_progress"))


def _absent(standing: Standing, asked_at: datetime, now: datetime, hold_s: float, chance: float) -> Step:
    """Nothing was found. That counts of what may be missing, and if it could not come up any more when it was asked."""
    if standing.state != "unknown":
        return _asked_in_vain(standing, now, chance, 0.0)
    counts_from = _after(standing.sent_until or standing.since, hold_s)
    if asked_at < counts_from:
        return _for_people(standing, now) or _stay(standing, max(counts_from, _after(now, APART_S)))
    misses = standing.misses + 1
    if misses < MISSES:
        next_at = _after(now, LOOK_UP.draw(misses, chance, APART_S))
        return Step(standing._replace(misses=misses), next_at)
    if standing.doubts >= DOUBTS_MOST:
        return _go(standing, now, _after(now, REVIEWED_S), ("manual_review",))
    return Step(standing._replace(misses=misses), now)


def _back(standing: Standing, answer: Answer, now: datetime, chance: float) -> Step:
    """It did not reach the partner, or was turned away unread: as good as before, unless one before it was doubted."""
    delay = PARKED if answer.verdict == "parked" else RETRY
    next_at = _after(now, delay.draw(standing.tries, chance, answer.retry_after_s or 0.0))
    return _go(standing, now, next_at, ("unknown" if standing.doubts else "held",), tries=standing.tries + 1)


def _lost(standing: Standing, now: datetime, chance: float) -> Step:
    return _go(standing, now, _after(now, LOOK_UP.draw(0, chance)), ("unknown",), doubts=standing.doubts + 1)


def _asked_in_vain(standing: Standing, now: datetime, chance: float, floor_s: float) -> Step:
    if standing.state not in ASKED:
        return Step(standing, None, conflict=True)
    if standing.state == "succeeded":
        return Step(standing, None)
    if standing.state == "manual_review":
        return _stay(standing, _after(now, max(floor_s, REVIEWED_S)))
    next_at = _after(now, LOOK_UP.draw(standing.tries, chance, floor_s))
    return _for_people(standing, now) or _stay(standing, next_at)


def _for_people(standing: Standing, now: datetime) -> Step | None:
    """It has been like this for too long."""
    if now - standing.since < UNKNOWN_MOST:
        return None
    return _go(standing, now, _after(now, REVIEWED_S), ("manual_review",))


def _go(
    standing: Standing,
    now: datetime,
    next_at: datetime | None,
    path: tuple[State, ...],
    moves: tuple[Move, ...] = (),
    **changes: Any,
) -> Step:
    fresh: dict[str, Any] = {"state": path[-1], "since": now, "tries": 0, "misses": 0}
    return Step(standing._replace(**fresh | changes), next_at, path, moves)


def _stay(standing: Standing, next_at: datetime) -> Step:
    return Step(standing._replace(tries=standing.tries + 1), next_at)


def _after(at: datetime, seconds: float) -> datetime:
    return at + timedelta(seconds=seconds)
