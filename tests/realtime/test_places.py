"""A player's places: kept while their sockets are open, given back at once, and forgotten with a process that dies."""

from uuid import uuid4

import pytest

from bridges.sockets import Sockets, players_online
from tests.boards.conftest import World
from tests.processes import until
from tests.realtime.client import TOKENS, Client
from tests.realtime.raw import goodbye, raw

LIMITS = {"lease_s": 1.5, "goodbye_s": 6.0}


def test_places_are_renewed_while_their_sockets_are_open(address: str, world: World) -> None:
    player = uuid4()
    with Client(address, player), Client(address, player), Client(address, player):
        first = ends(world, str(player))
        until(lambda: ends(world, str(player)) > first + 400, what="the leases being renewed")
        with Client(address) as fourth:
            fourth.send(type="hello", token=TOKENS.sign_realtime(player), protocol=1)
            assert fourth.receive()["code"] == "too_many_sockets"


def ends(world: World, player: str) -> float:
    """When the last of a player's leases ends, by Redis' clock in milliseconds."""
    found = world.redis.zrange(f"sockets:{player}", -1, -1, withscores=True)
    return float(found[0][1])


def test_who_has_said_goodbye_is_not_counted_again(address: str, world: World) -> None:
    """Though its connection is kept open for a while, through several renewals, to end cleanly."""
    player, other = uuid4(), uuid4()
    with Client(address, other), raw(address, player) as leaving:
        leaving.send(goodbye(1000))
        assert leaving.ending()[0] == 1000
        until(lambda: not world.redis.exists(f"sockets:{player}"), 5, "its place being given back")
        first = ends(world, str(other))
        until(lambda: ends(world, str(other)) > first + 1_200, what="the others' leases being renewed")
        assert not world.redis.exists(f"sockets:{player}")


@pytest.mark.parametrize("count", [0, 1, 200, 450])
def test_many_are_renewed_in_parts(world: World, count: int) -> None:
    held = [(str(uuid4()), uuid4().hex) for _ in range(count)]
    before = players_online(world.redis)
    Sockets(world.redis, most=3, lease_s=20).renew(pair for pair in held)
    assert players_online(world.redis) == before + count
    for player, socket in held:
        assert world.redis.zrange(f"sockets:{player}", 0, -1) == [socket.encode()]
        assert 0 < world.redis.pttl(f"sockets:{player}") <= 20_000
    world.redis.delete("sockets:online")
