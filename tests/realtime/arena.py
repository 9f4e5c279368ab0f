"""Battles at two socket processes, and two players in one."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from redis import Redis

from lab.stack import Stack
from models.base import REQUEST_LIMITS, open_engine
from tests.boards.conftest import ENVIRON
from tests.realtime.client import gunicorn
from tests.realtime.ring import Fighter, Ring, carry_moves, fill


@pytest.fixture(scope="module")
def environ(services: Stack, database_url: str, kafka_servers: str) -> dict[str, str]:
    """What the socket applications are told."""
    redis_url = urlsplit(services.urls["REDIS_URL"])._replace(path="/1").geturl()
    services_of = {"DATABASE_URL": database_url.replace("+psycopg", ""), "REDIS_URL": redis_url}
    return {**ENVIRON, **services_of, "KAFKA_BOOTSTRAP_SERVERS": kafka_servers}


@pytest.fixture(scope="module")
def ring(environ: dict[str, str], database_url: str, kafka_servers: str) -> Iterator[Ring]:
    """Where battles are made: `battle.moves` is there, and nothing of it applied."""
    engine = open_engine(database_url, REQUEST_LIMITS, pool_size=5)
    redis = Redis.from_url(environ["REDIS_URL"])
    redis.flushdb()
    fill(engine)
    carry_moves(engine, kafka_servers)
    yield Ring(engine, redis)
    redis.close()
    engine.dispose()


@pytest.fixture(scope="module")
def processes(environ: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[str, int]]]:
    """Two socket processes: address and pid of each."""
    folder = tmp_path_factory.mktemp("battles")
    with gunicorn(environ, folder / "one") as one, gunicorn(environ, folder / "two") as two:
        yield [one, two]
    for log in (folder / "one", folder / "two"):
        assert "Traceback" not in log.read_text(), log.read_text()


@pytest.fixture
def two(ring: Ring, processes: list[tuple[str, int]]) -> Iterator[tuple[Fighter, Fighter]]:
    """Two players in a battle, each at a process of their own."""
    ada, bob = ring.player("Ada"), ring.player("Bob")
    battle = ring.fight(ada, bob)
    with Fighter(processes[0][0], ada, battle) as first, Fighter(processes[1][0], bob, battle) as second:
        yield first, second
