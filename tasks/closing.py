"""A closing waits for the pipeline: a clear outbox, then marks at the logs' ends, then all that lies before them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from confluent_kafka import KafkaException
from sqlalchemy import Connection

from bridges.kafka import admin, log_bounds, topic_ids
from events.catalog import SUBMISSIONS
from models import marks, outbox
from models.marks import Ends, Marks
from tasks import app, runtime

log = structlog.get_logger()

LATE = timedelta(seconds=10)
"""How long after its end something received in time may still reach Kafka or the outbox."""


def fresh_marks(now: datetime, ends: Callable[[], Ends], topic: str = SUBMISSIONS.name) -> Marks | None:
    """Marks behind all of a topic that was in Kafka or the outbox at a time; None: some of it waits, or Kafka is away.

    The outbox is read first and the logs' ends after it: what the relay moves meanwhile lies before them. Kafka is
    asked in no transaction, as it may take longer than one may be idle.
    """
    with runtime.engine().connect() as connection:
        if outbox.holds(connection, topic, now):
            return None
    try:
        return marks.of(ends())
    except (KafkaException, TimeoutError) as error:
        log.info("kafka does not tell where its logs end", error=str(error))
        return None


def hold_up(
    connection: Connection, marked: Marks | None, fresh: Marks | None, keep: Callable[[Marks], None]
) -> str | None:
    """What a closing still waits for, in a word; None: everything received before it is applied.

    `keep` stores fresh marks in the same transaction. Those of a topic that was made anew are never reached: it is
    marked anew.
    """
    if marked is not None and marks.are_passed(connection, marked):
        return None
    if fresh is None or (marked is not None and marks.are_of_same_logs(marked, fresh)):
        return "waiting"
    keep(fresh)
    return "marked"


def log_ends(topic: str = SUBMISSIONS.name) -> Ends:
    """Where the logs of a topic, that of the answers without one, end. Raises KafkaException or TimeoutError."""
    client = admin(app.conf.kafka_bootstrap_servers)
    topic_id, count = topic_ids(client, [topic])[topic]
    bounds = log_bounds(client, [(topic, partition) for partition in range(count)])
    return {(topic_id, partition): end for (_, partition), (_, end) in bounds.items()}
