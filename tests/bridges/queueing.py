"""Tickets for tests, and time that passes for them."""

from collections.abc import Iterator
from typing import Any

import pytest
from redis import Redis

from bridges.tickets import Joining, Tickets
from rules.matchmaking import Pair, Ticket


@pytest.fixture
def redis(boards_url: str) -> Iterator["Redis"]:
    client = Redis.from_url(boards_url)
    yield client
    client.close()


@pytest.fixture
def tickets(redis: "Redis") -> Tickets:
    return Tickets(redis)


def ticket(player: str, number: int = 1, **changed: Any) -> Ticket:
    made = Ticket(f"{player}-{number}", player, "quiz", None, True, ("en",), 1_500.0, 0.0)
    return made._replace(**changed)


def join(tickets: Tickets, wanted: Ticket, socket: str = "socket", replace: bool = False) -> Joining:
    (found,) = tickets.join([(wanted, socket, replace)])
    return found


def waiting(tickets: Tickets) -> dict[str, Ticket]:
    return {one.id: one for one in tickets.read().tickets}


def taken(tickets: Tickets, one: Ticket, other: Ticket) -> bool:
    return tickets.take([Pair(one, other)]) != []


def pass_by(redis: "Redis", milliseconds: int) -> None:
    """Have everything that Redis knows of tickets be so much older."""
    store: Any = redis
    for key, times in (("queue:tickets", (0,)), ("queue:taken", (0, 2))):
        for id_, value in store.hgetall(key).items():
            lines = value.split(b"\n")
            for line in times:
                lines[line] = b"%d" % (int(lines[line]) - milliseconds)
            store.hset(key, id_, b"\n".join(lines))
    for key in (b"queue:due", *store.keys("queue:holders:*")):
        for member, score in store.zrange(key, 0, -1, withscores=True):
            store.zadd(key, {member: score - milliseconds})
    if store.exists("queue:seen"):
        for field in ("at", "spared"):
            store.hincrby("queue:seen", field, -milliseconds)
