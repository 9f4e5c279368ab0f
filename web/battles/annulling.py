"""A battle that was made void while it ran: it goes on nowhere, and everybody who is at it is told."""

from collections.abc import Collection, Sequence
from uuid import UUID

import msgspec
from redis import Redis

from bridges import told
from bridges.battles import Battles
from models.battle_lists import BattleRow
from web.battles.showing import Show
from web.realtime.battle_messages import BattleVoided

_encode = msgspec.json.Encoder().encode


def end(redis: "Redis", battle: UUID, players: Collection[UUID]) -> None:
    """Drop a battle whose void is committed, and tell its players' sockets and those who watch. May raise RedisError.

    Without Redis its state goes with its time, and its moves are refused; who asks for it is told that it is no more.
    """
    battles, frame = Battles(redis), _encode(BattleVoided(battle))
    battles.drop(battle)
    told.tell(redis, [(player, frame) for player in players])
    battles.tell(battle, Show.voided(frame))


def fighting(battle: BattleRow) -> Sequence[UUID]:
    """Whom its void concerns: whose run a ghost plays does not fight."""
    return battle.players[: 1 if battle.kind == "ghost" else 2]
