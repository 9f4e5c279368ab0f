"""Battles in Redis: what one step does to a state, its events and its deadline, whoever comes too late or twice."""

from collections.abc import Iterator
from dataclasses import replace
from time import time
from uuid import UUID, uuid4

import pytest
from redis import Redis

from bridges.battles import Battles, Gone, Standing
from bridges.scripts import Script
from rules.battle_state import Result, State

DUE_AT = 4_000_000_000_000
"""Long after any test."""
SCRIPT = Script([], (UUID(int=1), UUID(int=2)), "music", "en", "00")
STATE = State("starting", DUE_AT)
OPEN = State("open", DUE_AT + 10)
OVER = State("over", None, result=Result(0, "surrender"))


class Table:
    """One battle in an empty Redis."""

    def __init__(self, redis: "Redis") -> None:
        self.redis = redis
        self.battles = Battles(redis)
        self.id = uuid4()
        self.key, self.pending = f"battle:{self.id}", f"battle:{self.id}:pending"

    def start(self, state: State = STATE) -> None:
        self.battles.start([(self.id, SCRIPT, state)])

    def prepare(self) -> None:
        self.battles.prepare([(self.id, SCRIPT, STATE)])

    def swap(self, state: State, event: bytes) -> Standing:
        """A move on what is there, which is not confirmed yet."""
        return self.battles.swap(self.id, self.battles.load(self.id), state, event)

    def put(self, life: int) -> bool:
        return self.battles.put(self.id, SCRIPT, Standing(life, 9, OPEN, [b"rebuilt"]))

    def due(self) -> float | None:
        found: float | None = self.redis.zscore("battles:due", str(self.id))
        return found

    def is_due_soon(self) -> bool:
        """Long before its deadline, by any clock of this machine."""
        due = self.due()
        return due is not None and due <= (time() + 60) * 1000


@pytest.fixture
def table(boards_url: str) -> Iterator[Table]:
    redis = Redis.from_url(boards_url)
    found = Table(redis)
    found.prepare()
    found.start()
    yield found
    redis.close()


@pytest.mark.parametrize(("state", "at_most"), [(OPEN, 3_600), (OVER, 300)])
def test_a_move_keeps_state_and_events_for_long_or_for_who_comes_to_see_the_end(
    table: Table, state: State, at_most: int
) -> None:
    table.redis.expire(table.key, 20)
    table.swap(OPEN, b"before")
    table.redis.expire(table.pending, 20)
    table.swap(state, b"event")
    for key in (table.key, table.pending):
        assert at_most - 60 < table.redis.ttl(key) <= at_most, key


def test_a_battle_that_is_over_is_looked_at_soon_until_all_is_safe(table: Table) -> None:
    """Whoever made its last move may be dead: nobody else would write that, and its players stay in a battle."""
    table.swap(OVER, b"last")
    assert table.is_due_soon()
    assert table.battles.lease_due(int((time() + 60) * 1000), 10) == [table.id]
    table.battles.rest(table.id)
    assert table.due() is not None, "its last event is not safe"
    assert table.battles.confirm(table.id, 1, [b"last"], b"")
    table.battles.rest(table.id)
    assert table.due() is None


def test_a_battle_that_runs_has_no_rest(table: Table) -> None:
    table.battles.rest(table.id)
    assert table.due() == DUE_AT


def test_who_prepares_or_starts_a_battle_late_changes_nothing(table: Table) -> None:
    """It was frozen in between, and others have moved on."""
    table.swap(OPEN, b"event")
    assert table.battles.confirm(table.id, 1, [b"event"], b"")
    before = (table.battles.load(table.id), table.due())
    table.prepare()
    table.start(replace(STATE, due_at=1))
    assert (table.battles.load(table.id), table.due()) == before


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_rebuilt_battle_has_no_event_of_the_life_before(table: Table, confirmed: bool) -> None:
    """What a claim finds there was not safe, or the rebuild has read it."""
    table.swap(OPEN, b"old")
    if confirmed:
        table.battles.confirm(table.id, 1, [b"old"], b"")
    assert table.battles.claim({table.id: 2}) == [table.id]
    assert table.put(2)
    assert table.battles.load(table.id) == Standing(2, 9, OPEN, [b"rebuilt"])


def test_nothing_of_another_run_of_redis_stays(table: Table) -> None:
    table.swap(OPEN, b"old")
    table.redis.hset(table.key, "run", "another")
    with pytest.raises(Gone):
        table.battles.load(table.id)
    assert not table.redis.exists(table.key, table.pending)
