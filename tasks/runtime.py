"""What a worker process holds open: one engine and one Redis client, made at first use, after the fork."""

import gc
from functools import cache

from celery.signals import worker_process_init
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import Engine

from bridges.media import Folder, Store
from models.base import CARRIER_LIMITS, open_engine
from tasks import app


@cache
def engine() -> Engine:
    """Postgres, with the limits that free what a frozen worker holds."""
    return open_engine(app.conf.database_url, CARRIER_LIMITS, pre_ping=False)


@cache
def boards() -> "Redis":
    """Redis with boards and channels: it connects within a second, answers within five, and is asked twice."""
    retry = Retry(NoBackoff(), 1)
    return Redis.from_url(app.conf.boards_url, socket_timeout=5, socket_connect_timeout=1, retry=retry)


@cache
def media() -> Store:
    """The files that go with questions."""
    return Folder(app.conf.media_dir, app.conf.media_url)


@worker_process_init.connect
def settle_garbage(**_: object) -> None:
    """Keep Celery's own objects out of the collector's sight: walking them cost a third of a slice's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
