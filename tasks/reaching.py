"""What is new in inboxes, on its way to players who are away: by mail and push, as they wish, when they are awake."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from events.identity import caused_event_id
from models import accounts, messages, notification_preferences, players, push_tokens
from models.messages import Outgoing
from rules.notice_forms import Channel
from rules.notice_preferences import Wishes, awake

_GOOD: Mapping[Channel, timedelta] = {"mail": timedelta(days=2), "push": timedelta(days=1)}
"""How long each is tried, once it is due."""
_PUSHED_MOST = 1_000
"""Characters of a body that a push carries; the inbox has the rest."""


@dataclass(frozen=True)
class Fresh:
    """A message that is new in an inbox, by its columns, and what else may carry it."""

    row: Mapping[str, Any]
    channels: Collection[Channel]


def reach(connection: Connection, fresh: Sequence[Fresh]) -> None:
    """Record mails and pushes, in the transaction that fills the inboxes: once for each message and address."""
    away = {one.row["player_id"] for one in fresh if one.channels}
    if not away:
        return
    ways = _Ways(connection, away)
    now = datetime.now(UTC)
    outgoing = [out for one in fresh for channel in one.channels for out in ways.out(one.row, channel, now)]
    if outgoing:
        messages.write_all(connection, outgoing)


class _Ways:
    """How some players can be reached."""

    def __init__(self, connection: Connection, away: Collection[UUID]) -> None:
        self._wishes = notification_preferences.of(connection, away)
        self._zones = players.zones(connection, away)
        self._places: dict[Channel, defaultdict[UUID, list[str]]] = {
            "mail": defaultdict(list),
            "push": defaultdict(list),
        }
        for player, email in accounts.emails(connection, away).items():
            self._places["mail"][player].append(email)
        for one in push_tokens.reached(connection, away):
            self._places["push"][one.player_id].append(str(one.device_id))

    def out(self, row: Mapping[str, Any], channel: Channel, now: datetime) -> Iterator[Outgoing]:
        """What a channel is to carry of a message: nothing, or one for each place where its player is."""
        player = row["player_id"]
        wishes = self._wishes.get(player, Wishes())
        if not wishes.wants(row["category"], channel):
            return
        due = awake(now, self._zones.get(player, "UTC"), wishes.quiet)
        body = row["body"] if channel == "mail" else row["body"][:_PUSHED_MOST]
        for place in self._places[channel][player]:
            yield Outgoing(
                id=UUID(caused_event_id(channel, row["id"], *([place] if channel == "push" else []))),
                channel=channel,
                recipient=place,
                subject=row["title"],
                body=body,
                next_attempt_at=due,
                expires_at=min(due + _GOOD[channel], row["expires_at"]),
                **{name: row[name] for name in ("player_id", "category", "lang", "link")},
            )
