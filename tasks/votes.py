"""Votes on creative battles: a slice is counted with a handful of statements, each voter's first vote once."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection

from events.catalog import VOTES, VoteCast
from models import creative, denials, entries, votes
from models.carried import Tally
from models.creative import Battle
from models.denials import Period
from models.votes import Key
from rules.blocks import covers
from rules.errors import Rejected
from tasks import app, hints
from tasks.refusing import refuse
from tasks.slices import Batch, Slice, SliceTask, run

Sides = Mapping[UUID, int]
"""Which side an entry has."""


@app.task(name=VOTES.task, base=SliceTask)
def count_votes(topic: str, topic_id: str, partition: int, lo: int, hi: int, attempt: int, parcel: str) -> None:
    """Count the votes of one slice."""
    piece = Slice.of(topic, topic_id, partition, lo, hi, attempt, parcel)
    if run(piece, apply) == "applied":
        hints.applied(piece)


def apply(connection: Connection, batch: Batch) -> Tally:
    """Insert the votes that are their voters' first ones, and add them to their battles' tallies.

    Their battles are held first: none is closed before what was received in time is counted.
    """
    battles = creative.hold_all(connection, {event.battle_id for event in batch.events})
    sides = _sides(connection, battles, batch)
    known = votes.standing(connection, {_key(event) for event in batch.events})
    unfit = _unfit(connection, batch, battles, known)
    refused = sum(refuse(connection, batch, code, indexes) for code, indexes in unfit.items())
    first, others = _first_votes(batch, known, {index for indexes in unfit.values() for index in indexes})
    fresh = votes.insert(connection, [_row(batch, index) for index in first.values()])
    _count(connection, batch, [first[key] for key in fresh], sides)
    others += [index for key, index in first.items() if key not in fresh]
    refused += _refuse_superseded(connection, batch, others)
    return Tally(applied=len(fresh), copies=len(batch.events) - len(fresh) - refused, refused=refused)


def _key(event: VoteCast) -> Key:
    return event.voter_id, event.battle_id


def _sides(connection: Connection, battles: Mapping[UUID, Battle], batch: Batch) -> Sides:
    """The side of every entry that is voted for. Raises Rejected where there is no such battle, or entry of it."""
    found = entries.of_battles(connection, battles)
    for event in batch.events:
        if event.battle_id not in battles:
            raise Rejected("unknown_battle", f"there is no creative battle {event.battle_id}")
        if all(entry.id != event.entry_id for entry in found.get(event.battle_id, ())):
            raise Rejected("unknown_entry", f"{event.entry_id} is no entry of the battle {event.battle_id}")
    return {entry.id: entry.side for each in found.values() for entry in each}


def _unfit(
    connection: Connection, batch: Batch, battles: Mapping[UUID, Battle], known: Collection[Key]
) -> dict[str, list[int]]:
    """Which votes do not count, of voters who have none in the battle yet, by the code that says why."""
    banned = denials.periods(connection, {event.voter_id for event in batch.events})
    found: defaultdict[str, list[int]] = defaultdict(list)
    for index, event in enumerate(batch.events):
        code = None if _key(event) in known else _judge(battles[event.battle_id], event, banned.get(event.voter_id, ()))
        if code:
            found[code].append(index)
    return found


def _judge(battle: Battle, event: VoteCast, banned: Sequence[Period]) -> str | None:
    """Why a vote does not count; None: it does."""
    bans = [(period.since, period.until) for period in banned if not period.ranked]
    if battle.side(event.voter_id) is not None:
        return "own_battle"
    if covers(bans, event.received_at):
        return "blocked"
    if battle.phase not in ("voting", "moderating") or battle.voting_until is None:
        return "voting_closed"
    if event.received_at > battle.voting_until:
        return "voting_closed"
    return None


def _first_votes(batch: Batch, known: Collection[Key], unfit: Collection[int]) -> tuple[dict[Key, int], list[int]]:
    """Index of the first vote of each voter who has none in its battle, and of those that came after it, or after all.

    Those that are unfit are in neither.
    """
    first: dict[Key, int] = {}
    others = []
    for index, event in enumerate(batch.events):
        if index not in unfit and (_key(event) in known or first.setdefault(_key(event), index) != index):
            others.append(index)
    return first, others


def _row(batch: Batch, index: int) -> dict[str, object]:
    event = batch.events[index]
    return {
        "voter_id": event.voter_id,
        "battle_id": event.battle_id,
        "entry_id": event.entry_id,
        "event_id": event.event_id,
        "received_at": event.received_at,
        "kafka_partition": batch.slice.partition,
        "kafka_offset": batch.offsets[index],
    }


def _count(connection: Connection, batch: Batch, applied: list[int], sides: Sides) -> None:
    """One update a battle, however many votes it has."""
    counted: defaultdict[UUID, list[int]] = defaultdict(lambda: [0, 0])
    for index in applied:
        event = batch.events[index]
        counted[event.battle_id][sides[event.entry_id]] += 1
    if counted:
        creative.count(connection, counted)


def _refuse_superseded(connection: Connection, batch: Batch, indexes: list[int]) -> int:
    """Of votes that were not their voters' first, refuse those for the other entry; how many. The rest are copies."""
    standing = votes.standing(connection, {_key(batch.events[index]) for index in indexes})
    superseded = [
        index
        for index in indexes
        if standing.get(_key(batch.events[index])) not in (None, batch.events[index].entry_id)
    ]
    return refuse(connection, batch, "superseded", superseded)
