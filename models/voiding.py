"""A battle made void by staff: what it did to ratings is given back, and its tokens are taken back."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from models import battle_results, closings, creative, ledger, ratings
from models.base import sql
from models.battles import BattleState
from models.ledger import Wanted
from models.ratings import Change, Key, Standing


@dataclass(frozen=True)
class Voided:
    """A battle that was made void: who was in it, what it was before, and what that did to ratings."""

    id: UUID
    players: tuple[UUID, UUID]
    was: BattleState
    changes: tuple[Change, ...]


def void(connection: Connection, battle: UUID, at: datetime) -> Voided | None:
    """Make a battle void; None: there is none, or it is void already.

    A running one ends without a result, and takes no more moves. Of a settled one the difference that it made is added
    to each rating as that stands now, and it is no game any more; ratings of a sealed season stay as they are. XP,
    counters and achievements stay. Tokens that it gave are taken back: a grant not paid yet is removed, what was paid
    is clawed back. A creative one that is not closed is closed as void; votes stay.
    """
    creative.annul(connection, battle, at)
    row = connection.execute(_LOCK, {"id": battle}).first()
    if row is None or row.state == "void":
        return None
    battle_results.annul(connection, [battle], at)
    changes = _give_back(connection, battle, at) if row.state == "settled" else ()
    _take_back(connection, battle)
    return Voided(battle, (row.first_id, row.second_id), row.state, changes)


_LOCK = sql("SELECT state, first_id, second_id FROM battles WHERE id = :id FOR NO KEY UPDATE")
_UNGRANT = sql("DELETE FROM grants WHERE source = 'battle' AND source_key = :key AND state <> 'paid'")
_PAID = sql("SELECT player_id, paid FROM grants WHERE source = 'battle' AND source_key = :key AND paid > 0")


def _take_back(connection: Connection, battle: UUID) -> None:
    # A grant that is being paid is waited for, and is paid then.
    connection.execute(_UNGRANT, {"key": str(battle)})
    paid = connection.execute(_PAID, {"key": str(battle)}).all()
    cause = {"battle": str(battle)}
    ledger.post(
        connection,
        [
            Wanted("void", f"{player}:{battle}", player, "claw_back", tokens, "battle", cause=cause)
            for player, tokens in paid
        ],
    )


def _give_back(connection: Connection, battle: UUID, at: datetime) -> tuple[Change, ...]:
    made = ratings.changes_of(connection, battle)
    sealed = closings.hold(connection, {change.key.season_id for change in made})
    due = {change.key: change for change in made if change.key.season_id not in sealed}
    if not due:
        return ()
    mode = made[0].mode
    standing = ratings.hold(connection, mode, due)
    after = {key: _without(standing[key], change) for key, change in due.items() if key in standing}
    changes = tuple(_change(battle, mode, key, standing[key], one, at) for key, one in sorted(after.items()))
    ratings.save(connection, mode, after)
    ratings.record(connection, changes)
    return changes


def _without(standing: Standing, change: Change) -> Standing:
    difference = change.before.rating - change.after.rating
    rating = replace(standing.rating, rating=standing.rating.rating + difference)
    return replace(standing, rating=rating, games=standing.games - 1)


def _change(battle: UUID, mode: str, key: Key, before: Standing, after: Standing, at: datetime) -> Change:
    return Change(battle, key, "void", mode, before.rating, after.rating, after.games, at)
