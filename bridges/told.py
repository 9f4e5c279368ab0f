"""Frames to one player's sockets, in whichever process those are. A hint: who is not connected misses it."""

from collections.abc import Iterable
from uuid import UUID

import msgspec
from redis import Redis

from models import referral_steps
from models.ledger import Posted
from models.redemption_steps import Changed

CHANNEL = "players"
"""Each message is a player's id as text (36 bytes), and then a frame as JSON."""


def tell(redis: "Redis", frames: Iterable[tuple[UUID, bytes]]) -> None:
    """Send frames to players. May raise RedisError."""
    with redis.pipeline(transaction=False) as pipeline:
        for player, frame in frames:
            pipeline.publish(CHANNEL, str(player).encode() + frame)
        pipeline.execute()


def wallets(posted: Iterable[Posted]) -> list[tuple[UUID, bytes]]:
    """The frames that tell players how they stand: of several changes of one, the last."""
    latest = {one.player: one for one in posted if one.is_new}
    return [(player, _wallet(one)) for player, one in latest.items()]


def redemptions(changed: Iterable[Changed]) -> list[tuple[UUID, bytes]]:
    """The frames that tell players of their redemptions (web.realtime.redemption_messages), and of their tokens."""
    changed = [one for one in changed if one.is_new]
    frames = [
        (one.player, msgspec.json.encode({**_REDEMPTION, "id": one.id, "state": one.state, "version": one.version}))
        for one in changed
    ]
    return frames + wallets(posted for one in changed for posted in one.posted)


def referrals(changed: Iterable[referral_steps.Changed]) -> list[tuple[UUID, bytes]]:
    """The frames that tell both sides of their referrals (web.realtime.referral_messages)."""
    return [
        (player, msgspec.json.encode({**_REFERRAL, "id": one.id, "state": one.state, "version": one.version}))
        for one in changed
        for player in one.sides
    ]


_REFERRAL = {"type": "referral.changed"}
_REDEMPTION = {"type": "redemption.changed"}


def _wallet(one: Posted) -> bytes:
    standing = one.standing
    frame = {**standing._asdict(), "type": "wallet.changed", "version": one.id, "free": standing.free}
    return msgspec.json.encode(frame)


def read(message: bytes) -> tuple[str, bytes]:
    """The player and the frame of a message."""
    return message[:36].decode(errors="replace"), message[36:]
