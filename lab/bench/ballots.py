"""Creative battles that are voted on, and votes as the web would have accepted them: some twice, some crossed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from uuid import UUID

from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from events.catalog import VoteCast
from events.identity import vote_event_id

COPIED, CROSSED = 0.05, 0.05
"""Shares of votes that come again as they are, and again for the other entry."""

_BATTLES = """
INSERT INTO creative_battles (battle_id, prompt_id, prompt, takes, lang, player_ids, ranked, phase, writing_until,
                              voting_s, voting_until)
SELECT uuidv7(), uuidv7(), 'A prompt', 'text', 'en', ARRAY[uuidv7(), uuidv7()], true, 'voting', now(), 7200,
       now() + interval '2 hours'
FROM generate_series(1, :count) RETURNING battle_id
"""
_ENTRIES = """
INSERT INTO entries (id, battle_id, side, player_id, kind, text, state)
SELECT uuidv7(), b.battle_id, s, b.player_ids[s + 1], 'text', 'An entry', 'approved'
FROM creative_battles b, generate_series(0, 1) s WHERE b.battle_id = ANY(:battles)
"""


@dataclass(frozen=True)
class Pair:
    """A battle with its two entries."""

    battle: UUID
    entries: tuple[UUID, UUID]


def make(engine: Engine, count: int) -> list[Pair]:
    """So many battles that are voted on for two hours."""
    with engine.begin() as connection:
        battles = list(connection.execute(text(_BATTLES), {"count": count}).scalars())
        connection.execute(text(_ENTRIES), {"battles": battles})
        query = text("SELECT battle_id, array_agg(id ORDER BY side) FROM entries WHERE battle_id = ANY(:b) GROUP BY 1")
        rows = connection.execute(query, {"b": battles})
        return [Pair(row[0], (row[1][0], row[1][1])) for row in rows]


def votes(pairs: list[Pair], count: int, random: Random) -> Iterator[VoteCast]:
    """So many events: each voter votes once in a battle, but for those that are copied or crossed."""
    made = 0
    while made < count:
        pair, voter, side = random.choice(pairs), uuid7(), random.randrange(2)
        first = _vote(pair, voter, side)
        chance = random.random()
        again = [first] * (chance < COPIED) or [_vote(pair, voter, 1 - side)] * (chance < COPIED + CROSSED)
        yield from [first, *again][: count - made]
        made += 1 + len(again)


def _vote(pair: Pair, voter: UUID, side: int) -> VoteCast:
    entry = pair.entries[side]
    return VoteCast(
        event_id=vote_event_id(pair.battle, voter, entry),
        battle_id=pair.battle,
        voter_id=voter,
        entry_id=entry,
        received_at=datetime.now(UTC),
    )
