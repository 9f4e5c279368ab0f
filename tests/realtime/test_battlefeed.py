"""Those at a battle are shown all of it in its order; who watches, late."""

from collections.abc import Iterator, Sequence
from time import time
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import gevent
import pytest

from bridges.journal import Journal
from lab.stack import Stack
from rules.battle_state import Move
from tests.realtime.court import Court, open_court
from tests.realtime.seeing import Ear, Seat
from web.battles.rebuilding import Rebuilder
from web.battles.referee import Unavailable
from web.battles.showing import Show
from web.realtime import battlefeed
from web.realtime.battlefeed import BattleFeed
from web.realtime.connection import Connection


@pytest.fixture(scope="module")
def court(services: Stack, database_url: str, kafka_servers: str) -> Iterator[Court]:
    """Two referees."""
    with open_court(services, database_url, kafka_servers) as court:
        yield court


class Full(Journal):
    """A journal of a process that dies before it wrote."""

    def __init__(self) -> None:
        pass

    def write(self, events: Sequence[tuple[UUID, bytes]]) -> bool:
        return not events


def test_who_could_not_be_shown_a_battle_is_shown_it_at_its_next_move(court: Court) -> None:
    """It was being rebuilt by a process that died before it told anybody."""
    battle = court.open()
    script = court.referee.script(battle)
    assert script is not None
    court.ring.redis.flushdb()
    wanted: list[UUID] = []
    clockwork: Any = SimpleNamespace(want=wanted.append)
    presence: Any = SimpleNamespace(come=lambda *_: None)
    scoreboard: Any = SimpleNamespace(faces=lambda ids: {id_: SimpleNamespace(name="Ada") for id_ in ids})
    feed = BattleFeed(battle, script, court.referee, clockwork, presence, Show(str), scoreboard)
    seat = Seat()
    feed.join(cast(Connection, seat), str(script.players[0]))
    gevent.sleep(0.1)
    assert wanted == [battle]
    with pytest.raises(Unavailable):
        Rebuilder(court.postgres, court.ring.redis, Full(), court.kafka_servers).rebuild(
            [battle], lambda: int(time() * 1000)
        )
    ear = Ear(court)
    court.answer(court.other, battle, 0, "x")
    for told in ear.heard(1):
        feed.hear(told)
    gevent.sleep(0.1)
    assert [b'"battle.state"' in frame for frame in seat.shown] == [True]


def test_moves_that_are_heard_in_another_order_are_told_in_theirs(court: Court) -> None:
    """And one that nobody tells of is made good by a snapshot."""
    battle = court.open()
    script = court.referee.script(battle)
    assert script is not None
    clockwork: Any = SimpleNamespace(want=lambda _: None)
    presence: Any = SimpleNamespace(come=lambda *_: None)
    scoreboard: Any = SimpleNamespace(faces=lambda ids: {id_: SimpleNamespace(name="Ada") for id_ in ids})
    feed = BattleFeed(battle, script, court.referee, clockwork, presence, Show(str), scoreboard)
    seat = Seat()
    feed.join(cast(Connection, seat), str(script.players[0]))
    gevent.sleep(0.2)
    ear = Ear(court)
    for move in (Move("away", 1), Move("back", 1), Move("away", 1)):
        court.play(court.other, battle, move)
    first, second, _ = ear.heard(3)
    feed.hear(second)
    assert len(seat.shown) == 1
    feed.hear(first)
    told = [b'"away":true' in frame for frame in seat.shown[1:]]
    assert told == [True, False]
    standing = court.ring.standing(battle)
    feed.hear(Show(str).frames(battle, script, standing._replace(seq=standing.seq + 1), ()))
    assert len(seat.shown) == 3, "the third is missing"
    gevent.sleep(1.0)
    assert len(seat.shown) == 4
    assert b'"battle.state"' in seat.shown[-1]


def test_who_watches_sees_all_of_it_late_however_often_they_ask(court: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a player answered, or what was right, is of no use to the other by then: in no snapshot, and in no frame."""
    monkeypatch.setattr(battlefeed, "WATCHERS_LATE_S", 1.5)
    battle = court.open()
    script = court.referee.script(battle)
    assert script is not None
    other: Any = SimpleNamespace(want=lambda _: None, come=lambda *_: None)
    scoreboard: Any = SimpleNamespace(faces=lambda ids: {id_: SimpleNamespace(name="Ada") for id_ in ids})
    feed = BattleFeed(battle, script, court.referee, other, other, Show(str), scoreboard)
    seat, ear = Seat(), Ear(court)
    feed.join(cast(Connection, seat), str(uuid4()))
    gevent.sleep(0.3)
    court.play(court.other, battle, Move("away", 1))
    [moved] = ear.heard(1)
    feed.hear(moved)
    for _ in range(20):
        feed.join(cast(Connection, seat), str(uuid4()))
        gevent.sleep(0.01)
    assert seat.shown == []
    gevent.sleep(2.5)
    told = [b'"away":true' in frame for frame in seat.shown]
    assert told == [False, True, True], "as they came, the move, and one snapshot more for all their asking"
