"""An event that could not be read, written anew by hand: whatever is mended, it stays the event that its id names.

So only events whose ids say what they are of can be mended: of the others nobody could tell that they are the same.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from events.catalog import (
    AnswerSubmitted,
    AttemptSettled,
    BattleMoved,
    Event,
    RedemptionRequested,
    SessionEnded,
    VoteCast,
)
from events.codec import CodecError, decode
from events.identity import answer_event_id, ended_event_id, move_event_id, settled_event_id, vote_event_id


class Unfit(Exception):
    """What was written is not the event that it should be, or none at all; the message says why."""


def mend(topic: str, event_id: str, fields: Mapping[str, Any]) -> Event:
    """The event of that topic and id with these fields, `type` and `v` among them. Raises Unfit."""
    head = {name: fields.get(name) for name in ("type", "v", "event_id")}
    try:
        event = decode(msgspec.json.encode({**head, **fields}))
    except CodecError as error:
        raise Unfit(f"It cannot be read: {error}.") from error
    if event.topic.name != topic:
        raise Unfit(f"A {type(event).__name__} belongs to {event.topic.name}, not to {topic}.")
    if not event_id or event.event_id != event_id:
        raise Unfit("event_id must be the dead letter's; one that tells none can only be replayed as it is.")
    name = _NAMES.get(type(event))
    if name is None:
        raise Unfit(f"The id of a {type(event).__name__} does not say what it is of: it can only be replayed as it is.")
    if name(event) != event_id:
        raise Unfit("Its fields are those of another event: what the id names must stay.")
    return event


_NAMES: Mapping[type[Event], Callable[[Any], str]] = {
    AnswerSubmitted: lambda event: answer_event_id(event.session_id, event.question_no, event.response),
    SessionEnded: lambda event: ended_event_id(event.session_id),
    AttemptSettled: lambda event: settled_event_id(event.session_id),
    BattleMoved: lambda event: move_event_id(event.battle_id, event.life, event.seq),
    VoteCast: lambda event: vote_event_id(event.battle_id, event.voter_id, event.entry_id),
    RedemptionRequested: lambda event: str(event.redemption_id),
}
