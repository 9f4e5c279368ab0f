"""How players wish to be told: by category and channel, and not while they sleep. The inbox has everything, at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from rules.notice_forms import CHANNELS, Category, Channel

Choices = Mapping[Category, Mapping[Channel, bool]]

DEFAULTS: Choices = {
    "progress": {"mail": False, "push": False},
    "battles": {"mail": False, "push": True},
    "rewards": {"mail": True, "push": True},
    "referrals": {"mail": False, "push": True},
    "account": {"mail": True, "push": True},
    "support": {"mail": True, "push": True},
    "news": {"mail": False, "push": False},
}
"""What holds until a player says otherwise: news come to those alone who ask for them."""
DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class Quiet:
    """Hours of each day in the player's zone when nothing disturbs: minutes since midnight, from one to another.

    They are different; if the first is the greater, midnight is in between.
    """

    start: int
    end: int


@dataclass(frozen=True)
class Wishes:
    """What one player wishes."""

    choices: Choices = field(default_factory=dict)
    """What they said, where it is not as DEFAULTS has it."""
    quiet: Quiet | None = None

    def wants(self, category: Category, channel: Channel) -> bool:
        """Whether a channel may carry what is of that category."""
        return self.choices.get(category, {}).get(channel, DEFAULTS[category][channel])

    def whole(self) -> Choices:
        """Every choice, made or not."""
        return {one: {channel: self.wants(one, channel) for channel in CHANNELS} for one in DEFAULTS}


def chosen(choices: Choices) -> Choices:
    """What of some choices is not as DEFAULTS has it: the rest follows what the defaults become."""
    found = {
        category: {channel: said for channel, said in channels.items() if said is not DEFAULTS[category][channel]}
        for category, channels in choices.items()
    }
    return {category: channels for category, channels in found.items() if channels}


def awake(now: datetime, zone: str, quiet: Quiet | None) -> datetime:
    """When a player may be disturbed: now, or, in their quiet hours, at the end of them, by the clock on their wall."""
    if quiet is None:
        return now
    local = now.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    since = (minute - quiet.start) % DAY_MINUTES
    if since >= (quiet.end - quiet.start) % DAY_MINUTES:
        return now
    day = local.date() + timedelta(days=1 if minute >= quiet.end else 0)
    end = datetime(day.year, day.month, day.day, quiet.end // 60, quiet.end % 60, tzinfo=ZoneInfo(zone))
    return max(end.astimezone(UTC), now)
