"""Hellos of the same moment are looked up together, and none waits for ever."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import gevent
import pytest
from redis import RedisError

from bridges.breaker import Away
from bridges.sockets import Knock, Verdict
from models.greeting import Running
from web.realtime.door import AT_ONCE, Door, Entry
from web.realtime.limits import Limits

BATTLE = UUID(int=7)


class Stores:
    """What is asked of them, and how they answer."""

    def __init__(self) -> None:
        self.admitted: list[int] = []
        self.looked_up: list[int] = []
        self.verdict: Verdict = "welcome"
        self.redis_away = self.postgres_away = False
        self.seconds = 0.0

    def admit(self, knocks: Sequence[Knock]) -> list[Verdict]:
        gevent.sleep(self.seconds)
        if self.redis_away:
            raise RedisError
        self.admitted.append(len(knocks))
        return [self.verdict] * len(knocks)

    def running(self, players: Sequence[str]) -> dict[str, Running]:
        if self.postgres_away:
            raise Away("postgres")
        self.looked_up.append(len(players))
        return {players[0]: Running(BATTLE, None)}

    @staticmethod
    def faces(players: Sequence[str]) -> dict[str, Any]:
        return {player: SimpleNamespace(name=player.upper()) for player in players}


@pytest.fixture
def stores() -> Stores:
    return Stores()


def knock(door: Door, count: int) -> list[Entry]:
    """So many players at once."""
    greenlets = [gevent.spawn(door.enter, Knock(f"p{no:05}", f"s{no}", f"t{no}", 30)) for no in range(count)]
    gevent.joinall(greenlets, timeout=20, raise_error=True)
    return [greenlet.value for greenlet in greenlets]


@pytest.fixture
def door(stores: Any) -> Door:
    made = Door(stores, stores, stores, Limits(entry_s=5))
    made.start()
    return made


def test_thousands_at_once_are_let_in_by_a_few_queries(door: Door, stores: Stores) -> None:
    entries = knock(door, 10 * AT_ONCE)
    assert {entry.verdict for entry in entries} == {"welcome"}
    assert entries[0] == Entry("welcome", "P00000", Running(BATTLE, None))
    assert sum(stores.looked_up) == sum(stores.admitted) == 10 * AT_ONCE
    assert len(stores.looked_up) <= 11
    assert max(stores.admitted) == AT_ONCE


def test_who_would_wait_too_long_is_turned_away_and_uses_no_token(stores: Any) -> None:
    stores.seconds = 0.2
    door = Door(stores, stores, stores, Limits(entry_s=0.1))
    door.start()
    verdicts = [entry.verdict for entry in knock(door, 3 * AT_ONCE)]
    assert verdicts == ["welcome"] * AT_ONCE + ["busy"] * 2 * AT_ONCE
    assert stores.admitted == [AT_ONCE]


def test_without_redis_nobody_is_let_in_and_later_ones_are(door: Door, stores: Stores) -> None:
    stores.redis_away = True
    assert [entry.verdict for entry in knock(door, 2)] == ["away"] * 2
    stores.redis_away = False
    assert [entry.verdict for entry in knock(door, 1)] == ["welcome"]


def test_without_postgres_they_are_let_in_and_not_told_what_runs(door: Door, stores: Stores) -> None:
    stores.postgres_away = True
    assert knock(door, 1) == [Entry("welcome", "P00000", None)]


def test_who_is_turned_away_is_not_looked_up(door: Door, stores: Stores) -> None:
    stores.verdict = "used"
    assert knock(door, 2) == [Entry("used")] * 2
    assert stores.looked_up == []
