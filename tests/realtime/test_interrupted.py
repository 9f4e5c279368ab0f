"""Battles go on, and everybody is shown them, though processes die half-way and several rebuild at once."""

from collections.abc import Iterator, Sequence
from time import monotonic, time
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import gevent
import msgspec
import pytest

from bridges import battles as channel_of
from bridges.breaker import Away
from bridges.denials import Denials
from bridges.journal import Journal
from bridges.scripts import GhostRun
from events.catalog import BattleMoved
from events.codec import decode
from lab.stack import Stack
from models import battles as stored
from models import pairs
from models.battles import Outcome
from models.denials import Denied
from rules.battle_state import Move
from tests.realtime.court import Court, open_court
from web.battles.making import Maker
from web.battles.rebuilding import Rebuilder
from web.battles.referee import Unavailable
from web.battles.rematches import NeverMeet, NoRematch, Rematches
from web.battles.showing import Show, Told, read
from web.realtime import battlefeed
from web.realtime.battle_messages import BattleRematch
from web.realtime.battlefeed import BattleFeed
from web.realtime.battling import Battling
from web.realtime.clockwork import Clockwork
from web.realtime.connection import Connection
from web.realtime.framing import ServerFrame
from web.realtime.messages import Error


@pytest.fixture(scope="module")
def court(services: Stack, database_url: str, kafka_servers: str) -> Iterator[Court]:
    """Two referees."""
    with open_court(services, database_url, kafka_servers) as court:
        yield court


class Dies(BaseException):
    """The end of a process."""


class Full(Journal):
    """A journal of a process that dies before it wrote."""

    def __init__(self) -> None:
        pass

    def write(self, events: Sequence[tuple[UUID, bytes]]) -> bool:
        return not events


class Ear:
    """Hears what is told of battles."""

    def __init__(self, court: Court) -> None:
        self._channel: Any = court.ring.redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]  # redis-py's is not
        self._channel.subscribe(channel_of.CHANNEL)
        self._channel.get_message(timeout=1)

    def heard(self, count: int) -> list[bytes]:
        """So many messages, or those that came within two seconds; then it is deaf."""
        found: list[bytes] = []
        until = monotonic() + 2
        while len(found) < count and monotonic() < until:
            message = self._channel.get_message(timeout=0.1)
            found += [message["data"][36:]] if message else []
        self._channel.close()
        return found


class Seat:
    """A connection that keeps what it is shown."""

    closing = False

    def __init__(self) -> None:
        self.shown: list[bytes] = []

    def put(self, frame: bytes) -> None:
        """Keep it."""
        self.shown.append(frame)

    def tell(self, frame: ServerFrame) -> None:
        """Keep it, too."""
        self.put(msgspec.json.encode(frame))


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
