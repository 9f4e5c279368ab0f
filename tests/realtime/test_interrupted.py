"""Battles go on, and everybody is shown them, though processes die half-way and several rebuild at once."""

from collections.abc import Iterator
from time import time
from typing import cast
from uuid import UUID

import pytest

from events.catalog import BattleMoved
from events.codec import decode
from lab.stack import Stack
from models import battles as stored
from rules.battle_state import Move
from tests.realtime.court import Court, open_court
from tests.realtime.seeing import Ear
from web.battles.referee import Unavailable
from web.battles.showing import Show, Told, read
from web.realtime.clockwork import Clockwork


@pytest.fixture(scope="module")
def court(services: Stack, database_url: str, kafka_servers: str) -> Iterator[Court]:
    """Two referees."""
    with open_court(services, database_url, kafka_servers) as court:
        yield court


class Dies(BaseException):
    """The end of a process."""


def _dies() -> None:
    raise Dies


def test_a_round_of_which_a_dead_process_told_nobody_is_told_soon_by_another(court: Court) -> None:
    """It had agreed on the move and written it: both players would have missed the question."""
    battle = court.ring.fight(court.ring.player(), court.ring.player())
    due_at, ear = court.ring.standing(battle).state.due_at, Ear(court)
    assert due_at is not None
    court.notes.then = _dies
    with pytest.raises(Dies):
        court.play(court.referee, battle, Move("tick", due_at=due_at), due_at)
    soon = court.ring.redis.zscore("battles:due", str(battle))
    assert soon is not None
    assert soon <= (time() + 2.1) * 1000, "another process looks at it long before the round is over"
    court.other.look(battle)
    (told,) = ear.heard(2)
    assert read(told) == Told(1, [], again=True)
    assert court.ring.redis.zscore("battles:due", str(battle)) == court.ring.standing(battle).state.due_at


def test_who_finds_that_others_told_tells_nothing_again(court: Court) -> None:
    battle = court.open()
    pending, ear = court.ring.standing(battle).pending, Ear(court)
    assert pending == []
    assert court.ring.battles.confirm(battle, 1, [b"{}"], Show.again(1), again=True)
    assert ear.heard(1) == []


def test_a_battle_that_somebody_is_rebuilding_is_left_to_them_for_a_while(court: Court) -> None:
    """Two that rebuilt it at once, each in a newer life, could go on so for ever."""
    battle = court.open()
    court.ring.redis.flushdb()
    assert court.ring.battles.missing({battle: 0}) == [battle]
    assert court.ring.battles.claim({battle: 2}) == [battle]
    assert court.ring.battles.missing({battle: 0}) == []
    court.ring.redis.hincrby(f"battle:{battle}", "claimed", -6)
    assert court.ring.battles.missing({battle: 0}) == [battle], "they have died"


def test_a_battle_whose_life_was_claimed_in_postgres_alone_is_rebuilt(court: Court) -> None:
    """Whoever claimed it died before Redis heard of it: as it goes on there it would never be settled."""
    battle = court.open()
    with court.ring.engine.begin() as connection:
        stored.claim(connection, [battle])
        lives = stored.running(connection, UUID(int=battle.int - 1), 1)
    assert lives[battle] == 2
    assert court.ring.battles.missing({battle: lives[battle]}) == [battle]
    clockwork = Clockwork("one", court.postgres, court.ring.battles, court.referee, court.rebuilder)
    clockwork.want(battle, lives[battle])
    clockwork._rebuild()
    assert court.ring.standing(battle).life == court.ring.row(battle).life == 3


def test_the_event_of_the_last_move_says_that_it_is_over_and_no_other_does(court: Court) -> None:
    """By that a battle is found that is to be settled."""
    battle = court.open()
    court.notes.fails = True
    for move in (Move("emote", 1, "e", emote="wow"), Move("surrender", 0, "s")):
        with pytest.raises(Unavailable):
            court.play(court.referee, battle, move)
    court.notes.fails = False
    events = [cast(BattleMoved, decode(raw)) for raw in court.ring.standing(battle).pending]
    assert [event.over for event in events] == [False, True]
