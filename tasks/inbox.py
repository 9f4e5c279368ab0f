"""Messages into players' inboxes: a slice of `player.notifications`, and a hint to the sockets of whom they are for."""

from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from events.catalog import NOTIFICATIONS
from models import erasure, notifications
from models.carried import Tally
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
    rows = [
        {
            "id": UUID(event.event_id),
            "player_id": event.player_id,
            "category": event.category,
            "title": event.title,
            "body": event.body,
            "link": event.link,
            "created_at": event.created_at,
        }
        for event in batch.events
        if event.player_id not in gone
    ]
    fresh = notifications.insert(connection, rows)
    unread = notifications.unread(connection, {row["player_id"] for row in rows if row["id"] in fresh})
    written |= {row["id"]: row | {"unread": unread[row["player_id"]]} for row in rows if row["id"] in fresh}
    dropped = len(batch.events) - len(rows)
    return Tally(applied=len(fresh) + dropped, copies=len(rows) - len(fresh))
