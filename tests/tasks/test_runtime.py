"""What a worker's own engine is given, as opposed to those that tests open."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tasks import app, runtime
from tests.bridges.limits import CARRIER, TCP, limits, tcp


@pytest.fixture
def own_engine(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The engine that a worker makes at first use."""
    monkeypatch.setitem(app.conf, "database_url", database_url)
    engine = runtime.engine.__wrapped__()
    yield engine
    engine.dispose()


def test_a_frozen_worker_loses_what_it_holds(own_engine: Engine) -> None:
    assert limits(own_engine) == CARRIER


def test_a_worker_hears_of_a_dead_postgres_within_seconds(own_engine: Engine) -> None:
    assert tcp(own_engine) == TCP
