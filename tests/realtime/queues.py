"""Players who wait for an opponent, at two socket processes."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from redis import Redis
from sqlalchemy import text

from bridges.tickets import Tickets
from lab.stack import Stack
from models.base import REQUEST_LIMITS, open_engine
from tests.boards.conftest import ENVIRON
from tests.realtime.client import Client, gunicorn
from tests.realtime.ring import Ring, fill


@pytest.fixture(scope="module")
def environ(services: Stack, database_url: str) -> dict[str, str]:
    """What the socket applications are told."""
    redis_url = urlsplit(services.urls["REDIS_URL"])._replace(path="/1").geturl()
    services_of = {"DATABASE_URL": database_url.replace("+psycopg", ""), "REDIS_URL": redis_url}
    return {**ENVIRON, **services_of, "PACE": '{"start_ms": 600000}'}


@pytest.fixture(scope="module")
def whole_ring(environ: dict[str, str], database_url: str) -> Iterator[Ring]:
    engine = open_engine(database_url, REQUEST_LIMITS, pool_size=5)
    redis = Redis.from_url(environ["REDIS_URL"])
    redis.flushdb()
    fill(engine)
    yield Ring(engine, redis)
    redis.close()
    engine.dispose()


@pytest.fixture(scope="module")
def processes(
    environ: dict[str, str], whole_ring: Ring, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """The addresses of two socket processes."""
    assert whole_ring.redis.ping()  # emptied, and the questions are there
    folder = tmp_path_factory.mktemp("queue")
    with gunicorn(environ, folder / "one") as one, gunicorn(environ, folder / "two") as two:
        yield [one[0], two[0]]
    for log in (folder / "one", folder / "two"):
        assert "Traceback" not in log.read_text(), log.read_text()


@pytest.fixture
def ring(whole_ring: Ring, processes: list[str]) -> Iterator[Ring]:
    """Where battles are made; nobody waits, and nobody fights."""
    assert len(processes) == 2
    yield whole_ring
    with whole_ring.engine.begin() as connection:
        connection.execute(text("DELETE FROM in_battle"))
        connection.execute(text("DELETE FROM sanctions"))
    for key in whole_ring.redis.keys("queue:*"):
        whole_ring.redis.delete(key)


class Player(Client):
    """A player's socket."""

    def __init__(self, address: str, player: UUID) -> None:
        super().__init__(address, player)
        self.player = player
        self.seen: list[str] = []
        """Types of what came before an answer."""

    def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Read on to a frame of a type, with these fields."""
        while True:
            found = self.receive()
            if found["type"] == kind and all(found.get(name) == value for name, value in fields.items()):
                return found

    def say(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Send a frame; its `ok` or `error`."""
        id_ = uuid4().hex
        self.send(type=kind, id=id_, **fields)
        while True:
            found = self.receive()
            if found.get("id") == id_:
                return found
            self.seen.append(found["type"])

    def join(self, **fields: Any) -> dict[str, Any]:
        """Join the queue for `music`; the first `queue.waiting`."""
        found = self.say("queue.join", **{"mode": "quiz", "ranked": True, "category": "music", **fields})
        assert found["type"] == "ok", found
        return self.until("queue.waiting")


def waiting(ring: Ring) -> set[str]:
    """Who waits, as Redis has it."""
    return {ticket.player for ticket in Tickets(ring.redis).read().tickets}


def battles(ring: Ring, *players: UUID) -> list[set[UUID]]:
    """The players of each battle that one of these is in."""
    statement = text("SELECT first_id, second_id FROM battles WHERE first_id = ANY(:ids) OR second_id = ANY(:ids)")
    with ring.engine.connect() as connection:
        return [set(row) for row in connection.execute(statement, {"ids": list(players)})]
