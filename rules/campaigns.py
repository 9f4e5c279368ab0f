"""A campaign's life, and its pace: planned for whoever fits when it begins, then sent in slices."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal, get_args

State = Literal["draft", "scheduled", "planning", "sending", "paused", "sent", "cancelled"]
STATES: tuple[State, ...] = get_args(State)
Verb = Literal["schedule", "pause", "resume", "cancel"]
Category = Literal["news", "account"]
CATEGORIES: tuple[Category, ...] = get_args(Category)
"""In the inbox of each recipient, both; what declines mail and push of `news` leaves those of `account`."""
Halt = Literal["season_unknown", "recipients_many"]
HALTS: tuple[Halt, ...] = get_args(Halt)
"""Why a campaign was paused by itself: its season is gone; more are meant than one member decides about."""

RATES = (1, 5_000)
"""Messages a second."""
SLICE_MOST = 1_000

_FROM: Mapping[Verb, frozenset[State]] = MappingProxyType(
    {
        "schedule": frozenset({"draft"}),
        "pause": frozenset({"scheduled", "planning", "sending"}),
        "resume": frozenset({"paused"}),
        "cancel": frozenset({"draft", "scheduled", "planning", "sending", "paused"}),
    }
)


def may(verb: Verb, state: State) -> bool:
    """Whether that can be done with a campaign in a state."""
    return state in _FROM[verb]


def verbs(state: State) -> list[Verb]:
    """All that can be done with one."""
    return [verb for verb, states in _FROM.items() if state in states]


def resumed(*, begun: bool, planned: bool) -> State:
    """What a paused campaign goes on as."""
    if planned:
        return "sending"
    return "planning" if begun else "scheduled"


def covered(recipients: int, above: int, approved: int | None) -> bool:
    """Whether so many may be told: what one member decides about, or what two agreed on and a tenth more."""
    return recipients <= above or (approved is not None and recipients <= approved + approved // 10)


def slice_of(rate: int) -> int:
    """Messages of one transaction: a second's, or as many as are quickly written."""
    return min(rate, SLICE_MOST)


def next_at(due: datetime, now: datetime, count: int, rate: int) -> datetime:
    """When the next slice is due after one of `count` that was due then: time that was lost is not made up for."""
    return max(due, now - timedelta(seconds=1)) + timedelta(seconds=count / rate)
