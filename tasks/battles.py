"""Moves of quiz battles: a slice of `battle.moves` is stored, and the battles that it ends are settled."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import Connection

from bridges.battle_fold import decode_move
from events.catalog import BATTLES, BattleMoved
from models import battle_moves, battle_results
from models.battle_results import Settled
from models.battles import FIRST
from models.carried import Tally
from rules.errors import Rejected
from tasks import app, hints, runtime
from tasks.battle_settling import Over, settle
from tasks.refusing import refuse
from tasks.slices import Batch, Slice, SliceTask, run

log = structlog.get_logger()

OVERDUE = timedelta(seconds=5)
_LOOKED_AT = 5_000
"""Battles that run, of which one tick finds those that are over: the next goes on where it stopped."""
_AT_ONCE = 100
_MOST = 1_000
"""Settled by one tick, lest slices wait for long."""


@app.task(name=BATTLES.task, base=SliceTask)
def fold_moves(topic: str, topic_id: str, partition: int, lo: int, hi: int, attempt: int, parcel: str) -> None:
    """Store one slice's moves, settle the battles that are over with them, and tell their players."""
    found: list[UUID] = []
    piece = Slice.of(topic, topic_id, partition, lo, hi, attempt, parcel)
    if run(piece, partial(apply, found)) == "applied":
        tell_settled(found)


class _Round:
    """Through all battles that run, a part at each tick: what cannot be settled keeps nobody from their turn."""

    def __init__(self) -> None:
        self._after = FIRST

    def next(self) -> list[UUID]:
        """Those that are overdue among the next ones."""
        with runtime.engine().connect() as connection:
            before = datetime.now(UTC) - OVERDUE
            ids, after = battle_results.overdue(connection, before, self._after, _LOOKED_AT)
        self._after = ids[_MOST - 1] if len(ids) > _MOST else after or FIRST
        return ids[:_MOST]


_round = _Round()
"""Of this worker."""


@app.task(name="tasks.battles.settle_overdue")
def settle_overdue() -> None:
    """Settle what has been over for a while, should a slice have left it."""
    ids = _round.next()
    for first in range(0, len(ids), _AT_ONCE):
        with runtime.engine().begin() as connection:
            found = settle(connection, ids[first : first + _AT_ONCE])
        log.info("battles settled late", count=len(found))
        tell_settled(found)


def apply(found: list[UUID], connection: Connection, batch: Batch) -> Tally:
    """Store moves of battles that run; `found` gets those that are settled, if this is committed."""
    for event in batch.events:
        _check(event)
    states = battle_results.states(connection, {event.battle_id for event in batch.events})
    if missing := next((event for event in batch.events if event.battle_id not in states), None):
        raise Rejected("unknown_battle", f"no such battle: {missing.battle_id}")
    over = [no for no, event in enumerate(batch.events) if states[event.battle_id] != "running"]
    late = set(over)
    kept = [no for no in range(len(batch.events)) if no not in late]
    fresh = battle_moves.insert(connection, [_row(batch, no) for no in kept]) if kept else set()
    first = {key: no for no in reversed(kept) if (key := _key(batch.events[no])) in fresh}
    ended = battle_moves.with_an_end(connection, {key[0] for key in fresh}) if fresh else set()
    found += settle(connection, ended, partial(_completed, first))
    stored = battle_moves.stored(connection, {_key(batch.events[no]) for no in over})
    refused = refuse(connection, batch, "battle_over", [no for no in over if _key(batch.events[no]) not in stored])
    return Tally(applied=len(fresh), copies=len(batch.events) - len(fresh) - refused, refused=refused)


def _check(event: BattleMoved) -> None:
    """What cannot be read could never be folded. Raises Rejected."""
    try:
        decode_move(event.move)
    except msgspec.MsgspecError as fault:
        raise Rejected("malformed_move", str(fault)) from fault


_Key = tuple[UUID, int, int]


def _key(event: BattleMoved) -> _Key:
    return event.battle_id, event.life, event.seq


def _completed(first: Mapping[_Key, int], over: Over) -> int:
    """Which event of a batch was the last that the battle's end had to wait for: ratings follow the log's order."""
    moves = (one.stored for one in over.folded.moves)
    return max(first.get((move.battle_id, move.life, move.seq), -1) for move in moves)


def _row(batch: Batch, no: int) -> dict[str, object]:
    event = batch.events[no]
    return {
        "battle_id": event.battle_id,
        "life": event.life,
        "seq": event.seq,
        "move": event.move,
        "at": event.at,
        "over": event.over,
        "kafka_partition": batch.slice.partition,
        "kafka_offset": batch.offsets[no],
    }


def tell_settled(ids: Sequence[UUID]) -> None:
    """Tell the players of battles that are settled, each their own, what they got. A hint: it may be lost."""
    if not ids:
        return
    with runtime.engine().connect() as connection:
        settled = battle_results.settled(connection, ids)
    hints.tell([frame for battle in settled for frame in frames(battle)])


def frames(battle: Settled) -> list[tuple[UUID, bytes]]:
    """`battle.settled` to each player (web.realtime.battle_messages)."""
    result: Mapping[str, Any] = battle.result
    told = {
        "type": "battle.settled",
        "battle_id": battle.id,
        "result": {"winner": result["winner"], "reason": result["reason"]},
        "totals": result["points"],
    }
    pairs = zip(battle.players, result["rewards"], strict=True)
    return [(player, msgspec.json.encode(told | {"reward": reward})) for player, reward in pairs if reward]
