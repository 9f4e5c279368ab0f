"""Messages into players' inboxes: a slice of `player.notifications`, and a hint to the sockets of whom they are for."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from events.catalog import NOTIFICATIONS, NotificationWritten, PlayerTold
from events.codec import UnknownEvent
from models import erasure, notifications, players
from models.carried import Tally
from rules.notices import KINDS, language, render
from tasks import app, hints
from tasks.slices import Batch, Slice, SliceTask, run

Written = dict[UUID, dict[str, Any]]
"""Messages that are new, with their players' unread counts, by id."""


@app.task(name=NOTIFICATIONS.task, base=SliceTask)
def fill_inboxes(topic: str, topic_id: str, partition: int, lo: int, hi: int, attempt: int, parcel: str) -> None:
    """Write one slice's messages, and tell the sockets."""
    written: Written = {}
    piece = Slice.of(topic, topic_id, partition, lo, hi, attempt, parcel)
    if run(piece, partial(apply, written)) == "applied":
        hints.notified(written.values())


def apply(written: Written, connection: Connection, batch: Batch) -> Tally:
    """Insert the messages that are not there yet; erased players have no inbox, and theirs are done with."""
    gone = erasure.erased(connection, {event.player_id for event in batch.events})
    kept = [event for event in batch.events if event.player_id not in gone]
    rows = _rows(connection, kept)
    fresh = notifications.insert(connection, rows)
    unread = notifications.unread(connection, {row["player_id"] for row in rows if row["id"] in fresh})
    written |= {row["id"]: row | {"unread": unread[row["player_id"]]} for row in rows if row["id"] in fresh}
    dropped = len(batch.events) - len(rows)
    notifications.count_removed(connection, "erased", dropped)
    return Tally(applied=len(fresh) + dropped, copies=len(rows) - len(fresh))


def _rows(connection: Connection, events: Sequence[Any]) -> list[dict[str, Any]]:
    spoken = players.languages(connection, {event.player_id for event in events})
    return [
        {
            "id": UUID(event.event_id),
            "player_id": event.player_id,
            "created_at": event.created_at,
            **_words(event, spoken.get(event.player_id, ())),
        }
        for event in events
    ]


def _words(event: PlayerTold | NotificationWritten, spoken: Sequence[str]) -> dict[str, Any]:
    if isinstance(event, NotificationWritten):
        words = {"lang": "en", "title": event.title, "body": event.body, "link": event.link}
        return {"category": _CATEGORIES[event.category], "expires_at": event.created_at + _KEPT, **words}
    if event.kind not in KINDS:
        raise UnknownEvent(f"{event.kind}: this worker has no words for it")
    told = render(event.kind, event.values, event.lang or language(spoken))
    words = {name: getattr(told, name) for name in ("category", "lang", "title", "body", "link")}
    return {"expires_at": event.created_at + told.kept, **words}


_CATEGORIES: Mapping[str, str] = {
    "achievement": "progress",
    "level": "progress",
    "battle": "battles",
    "wallet": "rewards",
    "warning": "account",
    "friend": "account",
}
_KEPT = timedelta(days=90)
"""Of messages that came with their words: what their categories were, and how long they stay."""
