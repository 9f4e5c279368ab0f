"""Rematches: who may have one, and how often it is asked for."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import msgspec
import pytest

from bridges.breaker import Away
from bridges.denials import Denials
from bridges.scripts import GhostRun
from lab.stack import Stack
from models import battles as stored
from models import pairs
from models.battles import Outcome
from models.denials import Denied
from rules.battle_state import Move
from tests.realtime.court import Court, open_court
from tests.realtime.seeing import Seat
from web.battles.making import Maker
from web.battles.rematches import NeverMeet, NoRematch, Rematches
from web.realtime.battle_messages import BattleRematch
from web.realtime.battling import Battling
from web.realtime.clockwork import Clockwork
from web.realtime.connection import Connection
from web.realtime.messages import Error


@pytest.fixture(scope="module")
def court(services: Stack, database_url: str, kafka_servers: str) -> Iterator[Court]:
    """Two referees."""
    with open_court(services, database_url, kafka_servers) as court:
        yield court


def counting(made: list[Any]) -> Maker:
    """Makes what it notes."""

    def make(wishes: object) -> list[Outcome]:
        made.append(wishes)
        return [Outcome(battle_id=uuid4())]

    return cast(Maker, SimpleNamespace(make=make))


class Listed(Denials):
    """Who is denied what, as a test has it."""

    def __init__(self) -> None:
        self.wholly: dict[UUID, Denied] = {}
        self.practising: dict[UUID, Denied] = {}

    def denied(self, *subjects: UUID | None) -> Denied | None:
        return next((self.wholly[one] for one in subjects if one in self.wholly), None)

    def ranked(self, player: UUID) -> Denied | None:
        return self.practising.get(player)


def test_a_rematch_that_could_not_be_made_is_made_when_it_is_asked_for_again(court: Court) -> None:
    battle = court.open()
    court.play(court.referee, battle, Move("surrender", 0, "s"))
    script = court.referee.script(battle)
    assert script is not None
    answers: list[Any] = [Away("just now"), [Outcome(battle_id=uuid4())]]

    def make(_wishes: object) -> Any:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    maker = cast(Maker, SimpleNamespace(make=make))
    rematches = Rematches(court.postgres, court.ring.redis, court.referee, maker, Listed())
    rematches.ask(battle, script, 0)
    with pytest.raises(Away):
        rematches.ask(battle, script, 1)
    rematches.ask(battle, script, 1)
    assert answers == []


def test_asking_again_is_asking_once(court: Court) -> None:
    battle = court.open()
    court.play(court.referee, battle, Move("surrender", 0, "s"))
    script = court.referee.script(battle)
    assert script is not None
    made: list[Any] = []
    maker = counting(made)
    rematches = Rematches(court.postgres, court.ring.redis, court.referee, maker, Listed())
    for side in (0, 0, 1, 1, 0):
        rematches.ask(battle, script, side)
    assert len(made) == 1


@pytest.mark.parametrize("kind", ["wholly", "practising"])
def test_who_may_only_practise_or_not_play_at_all_has_no_rematch(court: Court, kind: str) -> None:
    """Their opponent is told what they would be told of somebody whom they never meet."""
    battle = court.open()
    court.play(court.referee, battle, Move("surrender", 0, "s"))
    script = court.referee.script(battle)
    assert script is not None
    listed, made = Listed(), list[Any]()
    maker = counting(made)
    rematches = Rematches(court.postgres, court.ring.redis, court.referee, maker, listed)
    rematches.ask(battle, script, 0)
    getattr(listed, kind)[script.players[0]] = Denied("ranked", None, "cheating")
    with pytest.raises(NeverMeet):
        rematches.ask(battle, script, 1)
    if kind == "practising":  # who is banned has no socket
        with pytest.raises(NoRematch, match="practise") as refused:
            rematches.ask(battle, script, 0)
        assert refused.value.code == "ranked_blocked"
    assert made == []
    getattr(listed, kind).clear()
    rematches.ask(battle, script, 1)
    assert len(made) == 1


def test_who_asks_for_a_rematch_while_another_holds_their_place_may_ask_again(court: Court) -> None:
    battle = court.open()
    court.play(court.referee, battle, Move("surrender", 0, "s"))
    script = court.referee.script(battle)
    assert script is not None
    rematches = Rematches(court.postgres, court.ring.redis, court.referee, court.ring.maker, Listed())
    battling = Battling(court.referee, cast(Clockwork, SimpleNamespace()), rematches)
    seat = Seat()

    def ask(side: int) -> str:
        frame = BattleRematch(battle, "m", "1")
        battling.handlers[BattleRematch](cast(Connection, seat), str(script.players[side]), frame)
        told: dict[str, Any] = msgspec.json.decode(seat.shown[-1])
        return str(told.get("code", told["type"]))

    with court.ring.engine.begin() as connection:
        stored.leave(connection, [battle])
    assert ask(0) == "ok"
    with court.ring.engine.connect() as other:
        stored.enter(other, [(script.players[0], uuid4())])
        assert ask(1) == "unavailable"
        other.rollback()
    assert ask(1) == "ok"
    with court.ring.engine.connect() as connection:
        assert len(stored.busy(connection, script.players)) == 2


def test_two_of_whom_one_has_blocked_the_other_have_no_rematch(court: Court) -> None:
    """Nobody is told that it was asked for, nor why it is none."""
    battle = court.open()
    court.play(court.referee, battle, Move("surrender", 0, "s"))
    script = court.referee.script(battle)
    assert script is not None
    made: list[Any] = []

    maker = counting(made)
    rematches = Rematches(court.postgres, court.ring.redis, court.referee, maker, Listed())
    rematches.ask(battle, script, 0)
    with court.ring.engine.begin() as connection:
        pairs.block(connection, *script.players)
    for side in (1, 0):
        with pytest.raises(NeverMeet):
            rematches.ask(battle, script, side)
    assert made == []
    with court.ring.engine.begin() as connection:
        pairs.unblock(connection, *script.players)
    rematches.ask(battle, script, 1)
    assert len(made) == 1


def test_a_ghost_gives_no_rematch(court: Court) -> None:
    """Whose run it plays is asked for nothing."""
    battle = court.open()
    script = court.referee.script(battle)
    assert script is not None
    asked: list[Any] = []
    said: list[Error] = []
    for ghost in (None, [GhostRun(None, 0)] * len(script.questions)):
        shown = msgspec.structs.replace(script, ghost=ghost)
        referee: Any = SimpleNamespace(script=lambda _, shown=shown: shown)
        rematches: Any = SimpleNamespace(ask=lambda *of: asked.append(of))
        battling = Battling(referee, cast(Clockwork, None), rematches)
        connection: Any = SimpleNamespace(tell=said.append)
        battling.handlers[BattleRematch](connection, str(script.players[0]), BattleRematch(battle, "m", id="1"))
    assert [message.code for message in said if isinstance(message, Error)] == ["battle_unknown"]
    assert len(asked) == 1, "of a battle without one"
