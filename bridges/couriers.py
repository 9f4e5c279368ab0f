"""Sending slices: tasks by name, through a Celery that knows no tasks."""

from collections.abc import Sequence

from celery import Celery
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from bridges.parcel import pack
from events.catalog import Topic
from models.carried import Standing


class SendError(Exception):
    """The broker did not take a message; it may or may not be there."""


def client(broker_url: str) -> Celery:
    """A Celery that only sends, and gives up quickly: what was not sent is sent again."""
    app = Celery("bridge", broker=broker_url, set_as_current=False)
    app.conf.update(
        task_ignore_result=True,
        broker_pool_acquire_timeout=5,
        broker_connection_timeout=2,
        broker_transport_options={"socket_timeout": 2, "socket_connect_timeout": 2, "health_check_interval": 5},
    )
    return app


def send_slice(app: Celery, standing: Standing, topic: Topic, attempt: int, values: Sequence[bytes]) -> None:
    """Send the slice that begins at `standing.applied` as one message. Raises SendError."""
    lo, hi = standing.applied, standing.applied + len(values)
    shown = {"topic": topic.name, "partition": standing.partition, "lo": lo, "hi": hi, "count": len(values)}
    arguments = {
        "topic": topic.name,
        "topic_id": standing.topic_id,
        "partition": standing.partition,
        "lo": lo,
        "hi": hi,
        "attempt": attempt,
        "parcel": pack(values),
    }
    try:
        app.send_task(topic.task, kwargs=arguments, queue=topic.queue, kwargsrepr=repr(shown), retry=False)
    except (OperationalError, RedisError, OSError) as error:
        raise SendError(str(error)) from error
