"""A quiz battle over sockets of two processes: whole, strict, and silent about what may not be known."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from bridges import battles, told
from bridges.postgres import Postgres
from bridges.scripts import GhostRun
from models import battles as stored
from models import players
from models.battles import Wish
from rules.battle_state import ROUNDS
from rules.options import own_order
from tests.realtime.arena import environ, processes, ring, two
from tests.realtime.client import TOKENS, Client
from tests.realtime.ring import Fighter, Ring
from tests.web.battling import Table
from web.scoreboard import Scoreboard

__all__ = ["environ", "processes", "ring", "two"]


def wrong(question: dict[str, Any], key: str) -> str:
    """An option that is not right."""
    return next(str(option["id"]) for option in question["options"] if option["id"] != key)


def test_a_battle_is_played_from_its_first_round_to_its_end(ring: Ring, two: tuple[Fighter, Fighter]) -> None:
    first, second = two
    assert first.battle is not None
    for no in range(7):
        question = first.asked(no)
        key = ring.key(first.battle, no)
        assert first.answer(no, key)["type"] == "ok"
        assert second.answer(no, wrong(question, key))["type"] == "ok"
        revealed = second.until("battle.reveal")["revealed"]
        assert revealed["round"] == no
        assert revealed["correct"] == [key]
        assert revealed["responses"][0]["response"] == key
    ended = first.until("battle.ended")
    assert ended["result"] == {"winner": 0, "reason": "points"}
    assert ended["totals"][1] == 0
    assert 70 < ended["totals"][0] <= 160
    assert second.until("battle.ended") | {"seq": 0} == ended | {"seq": 0}
    assert ring.standing(first.battle).state.phase == "over"
    assert ring.standing(first.battle).pending == []


def test_who_comes_back_is_told_which_battle_they_are_in(two: tuple[Fighter, Fighter], ring: Ring) -> None:
    first, _ = two
    assert first.battle is not None
    other = ring.player("Eve")
    with Client(first.address) as again, Client(first.address) as elsewhere:
        again.send(type="hello", token=TOKENS.sign_realtime(first.player), protocol=1)
        running = {"topic": f"battle:{first.battle}", "battle_id": str(first.battle)}
        assert again.receive_type("welcome")["battle"] == running
        elsewhere.send(type="hello", token=TOKENS.sign_realtime(other), protocol=1)
        assert elsewhere.receive_type("welcome")["battle"] is None


def test_both_are_asked_the_same_each_in_an_order_of_their_own(ring: Ring, two: tuple[Fighter, Fighter]) -> None:
    first, _ = two
    assert first.battle is not None
    script = ring.battles.script(first.battle)
    assert script is not None
    for side, fighter in enumerate(two):
        question = fighter.asked(0)
        assert question["stem"] == script.questions[0].stem
        ids = [option.id for option in script.questions[0].options]
        own = own_order(bytes.fromhex(script.seed), 0, script.players[side].bytes, ids)
        assert [option["id"] for option in question["options"]] == own


def test_nothing_of_an_answer_is_known_before_the_reveal(ring: Ring, two: tuple[Fighter, Fighter]) -> None:
    """Neither in frames nor in a snapshot; only that there is one."""
    first, second = two
    assert first.battle is not None
    first.asked(0)
    key = ring.key(first.battle, 0)
    first.answer(0, key)
    progress = second.until("battle.progress")
    assert progress.keys() == {"type", "battle_id", "seq", "round", "side"}
    snapshot = second.follow(first.battle)
    assert snapshot["own"] is None
    assert snapshot["past"] == []
    assert [player["answered"] for player in snapshot["players"]] == [True, False]
    told = str([frame for frame in second.seen if frame["type"] not in ("battle.round", "battle.state")])
    assert key not in told


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"round": 3}, "round_not_open"),
        ({"response": "nothing"}, "response_unknown"),
        ({"battle_id": str(uuid4())}, "battle_unknown"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(
    ring: Ring, two: tuple[Fighter, Fighter], fields: dict[str, Any], code: str
) -> None:
    first, _ = two
    assert first.battle is not None
    first.asked(0)
    before = ring.standing(first.battle)
    given = {"round": 0, "response": ring.key(first.battle, 0), **fields}
    refused = first.say("battle.answer", **given)
    assert refused["type"] == "error"
    assert refused["code"] == code
    assert ring.standing(first.battle) == before


def test_a_move_counts_once_by_its_id_and_the_first_answer_counts(ring: Ring, two: tuple[Fighter, Fighter]) -> None:
    first, _ = two
    assert first.battle is not None
    question = first.asked(0)
    key = ring.key(first.battle, 0)
    assert first.answer(0, key, move_id="m1")["type"] == "ok"
    seq = ring.standing(first.battle).seq
    assert first.answer(0, key, move_id="m1")["type"] == "ok"
    assert first.answer(0, wrong(question, key))["code"] == "already_answered"
    assert ring.standing(first.battle).seq == seq


def test_somebody_elses_battle_is_none_of_ones_own(
    ring: Ring, two: tuple[Fighter, Fighter], processes: list[tuple[str, int]]
) -> None:
    first, _ = two
    assert first.battle is not None
    first.asked(0)
    with Fighter(processes[0][0], ring.player("Eve")) as eve:
        eve.battle = first.battle
        assert eve.answer(0, ring.key(first.battle, 0))["code"] == "battle_unknown"
        state = eve.follow(first.battle)
        assert (state["side"], state["question"], state["own"]) == (None, None, None)


def test_who_comes_back_within_the_round_goes_on(
    ring: Ring, two: tuple[Fighter, Fighter], processes: list[tuple[str, int]]
) -> None:
    """At another process than before."""
    first, second = two
    assert first.battle is not None
    second.asked(0)
    second.socket.shutdown()
    assert first.until("battle.peer")["away"] is True
    script = ring.battles.script(first.battle)
    assert script is not None
    with Fighter(processes[0][0], script.players[1]) as again:
        state = again.follow(first.battle)
        assert (state["phase"], state["round"], state["side"]) == ("open", 0, 1)
        assert state["question"]["stem"] == script.questions[0].stem
        assert first.until("battle.peer")["away"] is False
        assert again.answer(0, ring.key(first.battle, 0))["type"] == "ok"


def test_who_stays_away_for_two_rounds_has_forfeited(ring: Ring, two: tuple[Fighter, Fighter]) -> None:
    first, second = two
    assert first.battle is not None
    second.socket.shutdown()
    for no in range(2):
        first.asked(no)
        first.answer(no, ring.key(first.battle, no))
    assert first.until("battle.ended")["result"] == {"winner": 0, "reason": "forfeit"}


def test_who_gives_up_has_lost(two: tuple[Fighter, Fighter]) -> None:
    first, second = two
    assert first.say("battle.surrender")["type"] == "ok"
    assert second.until("battle.ended")["result"] == {"winner": 1, "reason": "surrender"}
    assert first.say("battle.surrender")["code"] == "battle_over"


def test_both_who_want_it_have_a_rematch(ring: Ring, two: tuple[Fighter, Fighter]) -> None:
    first, second = two
    assert first.battle is not None
    assert first.say("battle.rematch")["code"] == "battle_not_over"
    first.say("battle.surrender")
    with ring.engine.begin() as connection:  # as the worker does when it settles the battle
        connection.execute(text("DELETE FROM in_battle WHERE battle_id = :id"), {"id": first.battle})
    assert first.say("battle.rematch")["type"] == "ok"
    assert second.until("battle.rematch")["side"] == 0
    assert second.say("battle.rematch")["type"] == "ok"
    assert (first.until("queue.matched")["side"], second.until("queue.matched")["side"]) == (0, 1)
    matched = next(frame for frame in second.seen if frame["type"] == "queue.matched")
    assert (matched["kind"], matched["ranked"], matched["opponent"]["name"]) == ("rematch", False, "Ada")


def test_emotes_reach_the_other_and_are_limited(two: tuple[Fighter, Fighter]) -> None:
    first, second = two
    assert first.say("battle.emote", emote="wow")["type"] == "ok"
    assert second.until("battle.emote")["emote"] == "wow"
    assert first.say("battle.emote", emote="wow")["code"] == "too_many_emotes"
    assert first.say("battle.emote", emote="rude words")["code"] == "invalid"


def test_a_message_that_is_none_deafens_nobody(ring: Ring, two: tuple[Fighter, Fighter]) -> None:
    first, second = two
    assert first.battle is not None
    first.asked(0)
    for channel in (told.CHANNEL, battles.CHANNEL):
        ring.redis.publish(channel, b"\xff" * 50)
        ring.redis.publish(channel, f"{first.battle}{{".encode())
    assert first.answer(0, ring.key(first.battle, 0))["type"] == "ok"
    assert second.until("battle.progress")["side"] == 0


def test_players_are_in_one_battle_at_a_time(ring: Ring) -> None:
    ada, bob, eve = ring.player("Ada"), ring.player("Bob"), ring.player("Eve")
    outcomes = ring.maker.make([ring.wish(ada, bob), ring.wish(bob, eve)])
    assert [outcome.why for outcome in outcomes] == ["", "in_battle"]
    assert outcomes[1].busy == {bob: outcomes[0].battle_id}
    free = ring.maker.make([ring.wish(eve, ring.player())])
    assert free[0].battle_id is not None, "who was let go is free"


def test_who_was_renamed_fights_under_the_new_name(ring: Ring, processes: list[tuple[str, int]]) -> None:
    """Though processes know them under the old one, be they theirs, their opponent's, or that which tells the two."""
    ada, bob = ring.player("Ada"), ring.player("Bob")
    one, other = processes[0][0], processes[1][0]
    first = ring.fight(ada, bob)
    with Fighter(one, ada, first) as mine, Fighter(other, bob, first) as theirs:
        assert [player["name"] for player in theirs.state["players"]] == ["Ada", "Bob"]
        mine.say("battle.surrender")
        with ring.engine.begin() as connection:
            stored.leave(connection, [first])
            players.change(connection, ada, name="Countess")
        Scoreboard(Postgres(ring.engine), ring.redis).tell_changed(ada)
        again = ring.fight(ada, bob)
        assert theirs.until("queue.matched", battle_id=str(again))["opponent"]["name"] == "Countess"
        mine.until("queue.matched", battle_id=str(again))
        for fighter in (mine, theirs):
            assert [player["name"] for player in fighter.follow(again)["players"]] == ["Countess", "Bob"]


