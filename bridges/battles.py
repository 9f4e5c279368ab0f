"""Quiz battles that run, in Redis: each one's state, its moves that Kafka or the outbox may not have, its deadline.

A move is made in three steps: `swap` changes the state if it is still what the move was judged by, and keeps the
event's bytes; they are produced; `confirm` drops the bytes and tells both players, if the battle's life is still the
same. Whoever touches the battle in between produces what is kept once more: its id makes it the same event.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, cast
from uuid import UUID

import msgspec
from redis import Redis

from bridges import battle_scripts, scripts, seats
from bridges.scripts import Script
from bridges.seats import Seat
from rules.battle_state import State

CHANNEL = "battles"
"""Frames of battles, each after its battle's id as text (36 bytes)."""
_DUE = "battles:due"
_KEPT_S = 3_600
_PREPARED_S = 60
_OVER_S = 300
"""A battle that is over stays for so long, for who comes back to see its end."""
LEASE_MS = 2_000
_REBUILT_S = 5
"""Who has claimed a battle for so long, and has not put it there, is dead: another may rebuild it."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(State).decode


class Standing(NamedTuple):
    """A battle as Redis has it. `pending` are events, oldest first, of which nobody knows yet that they are safe."""

    life: int
    seq: int
    state: State
    pending: Sequence[bytes]


class Gone(Exception):
    """The battle is not in Redis, or being rebuilt there."""


class Battles:
    """May raise RedisError everywhere."""

    def __init__(self, redis: "Redis") -> None:
        self._redis = redis
        script = redis.register_script
        self._prepare, self._start = script(battle_scripts.PREPARE), script(battle_scripts.START)
        self._claim, self._put = script(battle_scripts.CLAIM), script(battle_scripts.PUT)
        self._load, self._swap = script(battle_scripts.LOAD), script(battle_scripts.SWAP)
        self._confirm, self._lease = script(battle_scripts.CONFIRM), script(battle_scripts.LEASE)
        self._missing, self._rest = script(battle_scripts.MISSING), script(battle_scripts.REST)

    def prepare(self, made: Iterable[tuple[UUID, Script, State]]) -> None:
        """Put battles there before they are committed; nothing happens to them until they are started."""
        with self._redis.pipeline(transaction=False) as pipeline:
            for battle, script, state in made:
                pipeline.set(_script(battle), scripts.encode(script), ex=_KEPT_S)
                self._prepare(keys=_keys(battle), args=[_encode(state), _PREPARED_S], client=pipeline)
            pipeline.execute()

    def start(self, made: Iterable[tuple[UUID, Script, State]]) -> None:
        """Start battles that are committed. One that is not there any more is found missing, and rebuilt."""
        with self._redis.pipeline(transaction=False) as pipeline:
            for battle, script, state in made:
                values: list[str | int] = [_due(state), str(battle), _KEPT_S, *_seats(battle, script, state)]
                self._start(keys=_keys(battle), args=values, client=pipeline)
            pipeline.execute()

    def claim(self, lives: Mapping[UUID, int]) -> list[UUID]:
        """Begin to rebuild battles in these lives: nothing of an older one is confirmed any more.

        Those that are not there in the same life, or a newer one.
        """
        with self._redis.pipeline(transaction=False) as pipeline:
            for battle, life in lives.items():
                self._claim(keys=_keys(battle), args=[life, _KEPT_S], client=pipeline)
            claimed = pipeline.execute()
        return [battle for battle, done in zip(lives, claimed, strict=True) if done]

    def put(self, battle: UUID, script: Script, rebuilt: Standing) -> bool:
        """Put a claimed battle there, with the one event that says so; False: its claim is gone."""
        self._redis.set(_script(battle), scripts.encode(script), ex=_KEPT_S)
        state, event = rebuilt.state, rebuilt.pending[0]
        values: list[bytes | str | int] = [rebuilt.life, rebuilt.seq, _encode(state), _due(state), str(battle)]
        values += [_kept(state), event, *_seats(battle, script, state)]
        return bool(self._put(keys=_keys(battle), args=values))

    def script(self, battle: UUID) -> Script | None:
        """What a battle asks; None: it is not there (any more)."""
        raw = cast("bytes | None", self._redis.get(_script(battle)))
        return None if raw is None else scripts.decode(raw)

    def load(self, battle: UUID) -> Standing:
        """A battle as it stands. Raises Gone."""
        return _standing(battle, self._load(keys=_keys(battle)))

    def swap(self, battle: UUID, before: Standing, state: State, event: bytes) -> Standing:
        """Change a battle that is as it was before, as its move `before.seq + 1`, and keep the event's bytes.

        What was there: it was changed if that has the life and seq of `before`, and then `pending` has what is to be
        produced first. Raises Gone.
        """
        values: list[bytes | str | int] = [before.life, before.seq, _encode(state), event]
        values += [_due(state), str(battle), _kept(state)]
        return _standing(battle, self._swap(keys=_keys(battle), args=values))

    def confirm(self, battle: UUID, life: int, events: Sequence[bytes], told: bytes, again: bool = False) -> bool:
        """Drop the bytes of events that are safe, and tell the players; False: the battle has another life by now.

        `again`: they are others' events, and of several who find them safe at once one tells.
        """
        message = str(battle).encode() + told if told else b""
        values: list[bytes | str | int] = [life, CHANNEL, message, str(battle), 1 if again else ""]
        return bool(self._confirm(keys=_keys(battle), args=[*values, *events]))

    def tell(self, battle: UUID, told: bytes) -> None:
        """Tell every process of what is no move."""
        self._redis.publish(CHANNEL, str(battle).encode() + told)

    def lease_due(self, now_ms: int, most: int) -> list[UUID]:
        """Battles whose deadline has passed, which no other process sees for two seconds."""
        found = self._lease(keys=[_DUE], args=[now_ms, now_ms + LEASE_MS, most])
        return [UUID(raw.decode()) for raw in cast("list[bytes]", found)]

    def missing(self, battles: Mapping[UUID, int]) -> list[UUID]:
        """Those that are not there, in an older life than this, or without a deadline, and that nobody rebuilds."""
        with self._redis.pipeline(transaction=False) as pipeline:
            for battle, life in battles.items():
                self._missing(keys=_keys(battle), args=[str(battle), life, _REBUILT_S], client=pipeline)
            found = pipeline.execute()
        return [battle for battle, gone in zip(battles, found, strict=True) if gone]

    def rest(self, battle: UUID) -> None:
        """Nothing is due any more of a battle that is over, if all its events are safe."""
        self._rest(keys=_keys(battle), args=[str(battle)])
        self._redis.expire(_script(battle), _OVER_S)

    def drop(self, battle: UUID) -> None:
        """Forget a battle."""
        self._redis.zrem(_DUE, str(battle))
        self._redis.zrem(seats.KEY, *(Seat(battle, side).name for side in (0, 1)))
        self._redis.delete(*_keys(battle)[:2], _script(battle))


def _standing(battle: UUID, answer: Any) -> Standing:
    if answer is None:
        raise Gone(str(battle))
    life, seq, state, *pending = answer
    return Standing(int(life), int(seq), _decode(state), pending)


def _due(state: State) -> str:
    return "" if state.due_at is None else str(state.due_at)


def _kept(state: State) -> int:
    return _OVER_S if state.phase == "over" else _KEPT_S


def _keys(battle: UUID) -> list[str]:
    return [f"battle:{battle}", f"battle:{battle}:pending", _DUE, seats.KEY]


def _seats(battle: UUID, script: Script, state: State) -> list[str]:
    """Who is in it and not away: a ghost is not there."""
    there = [no for no, side in enumerate(state.sides) if not side.away and not (script.ghost and no == 1)]
    return [Seat(battle, no).name for no in there]


def _script(battle: UUID) -> str:
    return f"battle:{battle}:script"
