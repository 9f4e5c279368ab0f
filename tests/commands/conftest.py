"""Commands of the REST application, on a real Postgres; those that need Kafka make an application of their own."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine

from models.base import REQUEST_LIMITS, open_engine
from settings import Settings
from web.app import create_app
from web.extensions import db

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def app(database_url: str, services: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = create_app(
        Settings(
            database_url=database_url,
            broker_url=services.urls["REDIS_URL"],
            boards_url=services.urls["REDIS_URL"],
            kafka_bootstrap_servers="127.0.0.1:1",
            secret_keys=(b"k" * 32,),
            api_url="http://api.test",
            realtime_url="ws://socket.test",
            media_dir=str(tmp_path_factory.mktemp("media")),
            media_url="http://api.test/v1/media",
        )
    )
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def run(app: Flask) -> Run:
    return lambda *words: app.test_cli_runner().invoke(args=list(words))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url, REQUEST_LIMITS)
    yield engine
    engine.dispose()