@pytest.mark.parametrize("side", [0, 1])
def test_a_ghost_plays_what_somebody_played_before(ring: Ring, processes: list[tuple[str, int]], side: int) -> None:
    """The same answers after the same time, of the side whose run it is."""
    owners, ada = (ring.player("Cat"), ring.player("Dan")), ring.player("Ada")
    recorded = ring.fight(*owners)
    past = Table(ring.engine, recorded).play([(True, False)] * ROUNDS)
    past.tick()
    past.settle()
    wish = Wish("quiz", "ghost", False, "music", ["en"], (ada, owners[side]), recorded)
    battle = ring.maker.make([wish])[0].battle_id
    assert battle is not None
    script = ring.battles.script(battle)
    assert script is not None
    answers = [answered[side] for answered in past.state.past]
    assert script.ghost == [GhostRun(one.response, 1_000 * (side + 1)) for one in answers if one]
    with Fighter(processes[0][0], ada, battle) as first:
        first.asked(0)
        first.answer(0, script.questions[0].key)
        played = first.until("battle.reveal")["revealed"]["responses"][1]
        assert (played["response"], played["elapsed_ms"]) == (script.ghost[0].response, script.ghost[0].elapsed_ms)
        assert (played["response"] == script.questions[0].key) == (side == 0)


def test_a_ghost_that_is_none_plays_nothing(ring: Ring) -> None:
    battle = ring.fight(ring.player(), ring.player())
    for recorded in (None, battle, uuid4()):
        wish = Wish("quiz", "ghost", False, "music", ["en"], (ring.player(), UUID(int=0)), recorded)
        assert ring.maker.make([wish])[0].why == "no_ghost"
