"""The two processes as `python -m bridges` makes them: what their own connections are given."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from bridges.__main__ import _carrier, _relay
from bridges.ear import Ear
from settings import Settings
from tests.bridges.limits import CARRIER, TCP, limits, tcp

_NO_REDIS = "redis://127.0.0.1:1/0"


@pytest.fixture(params=["carry", "relay"])
def own_engine(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, database_url: str, kafka_servers: str
) -> Iterator[Engine]:
    """The engine that the process opens for itself."""
    monkeypatch.setattr(Ear, "start", lambda _: None)
    settings = Settings(database_url, _NO_REDIS, _NO_REDIS, kafka_servers, (b"k" * 32,), "", "")
    engine = _relay(settings)._engine if request.param == "relay" else _carrier(settings, "bridge-1")._wires.engine
    yield engine
    engine.dispose()


def test_a_frozen_bridge_or_relay_loses_what_it_holds(own_engine: Engine) -> None:
    assert limits(own_engine) == CARRIER


def test_a_bridge_or_relay_hears_of_a_dead_postgres_within_seconds(own_engine: Engine) -> None:
    assert tcp(own_engine) == TCP
