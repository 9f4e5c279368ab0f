"""What a rebuild finds not running any more, or makes void, is forgotten everywhere, and who is at it is told so."""

from collections.abc import Collection, Iterator
from time import time
from typing import Any, cast
from uuid import UUID

import pytest
from sqlalchemy import text

from bridges import battles as channel_of
from bridges import told
from bridges.battles import Gone
from lab.stack import Stack
from models import battle_moves, sanctions
from models.battles import busy
from models.sanctions import Wish
from rules.battle_state import Move, Refused
from tests.realtime.court import Court, open_court
from web.battles.rebuilding import Rebuilder
from web.realtime.clockwork import Clockwork

VOIDED = b'"battle.voided"'


@pytest.fixture(scope="module")
def court(services: Stack, database_url: str, kafka_servers: str) -> Iterator[Court]:
    """Two referees."""
    with open_court(services, database_url, kafka_servers) as court:
        yield court


class Ear:
    """Hears whom it is told that a battle is void: players, and those who watch it."""

    def __init__(self, court: Court) -> None:
        self._channel: Any = court.ring.redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]  # redis-py's is not
        self._channel.subscribe(told.CHANNEL, channel_of.CHANNEL)
        for _ in range(2):
            self._channel.get_message(timeout=1)

    def voided(self) -> set[UUID]:
        """Players and battles, of all that was said until now."""
        said = []
        while message := self._channel.get_message(timeout=0.2):
            said.append(message["data"])
        self._channel.close()
        return {UUID(raw[:36].decode()) for raw in said if VOIDED in raw}


def clockwork(court: Court, rebuilder: Any = None) -> Clockwork:
    """Of the first referee's process."""
    made = rebuilder or court.rebuilder
    return Clockwork("one", court.postgres, court.ring.battles, court.referee, made)


def make(court: Court, battle: UUID, state: str) -> None:
    """Say in Postgres alone what became of a battle: Redis was away."""
    with court.ring.engine.begin() as connection:
        connection.execute(text("UPDATE battles SET state = :s WHERE id = :id"), {"s": state, "id": battle})


def lose(court: Court, battle: UUID) -> None:
    """Have Redis lack how a battle stands, and remember what it asks."""
    court.ring.redis.delete(f"battle:{battle}")


@pytest.mark.parametrize("state", ["void", "settled"])
def test_what_does_not_run_any_more_is_forgotten_and_unknown_from_then_on(court: Court, state: str) -> None:
    battle = court.open()
    lose(court, battle)
    make(court, battle, state)
    with pytest.raises(Gone):
        court.answer_blindly(battle)
    work = clockwork(court)
    work.want(battle)
    work._rebuild()
    assert court.referee.script(battle) is None
    assert court.ring.redis.exists(f"battle:{battle}:script") == 0


def test_what_is_said_about_a_battle_while_it_is_found_void_keeps_it_no_longer(court: Court) -> None:
    """What it asked was read once more, just before it was dropped."""
    battle = court.open()
    lose(court, battle)
    make(court, battle, "void")

    class Slow(Rebuilder):
        def _drop(self, others: Collection[UUID]) -> None:
            assert court.referee.script(battle) is not None
            super()._drop(others)

    work = clockwork(court, Slow(court.postgres, court.ring.redis, court.notes, court.kafka_servers))
    work.want(battle)
    work._rebuild()
    assert court.referee.script(battle) is None


def test_those_at_a_battle_that_is_void_are_told_when_that_is_found(court: Court) -> None:
    """Redis was away when staff made it so."""
    battle = court.open()
    script = court.referee.script(battle)
    assert script is not None
    make(court, battle, "void")
    ear = Ear(court)
    assert court.rebuild(battle) == 0
    assert ear.voided() == {battle, *script.players}
    with pytest.raises(Gone):
        court.ring.standing(battle)


def test_a_battle_whose_moves_make_none_is_void_and_its_players_are_free_and_told(court: Court) -> None:
    battle, other = court.open(), court.open()
    script = court.referee.script(battle)
    assert script is not None
    wrong = {
        "battle_id": battle,
        "life": 1,
        "seq": 2,
        "move": '{"kind":"tick","due_at":1}',
        "at": "2026-11-26T12:00:00Z",
    }
    with court.ring.engine.begin() as connection:
        battle_moves.insert(connection, [{**wrong, "over": False, "kafka_partition": 0, "kafka_offset": 0}])
    court.ring.redis.flushdb()
    ear = Ear(court)
    assert court.rebuilder.rebuild([battle, other], lambda: int(time() * 1000)) == 1, "the other goes on"
    assert court.ring.row(battle).state == "void"
    with court.ring.engine.connect() as connection:
        assert busy(connection, script.players) == {}
    assert ear.voided() == {battle, *script.players}
    assert court.ring.battles.script(battle) is None
    assert court.ring.standing(other).life == 2


def test_a_battle_that_was_settled_meanwhile_is_not_made_void(court: Court) -> None:
    battle = court.open()
    make(court, battle, "settled")
    court.rebuilder._annul([battle])
    assert court.ring.row(battle).state == "settled"


def test_a_battle_that_is_over_is_remembered_no_more(court: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it asked is needed by who comes to see its end, and that is in Redis for so long."""
    battle = court.open()
    court.play(court.other, battle, Move("emote", 1, "e", emote="wow"))
    court.play(court.referee, battle, Move("surrender", 0, "s"))
    with pytest.raises(Refused):
        court.play(court.other, battle, Move("emote", 1, "f", emote="wow"))
    for referee in (court.referee, court.other):
        monkeypatch.setattr(referee, "_battles", cast(Any, None))
        with pytest.raises(AttributeError):
            referee.script(battle)


def test_no_more_battles_are_remembered_than_play_at_once(court: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.battles.referee.REMEMBERED", 2)
    three = [court.open() for _ in range(3)]
    court.answer(court.referee, three[1], 0, "a")
    court.open()
    monkeypatch.setattr(court.referee, "_battles", cast(Any, None))
    assert court.referee.script(three[1]) is not None, "the last that was played"
    with pytest.raises(AttributeError):
        court.referee.script(three[0])


def test_a_move_counts_though_others_move_again_and_again_before_it(
    court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time what it was judged by is not how the battle stands any more."""
    battle = court.open()
    court.play(court.other, battle, Move("away", 1))
    battles, left = court.referee._battles, ["back", *["away", "back"] * 2]
    swap = battles.swap

    def late(*args: Any) -> Any:
        if left:
            court.play(court.other, battle, Move(cast(Any, left.pop()), 1))
        return swap(*args)

    monkeypatch.setattr(battles, "swap", late)
    court.answer(court.referee, battle, 0, "a")
    assert not left
    assert court.ring.standing(battle).state.answers[0] is not None


@pytest.mark.parametrize(("kind", "gives_up"), [("ban", True), ("ban_ranked", True), ("ban_redemption", False)])
def test_12_who_may_not_play_any_more_gives_a_running_battle_up(court: Court, kind: str, gives_up: bool) -> None:
    battle = court.open()
    script = court.referee.script(battle)
    assert script is not None
    with court.ring.engine.begin() as connection:
        connection.execute(text("UPDATE battles SET ranked = true WHERE id = :id"), {"id": battle})
        connection.execute(text("UPDATE leases SET ends_at = now()"))
        sanctions.impose(connection, script.players[1], Wish(kind, "test"))
    clockwork(court)._forfeit()
    ended = court.ring.standing(battle).state.result
    assert (ended is not None) is gives_up
    if ended is not None:
        assert (ended.winner, ended.reason) == (0, "surrender")
