"""Bridges between real services."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from models.base import CARRIER_LIMITS, open_engine
from tasks import runtime
from tests.bridges.courier import Bridge


@pytest.fixture
def engine(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The engine of bridges and tasks, on a database of this module's own."""
    engine = open_engine(database_url, CARRIER_LIMITS, pool_size=5)
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    yield engine
    engine.dispose()


@pytest.fixture
def bridges(
    request: pytest.FixtureRequest, engine: Engine, kafka_servers: str, broker_url: str
) -> Iterator[Callable[[str], Bridge]]:
    """Makes bridges over new topics, by their member names; all are stopped at the end."""
    request.getfixturevalue("no_topics")
    made: list[Bridge] = []

    def make(member: str = "bridge-1") -> Bridge:
        bridge = Bridge(engine, kafka_servers, broker_url, member)
        made.append(bridge)
        return bridge

    yield make
    for bridge in made:
        bridge.stop()
