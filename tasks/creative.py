"""Creative battles move on by ticks: from writing to whoever looks at entries, to the voting, and to their end."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic
from uuid import UUID

import structlog
from sqlalchemy import Connection

from events.catalog import VOTES
from events.identity import caused_event_id
from models import cases, creative, entries, erasure, grants, notices
from models.creative import Battle
from models.entries import Written
from models.grants import Due
from models.marks import Marks
from models.ratings import Change
from rules.creative import Result, after_writing, result, score, tokens
from rules.notices import Notice
from tasks import app, battle_ratings, hints, runtime
from tasks.battle_ratings import Ended
from tasks.closing import LATE, fresh_marks, hold_up, log_ends

log = structlog.get_logger()

QUEUE = "entries"
_AT_ONCE = 500
_TICK_S = 5.0
_GRACE = timedelta(seconds=2)
"""An entry that was taken in time commits within a second of its deadline, or waits for none."""


@app.task(name="tasks.creative.move_battles")
def move_battles() -> None:
    """Bring battles whose writing is over on; a step that was done is not done again."""
    now, until = datetime.now(UTC), monotonic() + _TICK_S
    with runtime.engine().connect() as connection:
        due = creative.written(connection, now - _GRACE, _AT_ONCE)
    for battle in due:
        if monotonic() > until:
            return
        move(battle, now)


def move(battle_id: UUID, now: datetime) -> str:
    """One step of one battle, in one transaction; says in a word which."""
    with runtime.engine().begin() as connection:
        battle, gone = _take(connection, battle_id)
        if battle is None or battle.phase not in ("writing", "moderating"):
            return "elsewhere"
        if battle.phase == "writing":
            entries.settle_pictures(connection, battle_id)
        written = entries.of_battles(connection, [battle_id]).get(battle_id, [])
        phase = after_writing(entries.states(written))
        if phase == "moderating":
            return _ask(connection, battle, written)
        if phase == "closed" and any(_may_be_undone(entry, now) for entry in written):
            return "waiting"
        if phase == "closed":
            told = partial(hints.closed, battle, _end(connection, battle, written, gone, now))
        else:
            told = partial(hints.voting, battle, creative.open_voting(connection, battle, now))
    told()
    return phase


def _take(connection: Connection, battle_id: UUID) -> tuple[Battle | None, Collection[UUID]]:
    """A battle, locked, if nobody else is at it; those of its players who were erased.

    Locks, in this order and by key: its players (against being erased meanwhile), the battle, seasons, ratings.
    """
    gone = erasure.erased(connection, creative.players(connection, battle_id))
    return creative.take(connection, battle_id), gone


def _ask(connection: Connection, battle: Battle, written: Sequence[Written]) -> str:
    """Have somebody look at what waits for that; each entry has its case once."""
    if battle.phase == "moderating":
        return "waiting"
    creative.moderate(connection, battle.id)
    waiting = {entry.id: max(1, len(entry.faults)) for entry in written if entry.state == "pending"}
    cases.signal(connection, QUEUE, "flag", waiting)
    return "moderating"


def _may_be_undone(entry: Written, now: datetime) -> bool:
    """Whether who refused it may still think better of it: nobody has lost before that."""
    return entry.state == "rejected" and entry.decided_at is not None and now < entry.decided_at + cases.UNDO


@app.task(name="tasks.creative.close_battles")
def close_battles() -> None:
    """Close every battle whose voting is over, once all that was received before is counted."""
    now, until = datetime.now(UTC), monotonic() + _TICK_S
    with runtime.engine().connect() as connection:
        due = creative.voted(connection, now - LATE, _AT_ONCE)
    fresh = fresh_marks(now, partial(log_ends, VOTES.name), VOTES.name) if due else None
    for battle in due:
        if monotonic() > until:
            return
        step(battle, now, fresh)


def step(battle_id: UUID, now: datetime, fresh: Marks | None) -> str:
    """One step of one battle's closing, in one transaction; says in a word which."""
    with runtime.engine().begin() as connection:
        battle, gone = _take(connection, battle_id)
        if (
            battle is None
            or battle.phase != "voting"
            or battle.voting_until is None
            or battle.voting_until > now - LATE
        ):
            return "elsewhere"
        held = hold_up(connection, battle.marks, fresh, partial(creative.mark, connection, battle_id))
        if held:
            return held
        written = entries.of_battles(connection, [battle_id]).get(battle_id, [])
        found = _end(connection, battle, written, gone, now)
    hints.closed(battle, found)
    return "closed"


def _end(
    connection: Connection, battle: Battle, written: Sequence[Written], gone: Collection[UUID], now: datetime
) -> Result:
    """Write the result, what it makes of both ratings, what both are given for it, and a message to each."""
    found = result(entries.states(written), (battle.votes[0], battle.votes[1]))
    given = tokens(found) if battle.ranked else (0, 0)
    changes = _rate(connection, battle, found, gone, now)
    rewards = [
        {**battle_ratings.told(changes.get((battle.id, player))), "xp": 0, "tokens": count}
        for player, count in zip(battle.player_ids, given, strict=True)
    ]
    creative.close(connection, battle.id, found, rewards, now)
    pairs = list(zip(battle.player_ids, given, strict=True))
    grants.add(connection, [Due(player, "battle", str(battle.id), count, now) for player, count in pairs if count])
    notices.tell(connection, [_notice(battle, side, found, given[side], now) for side in (0, 1)])
    log.info("creative battle closed", battle=str(battle.id), how=found.how, votes=sum(found.votes))
    return found


def _rate(
    connection: Connection, battle: Battle, found: Result, gone: Collection[UUID], now: datetime
) -> dict[tuple[UUID, UUID], Change]:
    """What a battle makes of both ratings, by battle and player; of one that is not ranked or has no score, nothing."""
    reached = score(found) if battle.ranked else None
    first, second = battle.player_ids
    rated = [] if reached is None else [Ended(battle.id, (first, second), reached, now)]
    return battle_ratings.rate(connection, "creative", rated, gone, now)


def _notice(battle: Battle, side: int, found: Result, given: int, now: datetime) -> Notice:
    player = battle.player_ids[side]
    values: dict[str, str | int] = {
        "battle": str(battle.id),
        "prompt": battle.prompt,
        "votes": found.votes[side],
        "of": sum(found.votes),
        "paid": given,
    }
    return Notice(UUID(caused_event_id("creative", battle.id, player)), player, _kind(found, side), values, now)


def _kind(found: Result, side: int) -> str:
    if found.how in ("tie", "void"):
        return f"creative_{found.how}"
    return f"creative_{'won' if found.winner == side else 'lost'}{'_by_default' if found.how == 'default' else ''}"
