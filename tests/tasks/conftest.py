"""Tasks on a real Postgres."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from models.base import CARRIER_LIMITS, open_engine
from tasks import runtime
from tests.pipeline import Log


@pytest.fixture
def engine(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The engine that tasks use, on a database of this module's own."""
    engine = open_engine(database_url, CARRIER_LIMITS, pool_size=5)
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    yield engine
    engine.dispose()


@pytest.fixture
def log(engine: Engine) -> Log:
    """An empty partition."""
    return Log(engine)


@pytest.fixture(scope="module")
def module_engine(database_url: str) -> Iterator[Engine]:
    """The same database for what a module makes once."""
    engine = open_engine(database_url, CARRIER_LIMITS)
    yield engine
    engine.dispose()
