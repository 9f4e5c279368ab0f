"""Queues when something is gone, or was not told: nobody loses their place, and nobody is in two battles."""

import os
import signal
from pathlib import Path
from time import monotonic, sleep
from uuid import uuid4

from sqlalchemy import text

from bridges.tickets import Tickets
from lab.stack import Stack
from tests.processes import until
from tests.realtime.client import gunicorn
from tests.realtime.queues import Player, battles, environ, processes, ring, waiting, whole_ring
from tests.realtime.ring import Ring

__all__ = ["environ", "processes", "ring", "whole_ring"]


def test_who_is_in_a_battle_that_nobody_knew_of_is_told(ring: Ring, processes: list[str]) -> None:
    """As when two lead, or Redis was lost: the row in Postgres decides."""
    with Player(processes[0], ring.player()) as ada, Player(processes[1], ring.player()) as bob:
        ticket = ada.join()["ticket_id"]
        battle = uuid4()
        with ring.engine.begin() as connection:
            connection.execute(
                text("INSERT INTO in_battle VALUES (:id, :battle)"), {"id": ada.player, "battle": battle}
            )
        bob.join()
        ended = ada.until("queue.ended")
        assert (ended["ticket_id"], ended["reason"], ended["battle_id"]) == (ticket, "in_battle", str(battle))
        assert bob.until("queue.waiting")
        assert waiting(ring) == {str(bob.player)}
        assert battles(ring, ada.player) == []


def test_who_was_not_told_of_their_battle_is_told_in_the_end(ring: Ring, processes: list[str]) -> None:
    """That they are matched is a hint, and this one is lost."""
    with Player(processes[0], ring.player()) as ada:
        ticket, battle = ada.join()["ticket_id"], uuid4()
        with ring.engine.begin() as connection:
            connection.execute(
                text("INSERT INTO in_battle VALUES (:id, :battle)"), {"id": ada.player, "battle": battle}
            )
        tickets = Tickets(ring.redis)
        tickets.done([(one, "matched") for one in tickets.read().tickets])
        ended = ada.until("queue.ended")
        assert (ended["ticket_id"], ended["reason"], ended["battle_id"]) == (ticket, "in_battle", str(battle))


def test_a_wiped_redis_keeps_those_who_wait(ring: Ring, processes: list[str]) -> None:
    with Player(processes[0], ring.player()) as ada:
        standing = ada.join()
        ring.redis.flushdb()
        until(lambda: waiting(ring) == {str(ada.player)}, what="the ticket being put back")
        (ticket,) = Tickets(ring.redis).read().tickets
        assert ticket.id == standing["ticket_id"]
        with Player(processes[1], ring.player()) as bob:
            bob.join()
            assert ada.until("queue.matched")["opponent"]["id"] == str(bob.player)


def test_without_postgres_nobody_is_matched_and_those_who_wait_are_told(
    ring: Ring, processes: list[str], services: Stack
) -> None:
    with Player(processes[0], ring.player()) as ada, Player(processes[1], ring.player()) as bob:
        ticket = ada.join()["ticket_id"]
        services.postgres.kill()
        try:
            assert ada.until("queue.waiting", note="unavailable")["ticket_id"] == ticket
            refused = bob.say("queue.join", mode="quiz", ranked=True)
            assert (refused["code"], refused["retry_after_ms"] > 0) == ("unavailable", True)
            assert waiting(ring) == {str(ada.player)}
        finally:
            services.postgres.start()
        ring.engine.dispose()

        def joined() -> bool:
            sleep(0.1)  # a socket may send twenty frames a second
            return str(bob.say("queue.join", mode="quiz", ranked=True)["type"]) == "ok"

        until(joined, what="Postgres being found again")
        assert ada.until("queue.matched")["opponent"]["id"] == str(bob.player)


def test_another_process_leads_when_the_first_is_frozen(
    ring: Ring, environ: dict[str, str], tmp_path: Path, processes: list[str]
) -> None:
    with gunicorn(environ, tmp_path / "log") as (_, pid):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        with ring.engine.begin() as connection:  # it is the third one's turn
            connection.execute(text("UPDATE leases SET ends_at = now() WHERE name = 'matchmaker'"))
        for child in children:
            os.kill(int(child), signal.SIGSTOP)
        try:
            began = monotonic()
            with Player(processes[0], ring.player()) as ada, Player(processes[1], ring.player()) as bob:
                ada.join()
                bob.join()
                assert ada.until("queue.matched")["opponent"]["id"] == str(bob.player)
            assert monotonic() - began < 20
        finally:
            for child in children:
                os.kill(int(child), signal.SIGCONT)


def test_who_is_sent_away_by_a_process_that_ends_keeps_their_place(
    ring: Ring, environ: dict[str, str], tmp_path: Path, processes: list[str]
) -> None:
    player = ring.player()
    with gunicorn(environ, tmp_path / "log") as (address, pid):
        with Player(address, player) as here:
            ticket = here.join()["ticket_id"]
            os.kill(pid, signal.SIGTERM)
            here.until("draining")
            assert here.closed() == 1012
        with Player(processes[0], player) as there:
            standing = there.join()
            assert (standing["ticket_id"], standing["waited_ms"] > 0) == (ticket, True)
