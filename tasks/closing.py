"""A closing waits for the pipeline: a clear outbox, then marks at the logs' ends, then all that lies before them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bridges.kafka import admin, log_bounds, topic_ids
from events.catalog import SUBMISSIONS
from models import marks
from models.marks import Ends, Marks
from tasks import app

LATE = timedelta(seconds=10)
"""How long after its end something received in time may still reach Kafka or the outbox."""


def hold_up(
    connection: Connection, marked: Marks | None, now: datetime, ends: Callable[[], Ends], keep: Callable[[Marks], None]
) -> str | None:
    """What a closing still waits for, in a word; None: everything received before it is applied.

    The outbox is read first and the logs' ends after it: what the relay moves meanwhile lies before them. `keep` stores
    the marks in the same transaction, so nothing waits in one.
    """
    if marked is None:
        if not marks.outbox_is_clear(connection, SUBMISSIONS.name, now):
            return "waiting"
        keep(marks.of(ends()))
        return "marked"
    return None if marks.are_passed(connection, marked) else "waiting"


def log_ends() -> Ends:
    """Where the logs of the answers end. Raises KafkaException."""
    client = admin(app.conf.kafka_bootstrap_servers)
    topic_id, count = topic_ids(client, [SUBMISSIONS.name])[SUBMISSIONS.name]
    bounds = log_bounds(client, [(SUBMISSIONS.name, partition) for partition in range(count)])
    return {(topic_id, partition): end for (_, partition), (_, end) in bounds.items()}
