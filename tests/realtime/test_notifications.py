"""A message that is written appears on every socket of its player, and on nobody else's."""

from datetime import UTC, datetime
from uuid import UUID

from redis import Redis
from uuid_utils.compat import uuid7

from tasks import hints
from tests.boards.conftest import World
from tests.processes import until
from tests.realtime.client import Client

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def tell(player: UUID) -> str:
    """What `tasks.inbox` says of a message; its id."""
    id_ = uuid7()
    said = {
        "category": "progress",
        "lang": "es",
        "title": "Level 2",
        "body": "You have reached level 2.",
        "link": None,
        "unread": 3,
    }
    hints.notified([{"id": id_, "player_id": player, "created_at": AT, **said}])
    return str(id_)


def test_a_message_is_on_all_of_its_players_sockets(address: str, world: World) -> None:
    me, other = world.player(), world.player()
    with Client(address, me) as phone, Client(address, me) as desk, Client(address, other) as theirs:
        heard(world.redis)
        first, second, third = tell(me), tell(other), tell(me)
        expected = {
            "type": "notification",
            "id": first,
            "category": "progress",
            "lang": "es",
            "dir": "ltr",
            "title": "Level 2",
            "body": "You have reached level 2.",
            "link": None,
            "created_at": "2026-11-23T12:00:00Z",
            "unread": 3,
        }
        for socket in (phone, desk):
            assert socket.receive() == expected
            assert socket.receive() == expected | {"id": third}
        assert theirs.receive() == expected | {"id": second}


def test_who_left_is_told_nothing_and_nothing_breaks(address: str, world: World) -> None:
    me = world.player()
    with Client(address, me) as stays:
        with Client(address, me):
            pass
        heard(world.redis)
        world.redis.publish(hints.NOTICES, b"no hint")
        id_ = tell(me)
        assert stays.receive()["id"] == id_


def heard(redis: "Redis") -> None:
    """Wait until the process listens."""
    until(lambda: dict(redis.pubsub_numsub(hints.NOTICES))[hints.NOTICES.encode()] > 0, what="somebody listens")
