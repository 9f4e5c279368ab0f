"""What is told at once to a player's sockets, in whichever process they are. A hint: who is away sees it later."""

from collections.abc import Iterable
from uuid import UUID

import msgspec
from redis import Redis

PLAYERS = "players"
"""Channel of frames for one player's sockets."""
BATTLES = "battles"
"""Channel of frames for everybody who has subscribed to a battle."""

_encode = msgspec.json.Encoder().encode


def tell(redis: "Redis", player: UUID, frame: bytes) -> None:
    """One server frame, as JSON, to all sockets of a player. Raises RedisError."""
    redis.publish(PLAYERS, _encode({"player_id": player, "frame": msgspec.Raw(frame)}))


def tell_all(redis: "Redis", battle: UUID, players: Iterable[UUID], frame: bytes) -> None:
    """The same frame to a battle's players and to whoever has subscribed to it. Raises RedisError."""
    for player in players:
        tell(redis, player, frame)
    redis.publish(BATTLES, _encode({"battle_id": battle, "frame": msgspec.Raw(frame)}))
