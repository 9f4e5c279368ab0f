"""A board on a screen: a snapshot, then changes that follow it, whatever happens to Redis."""

import os
import signal
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import UUID

import pytest

from lab.stack import Stack
from tasks import ranking
from tests.boards.conftest import World
from tests.processes import until
from tests.realtime.client import Client, gunicorn

LIMITS = {"database_s": 0.3, "refresh_s": 0.5}
DAY = "board:global.day"


@pytest.fixture
def me(world: World) -> UUID:
    """The player who watches; boards are there."""
    ranking.rebuild_boards()
    return world.player()


def score(world: World, player: UUID, points: int) -> None:
    """A player gains points, and the boards follow."""
    world.gain(player, points)
    world.rank(world.changed(player))


class Screen:
    """What a client knows of a board, if it believes what it is told; fails at a gap."""

    def __init__(self, client: Client, snapshot: dict[str, Any]) -> None:
        self.client = client
        self.frames = 0
        self.version = 0
        self.entries: list[dict[str, Any]] = []
        self.me: dict[str, int] | None = None
        self.take(snapshot)

    def take(self, frame: dict[str, Any]) -> None:
        """Follow one frame."""
        if frame["type"] == "board.change":
            assert frame["since"] == self.version
            self.entries = frame["entries"] or self.entries
            self.me = frame["me"] or self.me
        else:
            assert frame["type"] == "board.snapshot", frame
            self.entries, self.me = frame["entries"], frame["me"]
        assert frame["topic"] == DAY
        self.version = frame["version"]
        self.frames += 1

    def until(self, points: dict[UUID, int], me: dict[str, int] | None) -> None:
        """Follow until this is shown."""
        shown = [(str(player), total) for player, total in points.items()]
        while [(entry["player_id"], entry["points"]) for entry in self.entries] != shown or self.me != me:
            self.take(self.client.receive())


def test_a_change_follows_the_snapshot(address: str, world: World, me: UUID) -> None:
    other = world.player()
    with Client(address, me) as client:
        screen = Screen(client, client.subscribe("global.day"))
        assert (screen.entries, screen.me, screen.version) == ([], None, world.version("global.day"))
        score(world, me, 10)
        screen.until({me: 10}, {"rank": 1, "points": 10})
        assert screen.version == world.version("global.day")
        assert screen.entries == [{"rank": 1, "player_id": str(me), "name": "Ada", "points": 10}]
        score(world, other, 20)
        screen.until({other: 20, me: 10}, {"rank": 2, "points": 10})
        with Client(address, other) as second:
            assert second.subscribe("global.day")["version"] == screen.version


def test_who_is_overtaken_out_of_sight_is_told(address: str, world: World, me: UUID) -> None:
    """The first ten stay the same and so do the points; only the rank moves."""
    leaders = [world.player() for _ in range(10)]
    for leader in leaders:
        world.gain(leader, 1_000)
    world.gain(me, 10)
    world.rank(world.changed(me, *leaders))
    with Client(address, me) as client:
        snapshot = client.subscribe("global.day")
        assert (len(snapshot["entries"]), snapshot["me"]) == (10, {"rank": 11, "points": 10})
        score(world, world.player(), 500)
        change = client.receive_type("board.change")
        assert (change["entries"], change["me"]) == ([], {"rank": 12, "points": 10})


def test_who_is_banned_sees_that_they_are_off(address: str, world: World, me: UUID) -> None:
    score(world, me, 10)
    with Client(address, me) as client:
        screen = Screen(client, client.subscribe("global.day"))
        world.show(me, False)
        world.rank(world.changed(me))
        screen.until({}, None)


def test_many_changes_are_few_frames(address: str, world: World, me: UUID) -> None:
    """At most ten a second, the first at once."""
    score(world, me, 1)
    with Client(address, me) as client:
        screen = Screen(client, client.subscribe("global.day"))
        told = {world.board("global.day").key: world.read(world.changed(me))[world.board("global.day").key]}
        began = monotonic()
        for _ in range(200):
            for entries in told.values():
                entries.versions[0] += 1
                entries.scores[0] += 1 << 24
            world.boards.write(told)
        screen.until({me: 201}, {"rank": 1, "points": 201})
        assert screen.frames <= 10 * (monotonic() - began) + 3


def test_another_subscription_is_another_snapshot(address: str, world: World, me: UUID) -> None:
    score(world, me, 10)
    with Client(address, me) as client:
        assert client.subscribe("global.day") == client.subscribe("global.day")
        client.send(type="unsubscribe", id="u", topic=DAY)
        assert client.receive()["id"] == "u"
        score(world, me, 10)
        assert client.subscribe("category.music.day")["me"] == {"rank": 1, "points": 20}


def test_a_wiped_redis_does_not_stop_the_screen(address: str, world: World, me: UUID) -> None:
    score(world, me, 10)
    with Client(address, me) as client:
        screen = Screen(client, client.subscribe("global.day"))
        world.redis.flushdb()
        score(world, me, 10)
        with Client(address, world.player()) as other:
            from_postgres = Screen(other, other.subscribe("global.day"))
            from_postgres.until({me: 20}, None)
            score(world, me, 10)
            from_postgres.until({me: 30}, None)
        ranking.rebuild_boards()
        score(world, me, 10)
        screen.until({me: 40}, {"rank": 1, "points": 40})
        assert screen.version == world.version("global.day")


def test_a_killed_redis_does_not_stop_the_screen(address: str, world: World, me: UUID, services: Stack) -> None:
    score(world, me, 10)
    with Client(address, me) as client:
        screen = Screen(client, client.subscribe("global.day"))
        services.valkey.kill()
        try:
            world.gain(me, 10)
            screen.until({me: 20}, {"rank": 1, "points": 20})
        finally:
            services.valkey.start()
        ranking.rebuild_boards()
        score(world, me, 10)
        screen.until({me: 30}, {"rank": 1, "points": 30})
        until(lambda: world.redis.pubsub_numsub("boards")[0][1], what="the subscription")


def test_an_unreadable_hint_is_passed_over(address: str, world: World, me: UUID) -> None:
    with Client(address, me) as client:
        screen = Screen(client, client.subscribe("global.day"))
        for hint in (b"", b"[]", b'{"board":"global.day@x","version":1,"players":7}', b"\xff"):
            world.redis.publish("boards", hint)
        score(world, me, 10)
        screen.until({me: 10}, {"rank": 1, "points": 10})


def test_draining(environ: dict[str, str], tmp_path: Path, world: World) -> None:
    """Everybody is told when to come back, and closed; the process ends by itself."""
    with gunicorn(environ, tmp_path / "log") as (address, pid):
        clients = [Client(address, world.player()) for _ in range(5)]
        clients[0].subscribe("global.day")
        os.kill(pid, signal.SIGTERM)
        after = [client.receive_type("draining")["reconnect_after_ms"] for client in clients]
        assert all(500 <= milliseconds <= 5_000 for milliseconds in after)
        assert len(set(after)) > 1
        assert [client.closed() for client in clients] == [1012] * 5
        for client in clients:
            client.socket.shutdown()
    assert not world.redis.keys("sockets:0*")
