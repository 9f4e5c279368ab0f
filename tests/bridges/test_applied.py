"""Hints of how far a partition is applied: who waits for more than they say goes on waiting."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from redis import Redis

from bridges.applied import CHANNEL, Applied
from tests.processes import until


@pytest.fixture
def redis(boards_url: str) -> Iterator["Redis"]:
    """Where hints are told."""
    with Redis.from_url(boards_url) as redis:
        yield redis


@pytest.fixture
def applied(redis: "Redis") -> Iterator[Applied]:
    """A process' one subscription, which hears."""
    applied = Applied(redis)
    applied.start()
    until(lambda: redis.pubsub_numsub(CHANNEL)[0][1] == 1, what="the subscription")
    yield applied
    applied.stop()
    until(lambda: redis.pubsub_numsub(CHANNEL)[0][1] == 0, what="it hears no more")


def tell(redis: "Redis", topic: str, partition: int, upto: int) -> None:
    redis.publish(CHANNEL, msgspec.json.encode({"topic": topic, "partition": partition, "applied": upto}))


def test_a_hint_that_is_too_early_or_broken_wakes_nobody(applied: Applied, redis: "Redis") -> None:
    with ThreadPoolExecutor(1) as pool:
        woken = pool.submit(applied.wait, "answers", 3, 7, 30)
        until(lambda: applied._waiting[("answers", 3)], what="somebody waits for the event at 7")
        redis.publish(CHANNEL, b"{nonsense")
        tell(redis, "answers", 3, 7)  # all before 7
        tell(redis, "answers", 4, 100)
        tell(redis, "others", 3, 100)
        tell(redis, "the last of them", 0, 0)
        until(lambda: ("the last of them", 0) in applied._latest, what="all of that is heard")
        assert applied._waiting[("answers", 3)]
        assert not applied.wait("answers", 3, 7, 0.01)
        tell(redis, "answers", 3, 8)
        assert woken.result(60)
    assert applied.wait("answers", 3, 7, 0)
