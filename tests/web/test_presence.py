"""Who is there: shown to friends who may see it, and to staff; from leases that come back by themselves."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis.exceptions import ConnectionError as RedisAway
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges.sockets import Knock, Sockets
from tests.web.admin.conftest import Member, employ
from tests.web.conftest import Guest
from tests.web.friendly import ask, befriend, block, profile
from web.wires import Wires

__all__ = ["employ"]

Employ = Callable[..., Member]


@pytest.fixture
def friend(guest: Guest, become: Callable[..., Guest]) -> Guest:
    other = become()
    befriend(guest, other)
    return other


@pytest.fixture
def sockets(wires: Wires) -> Sockets:
    return Sockets(wires.redis, 3, 60)


def come(sockets: Sockets, guest: Guest) -> str:
    socket = uuid7().hex
    assert sockets.admit([Knock(str(guest.id), socket, uuid7().hex, 30)]) == ["welcome"]
    return socket


def seen(guest: Guest, other: Guest) -> Any:
    """How one sees another, in the list of friends and on their profile."""
    [listed] = [one for one in guest.get("/v1/friends").json["items"] if one["player_id"] == str(other.id)] or [{}]
    shown = profile(guest, other)["presence"]
    assert listed.get("presence") == shown
    return shown


def test_a_friend_is_seen_to_come_to_fight_and_to_go(
    guest: Guest, friend: Guest, sockets: Sockets, engine: Engine
) -> None:
    was = seen(guest, friend)
    assert was["state"] == "offline"
    socket = come(sockets, friend)
    assert seen(guest, friend) == {"state": "online", "last_seen_at": None}
    with engine.begin() as connection:
        values = {"player": friend.id, "battle": uuid7()}
        connection.execute(text("INSERT INTO in_battle (player_id, battle_id) VALUES (:player, :battle)"), values)
    assert seen(guest, friend) == {"state": "in_battle", "last_seen_at": None}
    sockets.leave(str(friend.id), socket)
    gone = seen(guest, friend)
    assert gone["state"] == "offline"
    assert gone["last_seen_at"] > was["last_seen_at"]
    assert datetime.now(UTC) - datetime.fromisoformat(gone["last_seen_at"]) < timedelta(minutes=1)


def test_after_redis_was_wiped_presence_comes_back_by_itself(
    guest: Guest, friend: Guest, sockets: Sockets, wires: Wires
) -> None:
    socket = come(sockets, friend)
    wires.redis.flushdb()
    wiped = seen(guest, friend)
    assert wiped["state"] == "offline"
    assert wiped["last_seen_at"], "as their login was renewed"
    sockets.renew([(str(friend.id), socket)])
    assert seen(guest, friend)["state"] == "online"
    Sockets(wires.redis, 3, 0.0).renew([(str(friend.id), socket)])
    assert seen(guest, friend)["state"] == "offline", "a process that died renews nothing"


def test_who_wants_nobody_to_see_it_is_seen_by_nobody_but_staff(
    guest: Guest, friend: Guest, sockets: Sockets, employ: Employ
) -> None:
    come(sockets, friend)
    assert friend.get("/v1/me").json["presence"] == "friends"
    options = {"json": {"presence": "nobody"}, "headers": {}}
    assert friend._send("PATCH", "/v1/me", options).json["presence"] == "nobody"
    assert seen(guest, friend) is None
    viewer = employ("viewer")
    shown = viewer.get(f"/v1/admin/players/{friend.id}").json
    assert shown["presence"] == {"state": "online", "last_seen_at": None}
    found = viewer.post("/v1/admin/players/search", {"by": "id", "value": str(friend.id)}).json["items"]
    assert [one["presence"] for one in found] == [shown["presence"]]
    assert friend._send("PATCH", "/v1/me", {"json": {"presence": "all"}, "headers": {}}).status_code == 422


def test_no_stranger_no_asking_and_nobody_beyond_a_block_sees_it(
    guest: Guest, friend: Guest, become: Callable[..., Guest], sockets: Sockets, engine: Engine
) -> None:
    stranger = become()
    come(sockets, guest)
    assert seen(stranger, guest) is None
    ask(stranger, guest)
    assert seen(stranger, guest) is None, "an asking is no friendship"
    assert seen(friend, guest)["state"] == "online"
    block(guest, friend)
    assert seen(friend, guest) is None
    with engine.begin() as connection:  # a friendship that a block had left over
        values = {"low": min(guest.id, friend.id), "high": max(guest.id, friend.id), "by": guest.id}
        connection.execute(text("INSERT INTO friendships VALUES (:low, :high, :by, now(), now())"), values)
    assert [seen(friend, guest), seen(guest, friend)] == [None, None]


def test_while_redis_is_away_nobody_is_said_to_be_gone(
    guest: Guest, friend: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> Any:
        raise RedisAway

    monkeypatch.setattr("web.presence.last_seen", away)
    assert seen(guest, friend) is None
