"""Redemptions: the event that wakes."""

from uuid import UUID

from sqlalchemy import Connection

from events.catalog import REDEMPTIONS
from models import redemption_claims
from models.carried import Tally
from rules.errors import Rejected
from tasks import app
from tasks.slices import Batch, Slice, SliceTask, run


@app.task(name=REDEMPTIONS.task, base=SliceTask)
def wake_redemptions(topic: str, topic_id: str, partition: int, lo: int, hi: int, attempt: int, parcel: str) -> None:
    """Note one slice's requests."""
    run(Slice.of(topic, topic_id, partition, lo, hi, attempt, parcel), apply)


def apply(connection: Connection, batch: Batch) -> Tally:
    """Note that these were asked for; they are due with or without it."""
    ids: list[UUID] = [event.redemption_id for event in batch.events]
    there, woken = redemption_claims.wake(connection, ids)
    if missing := next((one for one in ids if one not in there), None):
        raise Rejected("unknown_redemption", f"no such redemption: {missing}")
    return Tally(applied=len(woken), copies=len(ids) - len(woken))
