"""Telling players that a battle of theirs begins."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from redis import Redis

from bridges import told
from web.battles.making import Made
from web.realtime.battle_messages import Opponent, QueueMatched
from web.scoreboard import Scoreboard

_encode = msgspec.json.Encoder().encode


class Announcer:
    """One a process."""

    def __init__(self, redis: "Redis", scoreboard: Scoreboard) -> None:
        self._redis = redis
        self._scoreboard = scoreboard

    def announce(self, made: Sequence[Made]) -> None:
        """Tell both players of each battle, in whichever process they are. May raise RedisError."""
        frames = []
        for one in made:
            frames.append((one.players[0], _encode(self.matched(one, 0))))
            if one.wish.kind != "ghost":
                frames.append((one.players[1], _encode(self.matched(one, 1))))
        told.tell(self._redis, frames)

    def matched(self, made: Made, side: int) -> QueueMatched:
        """What a side is told."""
        wish = made.wish
        return QueueMatched(
            made.id,
            wish.mode,
            wish.kind,
            wish.ranked,
            made.category,
            made.lang,
            side,
            self.opponent(made.players[1 - side], wish.kind == "ghost"),
            made.starts_at,
        )

    def opponent(self, player: UUID, ghost: bool = False) -> Opponent:
        """A player as their opponent sees them."""
        face = self._scoreboard.faces([str(player)])[str(player)]
        return Opponent(str(player), face.name, None, provisional=True, ghost=ghost)
