"""Every test may ask for the real services; Celery's app is bound once, to addresses that lead nowhere."""

import os
from unittest.mock import patch

pytest_plugins = ["tests.services", "tests.streams"]

_NOWHERE = {
    "DATABASE_URL": "postgresql://127.0.0.1:1/none",
    "BROKER_URL": "redis://127.0.0.1:1/0",
    "BOARDS_URL": "redis://127.0.0.1:1/1",
    "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
    "SECRET_KEYS": "k" * 32,
    "API_URL": "http://127.0.0.1:1",
    "REALTIME_URL": "ws://127.0.0.1:1/v1/realtime",
}


def pytest_configure() -> None:
    """Bind the tasks while the environment is whole: a task whose binding failed stays half bound for ever."""
    with patch.dict(os.environ, _NOWHERE):
        from tasks import app

        app.loader.import_default_modules()
        app.finalize()
        assert app.conf.broker_url == _NOWHERE["BROKER_URL"]
