"""What is told after a commit, for whoever waits just now. A hint may be lost: the truth is in Postgres."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from time import monotonic, time
from typing import Any
from uuid import UUID

import msgspec
import structlog
from redis import Redis, RedisError

from bridges import seen, told
from events.catalog import AnswerSubmitted
from events.codec import CodecError, decode
from models import referral_steps
from models.creative import Battle
from models.ledger import Posted
from models.redemption_steps import Changed
from rules.creative import Result
from tasks import runtime
from tasks.slices import Slice

CHANNEL = "carried"
NOTICES = "notifications"
_QUIET_S = 1.0

log = structlog.get_logger()
_quiet_until = 0.0


def applied(piece: Slice) -> None:
    """Tell the web that a partition is applied up to `piece.hi`; while Redis is away, do not even try."""
    _publish(CHANNEL, [{"topic": piece.topic, "partition": piece.partition, "applied": piece.hi}])


def received(piece: Slice) -> None:
    """Note when the oldest answer of a slice that is applied was taken, for when boards show it (bridges.seen)."""
    try:
        oldest = decode(piece.values[0])
    except CodecError:
        return
    if isinstance(oldest, AnswerSubmitted):
        place = f"{piece.topic}/{piece.partition}"
        _try(lambda redis: seen.applied(redis, place, piece.lo, piece.hi, oldest.received_at))


def ranked(sources: Iterable[str]) -> None:
    """Boards show what these sources changed."""
    _try(lambda redis: seen.shown(redis, sources, time()))


def notified(written: Iterable[Mapping[str, Any]]) -> None:
    """Tell the sockets of messages that are in their players' inboxes."""
    _publish(NOTICES, written)


def tell(frames: Iterable[tuple[UUID, bytes]]) -> None:
    """Send frames to players' sockets."""
    _try(lambda redis: told.tell(redis, frames))


def paid(posted: Iterable[Posted]) -> None:
    """Tell players of their wallets."""
    frames = told.wallets(posted)
    if frames:
        tell(frames)


def redeemed(changed: Iterable[Changed]) -> None:
    """Tell players of their redemptions, and of their tokens."""
    tell(told.redemptions(changed))


def referred(changed: Iterable[referral_steps.Changed]) -> None:
    """Tell both sides of referrals of theirs."""
    frames = told.referrals(changed)
    if frames:
        tell(frames)


def voting(battle: Battle, until: datetime) -> None:
    """Tell a creative battle's players that it is voted on."""
    _tell(battle, {"type": "creative.entries", "battle_id": battle.id, "voting_until": until})


def closed(battle: Battle, result: Result) -> None:
    """Tell the same of its end."""
    _tell(battle, {"type": "creative.closed", "battle_id": battle.id, "result": asdict(result)})


def _tell(battle: Battle, frame: Mapping[str, Any]) -> None:
    raw = msgspec.json.encode(frame)
    tell([(player, raw) for player in battle.player_ids])


def _publish(channel: str, hints: Iterable[Mapping[str, Any]]) -> None:
    def publish(redis: "Redis") -> None:
        for hint in hints:
            redis.publish(channel, msgspec.json.encode(hint))

    _try(publish)


def _try(publish: Callable[["Redis"], None]) -> None:
    global _quiet_until
    if monotonic() < _quiet_until:
        return
    try:
        publish(runtime.boards())
    except RedisError as error:
        _quiet_until = monotonic() + _QUIET_S
        log.info("hint lost", error=str(error))
