"""Telling players that a battle of theirs begins."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from redis import Redis

from bridges import told
from bridges.breaker import Away
from bridges.postgres import Postgres
from models import ratings
from models.ratings import Rated
from rules.rating import is_provisional
from web.battles.making import Made
from web.realtime.battle_messages import Opponent, QueueMatched
from web.scoreboard import Scoreboard

_encode = msgspec.json.Encoder().encode


class Announcer:
    """One a process."""

    def __init__(self, postgres: Postgres, redis: "Redis", scoreboard: Scoreboard) -> None:
        self._postgres = postgres
        self._redis = redis
        self._scoreboard = scoreboard

    def announce(self, made: Sequence[Made]) -> None:
        """Tell both players of each battle, in whichever process they are. May raise RedisError."""
        opponents = self._opponents(made) if made else {}
        frames = []
        for one in made:
            for side in (0,) if one.wish.kind == "ghost" else (0, 1):
                frames.append((one.players[side], _encode(_matched(one, side, opponents[one.players[1 - side]]))))
        told.tell(self._redis, frames)

    def _opponents(self, made: Sequence[Made]) -> dict[UUID, Opponent]:
        players = {player for one in made for player in one.players}
        rated = self._rated(list(players), made[0].wish.mode)
        faces = self._scoreboard.faces(map(str, players), fresh=True)
        return {player: as_opponent(player, faces[str(player)].name, rated.get(player)) for player in players}

    def _rated(self, players: Sequence[UUID], mode: str) -> Mapping[UUID, Rated]:
        """Their ratings, as far as they have any; nobody's while Postgres is away."""
        with suppress(Away), self._postgres.connect() as connection:
            return ratings.current(connection, players, mode, datetime.now(UTC).date())
        return {}


def as_opponent(player: UUID, name: str, rated: Rated | None) -> Opponent:
    """A player as an opponent is told of them; `rated` None: they have no rating, or Postgres is away."""
    rating = None if rated is None else round(rated.rating.rating)
    provisional = rated is None or is_provisional(rated.games)
    return Opponent(str(player), name, rating, provisional, ghost=False)


def _matched(made: Made, side: int, opponent: Opponent) -> QueueMatched:
    wish = made.wish
    return QueueMatched(
        made.id,
        wish.mode,
        wish.kind,
        wish.ranked,
        made.category or None,
        made.lang,
        side,
        msgspec.structs.replace(opponent, ghost=wish.kind == "ghost"),
        made.starts_at,
    )
