"""Queues over the sockets of two processes: who joins, shares a ticket, leaves, and whom they find."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from models import switches
from rules.battle_state import ROUNDS
from rules.switches import RANKED
from tests.processes import until
from tests.realtime.queues import Player, battles, environ, processes, ring, waiting, whole_ring
from tests.realtime.ring import Ring
from tests.web.battling import Table

__all__ = ["environ", "processes", "ring", "whole_ring"]


def test_two_of_two_processes_are_matched(ring: Ring, processes: list[str]) -> None:
    with Player(processes[0], ring.player("Ada")) as ada, Player(processes[1], ring.player("Bob")) as bob:
        standing = ada.join()
        assert (standing["ranked"], standing["category"], standing["note"]) == (True, "music", None)
        assert standing["window"] >= 50
        assert bob.say("queue.join", mode="quiz", ranked=True)["type"] == "ok"
        first, second = ada.until("queue.matched"), bob.until("queue.matched")
        assert first["battle_id"] == second["battle_id"]
        assert (first["opponent"]["name"], second["opponent"]["name"]) == ("Bob", "Ada")
        assert (first["ranked"], first["category"], first["kind"]) == (True, "music", "match")
        assert battles(ring, ada.player) == [{ada.player, bob.player}]
        refused = ada.say("queue.join", mode="quiz", ranked=True)
        assert (refused["code"], first["battle_id"] in refused["detail"]) == ("in_battle", True)
        assert ada.say("queue.leave")["code"] == "not_in_queue"
    assert waiting(ring) == set()


def test_who_waits_is_told_so_again_and_again(ring: Ring, processes: list[str]) -> None:
    with Player(processes[0], ring.player()) as ada:
        first, second = ada.join(), ada.until("queue.waiting")
        assert second["ticket_id"] == first["ticket_id"]
        assert second["waited_ms"] > first["waited_ms"]
        assert second["window"] > first["window"]


def test_a_crowd_is_paired_whole(ring: Ring, processes: list[str]) -> None:
    crowd = [Player(processes[number % 2], ring.player()) for number in range(40)]
    for one in crowd:
        one.send(type="queue.join", mode="quiz", ranked=True, category="music" if crowd.index(one) % 3 else None)
    matched = [one.until("queue.matched")["battle_id"] for one in crowd]
    assert len(set(matched)) == 20
    assert sorted(map(len, battles(ring, *(one.player for one in crowd)))) == [2] * 20
    for one in crowd:
        one.socket.shutdown()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"category": "nonsense"}, "category_unknown"),
        ({"lang": "fi"}, "lang_unknown"),
        ({"mode": "creative", "category": "music"}, "category_unknown"),
        ({"mode": "chess"}, "invalid"),
        ({"ranked": 7}, "invalid"),
        ({"langs": ["en"]}, "invalid"),
    ],
)
def test_what_cannot_be_queued_for(ring: Ring, processes: list[str], fields: dict[str, Any], code: str) -> None:
    with Player(processes[0], ring.player()) as ada:
        found = ada.say("queue.join", **{"mode": "quiz", "ranked": True, **fields})
        assert (found["type"], found["code"]) == ("error", code)
        assert found["detail"]
    assert waiting(ring) == set()


def test_two_devices_hold_one_ticket(ring: Ring, processes: list[str]) -> None:
    """And a ticket goes with the last of them."""
    player = ring.player()
    with Player(processes[0], player) as phone:
        ticket = phone.join()["ticket_id"]
        with Player(processes[1], player) as tablet:
            assert tablet.join()["ticket_id"] == ticket
        assert waiting(ring) == {str(player)}
        other = phone.say("queue.join", mode="quiz", ranked=False)
        assert (other["code"], ticket in other["detail"]) == ("in_queue", True)
    until(lambda: not waiting(ring), what="an end of the ticket")


def test_another_wish_takes_the_place_of_the_first_if_asked(ring: Ring, processes: list[str]) -> None:
    player = ring.player()
    with Player(processes[0], player) as phone, Player(processes[1], player) as tablet:
        ticket = phone.join()["ticket_id"]
        new = tablet.join(ranked=False, replace=True)
        assert (new["ticket_id"] != ticket, new["ranked"]) == (True, False)
        assert phone.until("queue.ended") == {
            "type": "queue.ended",
            "ticket_id": ticket,
            "reason": "replaced",
            "battle_id": None,
        }


def test_leaving_is_final_for_all_devices(ring: Ring, processes: list[str]) -> None:
    player = ring.player()
    with Player(processes[0], player) as phone, Player(processes[1], player) as tablet:
        ticket = phone.join()["ticket_id"]
        tablet.join()
        assert tablet.say("queue.leave", ticket_id=ticket)["type"] == "ok"
        assert phone.until("queue.ended")["reason"] == "cancelled"
        with Player(processes[0], ring.player()) as bob:
            bob.join()
            for _ in range(3):
                assert bob.until("queue.waiting")
        phone.seen.clear()
        assert phone.say("queue.leave", ticket_id=ticket)["code"] == "not_in_queue"
        assert "queue.waiting" not in phone.seen  # in the seconds that bob has waited
    assert battles(ring, player) == []


def test_joins_are_limited(ring: Ring, processes: list[str]) -> None:
    with Player(processes[0], ring.player()) as ada:
        answers = [ada.say("queue.join", mode="quiz", ranked=True) for _ in range(11)]
        assert [one["type"] for one in answers] == ["ok"] * 10 + ["error"]
        assert (answers[10]["code"], answers[10]["retry_after_ms"]) == ("too_many_requests", 10_000)


def test_last_opponents_wait_for_another(ring: Ring, processes: list[str]) -> None:
    ada, bob, eve = (Player(processes[number % 2], ring.player()) for number in range(3))
    battle = ring.fight(ada.player, bob.player)
    with ring.engine.begin() as connection:
        connection.execute(text("DELETE FROM in_battle WHERE battle_id = :id"), {"id": battle})
        _rate(connection, eve.player, 1_900)
    for one in (ada, bob, eve):
        one.until("queue.matched", battle_id=str(battle)) if one is not eve else None
        one.join()
    ada.until("queue.waiting")
    assert len(battles(ring, ada.player)) == 1  # though bob is so near
    first = eve.until("queue.matched")
    assert first["opponent"]["id"] in (str(ada.player), str(bob.player))
    for one in (ada, bob, eve):
        one.socket.shutdown()


def _rate(connection: Any, player: UUID, rating: float) -> None:
    connection.execute(
        text("INSERT INTO ratings VALUES (:id, 'quiz', (SELECT max(id) FROM seasons), :rating, 80, 0.06, 20, now())"),
        {"id": player, "rating": rating},
    )


def test_who_may_only_practise_does_not_join(ring: Ring, processes: list[str]) -> None:
    """And who is kept from it while they wait, waits no more."""
    with Player(processes[0], ring.player()) as ada:
        ticket = ada.join()["ticket_id"]
        with ring.engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO sanctions (id, player_id, kind, ground, reason, hiding) "
                    "VALUES (:id, :player, 'ban_ranked', 'cheating', 'x', true)"
                ),
                {"id": uuid4(), "player": ada.player},
            )
        assert ada.until("queue.ended") == {
            "type": "queue.ended",
            "ticket_id": ticket,
            "reason": "blocked",
            "battle_id": None,
        }
        found = ada.say("queue.join", mode="quiz", ranked=False)
        assert (found["code"], "practise" in found["detail"]) == ("ranked_blocked", True)


def test_while_ranked_battles_are_switched_off_the_queue_says_so(ring: Ring, processes: list[str]) -> None:
    """To who waits already, too; another wish is fine."""
    with Player(processes[0], ring.player()) as ada:
        ticket = ada.join()["ticket_id"]
        _turn(ring, is_on=False)
        ended = ada.until("queue.ended")
        assert (ended["ticket_id"], ended["reason"]) == (ticket, "switched_off")
        found = ada.say("queue.join", mode="quiz", ranked=True)
        assert (found["code"], found["retry_after_ms"]) == ("switched_off", 60_000)
        assert ada.join(ranked=False)["ranked"] is False
        _turn(ring, is_on=True)
        until(lambda: ada.say("queue.join", mode="quiz", ranked=True)["code"] == "in_queue", what="it is on again")


def _turn(ring: Ring, is_on: bool) -> None:
    with ring.engine.begin() as connection:
        switches.turn(connection, RANKED, is_on, "a test", None)


def test_ghosts_are_offered_and_accepted(ring: Ring, processes: list[str]) -> None:
    """A run of others; of one's own there is none."""
    cat, dan = ring.player("Cat"), ring.player("Dan")
    battle = ring.fight(cat, dan)
    past = Table(ring.engine, battle).play([(True, False)] * ROUNDS)
    past.tick()
    past.settle()
    with Player(processes[0], ring.player("Ada")) as ada:
        ticket = ada.join()["ticket_id"]
        early = ada.say("queue.accept_ghost", ticket_id=ticket)
        assert early["code"] == "no_ghost"
        offer = ada.until("queue.ghost_offer")
        assert (offer["ticket_id"], offer["name"] in ("Cat", "Dan"), offer["rating"]) == (ticket, True, None)
        assert waiting(ring) == {str(ada.player)}
        assert ada.say("queue.accept_ghost", ticket_id="another")["code"] == "not_in_queue"
        ada.send(type="queue.accept_ghost", id="g", ticket_id=ticket)
        matched = ada.until("queue.matched")
        assert (matched["kind"], matched["ranked"], matched["opponent"]["ghost"]) == ("ghost", False, True)
        assert matched["opponent"]["name"] == offer["name"]
        script = ring.battles.script(UUID(matched["battle_id"]))
        assert script is not None
        assert script.ghost is not None
        assert {run.elapsed_ms for run in script.ghost} == {1_000 if offer["name"] == "Cat" else 2_000}
    assert waiting(ring) == set()
