"""Frames to one player's sockets, in whichever process those are. A hint: who is not connected misses it."""

from collections.abc import Iterable
from uuid import UUID

from redis import Redis

CHANNEL = "players"
"""Each message is a player's id as text (36 bytes), and then a frame as JSON."""


def tell(redis: "Redis", frames: Iterable[tuple[UUID, bytes]]) -> None:
    """Send frames to players. May raise RedisError."""
    with redis.pipeline(transaction=False) as pipeline:
        for player, frame in frames:
            pipeline.publish(CHANNEL, str(player).encode() + frame)
        pipeline.execute()


def read(message: bytes) -> tuple[str, bytes]:
    """The player and the frame of a message."""
    return message[:36].decode(errors="replace"), message[36:]
