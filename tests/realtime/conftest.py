"""The socket application in a gunicorn of its own, and the world of the boards."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from lab.stack import Stack
from tests.boards.conftest import ENVIRON, World, world
from tests.realtime.client import gunicorn

__all__ = ["World", "world"]


@pytest.fixture(scope="module")
def environ(services: Stack, database_url: str) -> dict[str, str]:
    """What the application is told of the services."""
    redis_url = urlsplit(services.urls["REDIS_URL"])._replace(path="/1").geturl()
    return {**ENVIRON, "DATABASE_URL": database_url.replace("+psycopg", ""), "REDIS_URL": redis_url}


@pytest.fixture(scope="module")
def address(
    environ: dict[str, str], tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[str]:
    """Where the application of this module listens; the module's LIMITS are its limits."""
    log = tmp_path_factory.mktemp("realtime") / "log"
    with gunicorn(environ, log, **getattr(request.module, "LIMITS", {})) as (address, _):
        yield address
    assert "Traceback" not in log.read_text(), log.read_text()
