"""Two sockets of one player join a queue at the same moment: one ticket, and others are let in afterwards."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import uuid4

import gevent
import pytest
from redis import Redis
from sqlalchemy import Connection as SqlConnection

from bridges.postgres import Postgres
from bridges.switches import Switches
from bridges.tickets import Tickets
from lab.stack import Stack
from models.base import REQUEST_LIMITS, open_engine
from tests.realtime.ring import Ring, fill
from web.bank import Bank
from web.battles.booking import Booking
from web.realtime.connection import Connection
from web.realtime.queue_messages import QueueJoin
from web.realtime.queueing import Queueing


@pytest.fixture
def ring(services: Stack, database_url: str) -> Iterator[Ring]:
    engine = open_engine(database_url, REQUEST_LIMITS, pool_size=4)
    redis = Redis.from_url(urlsplit(services.urls["REDIS_URL"])._replace(path="/1").geturl())
    redis.flushdb()
    fill(engine)
    yield Ring(engine, redis)
    redis.close()
    engine.dispose()


class Slow(Bank):
    """A bank that has to ask Postgres, as once a minute: other greenlets have their turn."""

    def langs(self, within: SqlConnection | None = None) -> list[str]:
        gevent.sleep(0.02)
        return super().langs(within)


def test_two_sockets_of_a_player_that_join_at_once_keep_nobody_out(ring: Ring) -> None:
    postgres, tickets = Postgres(ring.engine), Tickets(ring.redis)
    held: list[Any] = []
    waiting: Any = SimpleNamespace(add=lambda *given: held.append(given))
    denials: Any = SimpleNamespace(ranked=lambda _: None)
    booking = Booking(ring.redis, tickets, {})
    queueing = Queueing(postgres, tickets, booking, waiting, Slow(postgres), denials, Switches(postgres), ["quiz"])
    queueing.start()
    ada, bob = ring.player("Ada"), ring.player("Bob")
    for player in (ada, ada, bob):
        connection = cast(Connection, SimpleNamespace(id=uuid4().hex, tell=lambda _: None))
        gevent.spawn(queueing._join, connection, str(player), QueueJoin("quiz", True, "music"))
    with gevent.Timeout(5):
        while len(held) < 3:
            gevent.sleep(0.01)
    gevent.spawn(queueing._join, connection, str(bob), QueueJoin("quiz", True, "music"))
    with gevent.Timeout(5):
        while len(held) < 4:
            gevent.sleep(0.01)
    assert {ticket.player for ticket, *_ in held} == {str(ada), str(bob)}
    assert len({ticket.id for ticket, *_ in held}) == 2
