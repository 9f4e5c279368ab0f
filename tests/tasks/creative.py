"""Creative battles and the ticks that move them on."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from redis import Redis
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges import told
from events.catalog import VOTES, PlayerTold
from events.codec import decode
from models.marks import Ends
from tasks import creative as ticks
from tasks import hints, runtime
from tasks.closing import LATE, fresh_marks
from tests.contests import Contest, VoteLog, clear
from tests.pipeline import Log
from tests.processes import until

NOW = datetime.now(UTC)
OVER = NOW - LATE - timedelta(seconds=1)
"""An end of a voting after which nothing is on its way any more."""


@pytest.fixture
def log(engine: Engine) -> Log:
    """An empty partition of votes."""
    clear(engine)
    return VoteLog(engine)


@pytest.fixture(autouse=True)
def redis(boards_url: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Where frames are told."""
    client = Redis.from_url(boards_url)
    monkeypatch.setattr(runtime, "boards", lambda: client)
    monkeypatch.setattr(hints, "_quiet_until", 0.0)
    yield client
    client.close()


def ends(log: Log) -> Ends:
    return {(log.topic_id, 0): len(log.values)}


def step(log: Log, battle: Contest) -> str:
    """The closing tick's next step."""
    return ticks.step(battle.id, NOW, fresh_marks(NOW, lambda: ends(log), VOTES.name))


def close(log: Log, battle: Contest) -> None:
    assert [step(log, battle) for _ in range(2)] == ["marked", "closed"]


def grants(engine: Engine) -> dict[UUID, int]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT player_id, tokens FROM grants WHERE source = 'battle'")).all()
    return {row.player_id: row.tokens for row in rows}


def notices(engine: Engine) -> dict[UUID, Any]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT value FROM outbox WHERE topic = 'player.notifications'")).scalars()
        written = [decode(bytes(value)) for value in rows]
    assert len({one.event_id for one in written}) == len(written)
    return {one.player_id: one for one in written if isinstance(one, PlayerTold)}


def standing(engine: Engine, battle: Contest) -> Any:
    with engine.connect() as connection:
        return connection.execute(text("SELECT * FROM battles WHERE id = :id"), {"id": battle.id}).one()


def voted(log: Log, battle: Contest, sides: Sequence[int]) -> None:
    """Votes in the log, received before the end; not applied."""
    log.values += [battle.vote(uuid7(), side, OVER - timedelta(seconds=1)) for side in sides]


class heard:
    """The frames that players are told meanwhile."""

    def __init__(self, redis: Any) -> None:
        self._channel = redis.pubsub()
        self._found: list[tuple[str, bytes]] = []

    def __enter__(self) -> Any:
        self._channel.subscribe(told.CHANNEL)
        until(lambda: (self._channel.get_message(timeout=1) or {}).get("type") == "subscribe", what="a subscription")
        return self._frames

    def _frames(self) -> list[tuple[str, bytes]]:
        while self._channel.connection and (message := self._channel.get_message(timeout=0.05)):
            self._found.append(told.read(message["data"]))
        return self._found

    def __exit__(self, *_: object) -> None:
        self._channel.close()
