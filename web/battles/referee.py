"""The referee: judges a move, agrees on it with all other processes, has it be safe, and only then tells it."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from redis import RedisError

from bridges import scripts
from bridges.battles import Battles, Gone, Standing
from bridges.breaker import Away
from bridges.journal import Journal
from bridges.postgres import Postgres
from bridges.scripts import Script
from events.catalog import BattleMoved
from events.codec import encode
from events.identity import move_event_id
from models import battles as stored
from rules.battle import step
from rules.battle_state import Move, Refused, State
from web.battles.showing import Show

_TRIES = 8
REMEMBERED = 2_000
"""Battles a process: more than play at once on any (docs/performance.md), and at 12 KB a script 24 MB in all."""
_encode_move = msgspec.json.Encoder().encode


class Unavailable(Exception):
    """The move may count or not: send it again, with its `move_id`."""


class Seen(NamedTuple):
    """A battle as it is agreed on and safe."""

    script: Script
    standing: Standing


class Referee:
    """One a process. Remembers how battles that run stood, so that most moves are agreed on in one trip to Redis."""

    def __init__(self, postgres: Postgres, battles: Battles, journal: Journal, show: Show) -> None:
        self._postgres = postgres
        self._battles = battles
        self._journal = journal
        self._show = show
        self._scripts: OrderedDict[UUID, Script] = OrderedDict()
        self._standings: OrderedDict[UUID, Standing] = OrderedDict()

    def script(self, battle: UUID) -> Script | None:
        """What a battle that runs asks; None: there is none of that id, or it has been settled. Raises Unavailable."""
        script = self._scripts.get(battle) or self._find_script(battle)
        if script is not None:
            _keep(self._scripts, battle, script)
        return script

    def _find_script(self, battle: UUID) -> Script | None:
        try:
            found = self._battles.script(battle)
            if found is not None:
                return found
        except RedisError:
            pass  # it is in Postgres, too
        try:
            with self._postgres.connect() as connection:
                document = stored.script(connection, battle)
        except Away as away:
            raise Unavailable from away
        return None if document is None else scripts.from_json(document)

    def look(self, battle: UUID) -> Standing:
        """A battle as it stands, after what is on its way is safe, and told. Raises Gone, Unavailable."""
        try:
            found = self._battles.load(battle)
            # Whoever made the moves may have died before they told of them.
            self._save(battle, found.life, found.pending, Show.again(found.seq), again=True)
        except RedisError as error:
            raise Unavailable from error
        self._remember(battle, found)
        return found

    def play(self, battle: UUID, script: Script, move: Move, now_ms: int) -> Standing:
        """Make a move; the battle with it. Once this returns, it counts whatever dies.

        Raises Refused: it does not count; Gone: the battle must be rebuilt first; Unavailable.
        """
        try:
            return self._play(battle, script, move, now_ms)
        except Refused as refused:
            if refused.code == "battle_over":
                self.forget(battle)
            raise
        except RedisError as error:
            self._standings.pop(battle, None)
            raise Unavailable from error

    def _play(self, battle: UUID, script: Script, move: Move, now_ms: int) -> Standing:
        remembered = self._standings.get(battle)
        before = remembered or self._battles.load(battle)
        for _ in range(_TRIES):
            try:
                state, messages = step(script.plan, before.state, move, now_ms)
            except Refused:
                if before is not remembered:
                    raise
                state = before.state
            if state is before.state and before is remembered:  # others may know more
                before, remembered = self._battles.load(battle), None
                continue
            if state is before.state:  # made before, and perhaps not safe yet
                return self.look(battle)
            event = event_of(battle, before.life, before.seq + 1, move, now_ms, state)
            found = self._battles.swap(battle, before, state, event)
            if (found.life, found.seq) == (before.life, before.seq):
                after = Standing(before.life, before.seq + 1, state, ())
                told = self._show.frames(battle, script, after, messages)
                self._save(battle, before.life, [*found.pending, event], told)
                self._remember(battle, after)
                return after
            before = found
        raise Unavailable

    def _save(self, battle: UUID, life: int, events: Sequence[bytes], told: bytes, again: bool = False) -> None:
        """Have events be safe, and tell of them, if the battle has the same life still."""
        if not events:
            return
        if not self._journal.write([(battle, event) for event in events]):
            raise Unavailable
        if not self._battles.confirm(battle, life, events, told, again):
            self._standings.pop(battle, None)
            raise Gone(str(battle))

    def _remember(self, battle: UUID, standing: Standing) -> None:
        if standing.state.phase == "over":
            self.forget(battle)
        else:
            _keep(self._standings, battle, standing)

    def forget(self, battle: UUID) -> None:
        """A battle is over, or runs no more as it was remembered: what is asked of it next is looked up anew."""
        self._scripts.pop(battle, None)
        self._standings.pop(battle, None)


def event_of(battle: UUID, life: int, seq: int, move: Move, now_ms: int, state: State) -> bytes:
    """The event that a move was made, after which the battle is in `state`."""
    return encode(
        BattleMoved(
            event_id=move_event_id(battle, life, seq),
            battle_id=battle,
            life=life,
            seq=seq,
            move=_encode_move(move).decode(),
            at=datetime.fromtimestamp(now_ms / 1000, UTC),
            over=state.phase == "over",
        )
    )


def _keep(kept: "OrderedDict[UUID, Script] | OrderedDict[UUID, Standing]", battle: UUID, value: object) -> None:
    kept[battle] = value  # type: ignore[assignment]  # the caller's pair fits
    kept.move_to_end(battle)
    if len(kept) > REMEMBERED:
        kept.popitem(last=False)
