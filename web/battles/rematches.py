"""Rematches: the same two once more, when one wants it within a minute of the other, soon after the end."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from redis import Redis

from bridges import told
from bridges.denials import Denials
from bridges.postgres import Postgres
from bridges.scripts import Script
from models import pairs
from models.battles import Outcome, Wish
from rules.sanctions import told as told_why
from web.battles.making import Maker
from web.battles.referee import Referee
from web.realtime.battle_messages import BattleRematchAsked

_WITHIN_S = 60
_encode = msgspec.json.Encoder().encode

# KEYS who has asked; ARGV side, seconds. 0: this side had asked before; 1: it is the first; 2: now both have.
_ASK = """
if redis.call('SADD', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('EXPIRE', KEYS[1], ARGV[2])
return redis.call('SCARD', KEYS[1])
"""


class NoRematch(Exception):
    """There cannot be one; the message says why."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class NeverMeet(Exception):
    """The two are never to meet, which neither is told: as for a duel with somebody whom one does not meet."""


class Rematches:
    """Who has asked is kept in Redis alone: if it is lost, they ask again."""

    def __init__(self, postgres: Postgres, redis: "Redis", referee: Referee, maker: Maker, denials: Denials) -> None:
        self._postgres = postgres
        self._redis = redis
        self._ask = redis.register_script(_ASK)
        self._referee = referee
        self._maker = maker
        self._denials = denials

    def ask(self, battle: UUID, script: Script, side: int) -> None:
        """A side wants another battle; the second one begins it.

        Asking twice is asking once. Raises NoRematch, NeverMeet, Gone, Unavailable, Away, RedisError, OperationalError.
        """
        if self._referee.look(battle).state.phase != "over":
            raise NoRematch("battle_not_over", "The battle is not over.")
        self._must_meet(script.players, side)
        key = f"battle:{battle}:rematch"
        asked = int(self._ask(keys=[key], args=[side, _WITHIN_S]))
        if asked == 1:
            frame = _encode(BattleRematchAsked(battle, side))
            told.tell(self._redis, [(script.players[1 - side], frame)])
        elif asked == 2:
            # Unranked: whoever chooses their opponent could choose who wins, too.
            wish = Wish("quiz", "rematch", False, script.category, [script.lang], script.players)
            try:
                _check(self._maker.make([wish])[0])
            except Exception:
                self._redis.srem(key, side)  # asked again, it is tried again
                raise

    def _must_meet(self, players: Sequence[UUID], side: int) -> None:
        """Who may only practise has no rematch, and nobody has one with them or with who is banned: as for duels."""
        me, other = players[side], players[1 - side]
        if denied := self._denials.ranked(me):
            raise NoRematch("ranked_blocked", told_why("ban_ranked", denied.ground, denied.until))
        if self._denials.denied(other) or self._denials.ranked(other):
            raise NeverMeet
        with self._postgres.connect() as connection:
            if pairs.restricted(connection, players):
                raise NeverMeet


def _check(outcome: Outcome) -> None:
    if outcome.why == "in_battle":
        raise NoRematch("in_battle", "One of you is in another battle.")
    if outcome.why:
        raise NoRematch(outcome.why, "There are no questions left for the two of you.")
