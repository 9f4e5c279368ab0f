"""Battles over sockets go on when Redis or a process is lost, and end when they are made void."""

from datetime import UTC, datetime
from pathlib import Path

import psutil

from models import voiding
from tests.processes import until
from tests.realtime.arena import environ, processes, ring, two
from tests.realtime.client import gunicorn
from tests.realtime.ring import Fighter, Ring
from web.battles import annulling

__all__ = ["environ", "processes", "ring", "two"]


def test_redis_lost_in_the_middle_the_battle_goes_on_with_all_that_was_confirmed(
    ring: Ring, two: tuple[Fighter, Fighter]
) -> None:
    first, second = two
    assert first.battle is not None
    first.asked(0)
    key = ring.key(first.battle, 0)
    assert first.answer(0, key)["type"] == "ok"
    ring.redis.flushdb()
    state = first.until("battle.state")
    assert (state["phase"], state["round"], state["own"]) == ("open", 0, key)
    assert ring.standing(first.battle).life == 2
    assert second.answer(0, key)["type"] == "ok"
    assert first.until("battle.reveal")["revealed"]["responses"][0]["response"] == key


def test_another_process_goes_on_when_one_is_killed(
    ring: Ring, environ: dict[str, str], processes: list[tuple[str, int]], tmp_path: Path
) -> None:
    with gunicorn(environ, tmp_path / "log") as (address, pid):
        ada, bob = ring.player("Ada"), ring.player("Bob")
        battle = ring.fight(ada, bob)
        with Fighter(address, ada, battle) as first, Fighter(processes[0][0], bob, battle) as second:
            first.asked(0)
            key = ring.key(battle, 0)
            assert first.answer(0, key)["type"] == "ok"
            for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
                process.kill()
            assert second.until("battle.reveal")["revealed"]["responses"][0]["response"] == key
            with Fighter(processes[1][0], ada, battle) as again:
                assert again.state["past"][0]["responses"][0]["response"] == key


def test_who_was_with_a_process_that_died_and_does_not_come_back_has_forfeited(
    ring: Ring, environ: dict[str, str], processes: list[tuple[str, int]], tmp_path: Path
) -> None:
    with gunicorn(environ, tmp_path / "log") as (address, pid):
        ada, bob = ring.player("Ada"), ring.player("Bob")
        battle = ring.fight(ada, bob)
        with Fighter(address, ada, battle), Fighter(processes[0][0], bob, battle) as second:
            second.asked(0)
            for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
                process.kill()
            assert second.until("battle.peer") | {"seq": 0} == {
                "type": "battle.peer",
                "battle_id": str(battle),
                "seq": 0,
                "side": 0,
                "away": True,
            }
            assert second.until("battle.ended")["result"] == {"winner": 1, "reason": "forfeit"}


def test_a_process_that_was_frozen_has_its_players_back_when_it_thaws(
    ring: Ring, environ: dict[str, str], processes: list[tuple[str, int]], tmp_path: Path
) -> None:
    with gunicorn(environ, tmp_path / "log") as (address, pid):
        ada, bob = ring.player("Ada"), ring.player("Bob")
        battle = ring.fight(ada, bob)
        with Fighter(address, ada, battle), Fighter(processes[0][0], bob, battle) as second:
            second.asked(0)
            workers = psutil.Process(pid).children(recursive=True)
            for worker in workers:
                worker.suspend()
            try:
                assert second.until("battle.peer")["away"] is True
            finally:
                for worker in workers:
                    worker.resume()
            assert second.until("battle.peer")["away"] is False


def test_a_battle_that_is_made_void_ends_at_once_for_all(
    ring: Ring, two: tuple[Fighter, Fighter], processes: list[tuple[str, int]]
) -> None:
    """Who watches is not told late; its players may queue again."""
    first, second = two
    assert first.battle is not None
    first.asked(0)
    script = ring.battles.script(first.battle)
    assert script is not None
    with Fighter(processes[0][0], ring.player("Eve"), first.battle) as eve:
        with ring.engine.begin() as connection:
            assert voiding.void(connection, first.battle, datetime.now(UTC)) is not None
        annulling.end(ring.redis, first.battle, script.players)
        for fighter in (first, second, eve):
            assert fighter.until("battle.voided")["battle_id"] == str(first.battle)
    until(lambda: first.answer(0, script.questions[0].key)["code"] == "battle_unknown", what="its being known")
    for fighter in two:
        fighter.send(type="queue.join", id="j", mode="quiz", ranked=False, category="music")
        fighter.until("ok", id="j")
    matched = first.until("queue.matched")
    assert matched["battle_id"] != str(first.battle)
