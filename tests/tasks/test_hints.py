"""What is told after a commit: without it everyone who waits would wait to the end."""

from collections.abc import Iterator

import msgspec
import pytest
from redis import Redis
from redis.client import PubSub
from uuid_utils.compat import uuid7

from bridges.applied import CHANNEL
from bridges.parcel import pack
from events.catalog import SUBMISSIONS
from tasks import hints, runtime
from tasks.scoring import score_answers
from tests.pipeline import Log, answer
from tests.processes import until


@pytest.fixture
def channel(boards_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator["PubSub"]:
    """What is told of applied slices, from now on."""
    redis = Redis.from_url(boards_url)
    monkeypatch.setattr(runtime, "boards", lambda: redis)
    monkeypatch.setattr(hints, "_quiet_until", 0.0)
    with redis, redis.pubsub() as channel:  # type: ignore[no-untyped-call]  # redis-py's is not typed
        channel.subscribe(CHANNEL)
        until(lambda: channel.get_message(timeout=1), what="the subscription")
        yield channel


def test_an_applied_slice_is_told_and_one_that_came_twice_is_not(log: Log, channel: "PubSub") -> None:
    player = uuid7()
    session = log.session(player)
    log.values = [answer(session, player, number) for number in range(3)]
    for lo, hi in ((0, 2), (0, 2), (2, 3)):
        score_answers(SUBMISSIONS.name, log.topic_id, log.partition, lo, hi, 0, pack(log.values[lo:hi]))
    told: list[int] = []

    def hear() -> bool:
        message = channel.get_message(timeout=1)
        told.extend([msgspec.json.decode(message["data"])["applied"]] if message else [])
        return 3 in told

    until(hear, what="the last slice is told")
    assert told == [2, 3]
