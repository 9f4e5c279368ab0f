"""Queues over the sockets of two processes: an opponent is found, whatever goes, and nobody is in two battles."""

import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from redis import Redis
from sqlalchemy import text

from bridges.tickets import Tickets
from lab.apps import answers
from lab.stack import Stack
from models.base import REQUEST_LIMITS, open_engine
from tests.boards.conftest import ENVIRON
from tests.processes import until
from tests.realtime.client import Client, gunicorn
from tests.realtime.ring import Ring, fill


@pytest.fixture(scope="module")
def environ(services: Stack, database_url: str) -> dict[str, str]:
    """What the socket applications are told."""
    redis_url = urlsplit(services.urls["REDIS_URL"])._replace(path="/1").geturl()
    services_of = {"DATABASE_URL": database_url.replace("+psycopg", ""), "REDIS_URL": redis_url}
    return {**ENVIRON, **services_of, "PACE": '{"start_ms": 600000}'}


@pytest.fixture(scope="module")
def whole_ring(environ: dict[str, str], database_url: str) -> Iterator[Ring]:
    engine = open_engine(database_url, REQUEST_LIMITS, pool_size=5)
    redis = Redis.from_url(environ["REDIS_URL"])
    redis.flushdb()
    fill(engine)
    yield Ring(engine, redis)
    redis.close()
    engine.dispose()


@pytest.fixture(scope="module")
def processes(
    environ: dict[str, str], whole_ring: Ring, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """The addresses of two socket processes."""
    assert whole_ring.redis.ping()  # emptied, and the questions are there
    folder = tmp_path_factory.mktemp("queue")
    with gunicorn(environ, folder / "one") as one, gunicorn(environ, folder / "two") as two:
        for address, _ in (one, two):
            until(partial(is_up, address), 120, what="a worker")
        yield [one[0], two[0]]
    for log in (folder / "one", folder / "two"):
        assert "Traceback" not in log.read_text(), log.read_text()


def is_up(address: str) -> bool:
    """Whether a worker answers there: gunicorn listens long before, on a busy machine."""
    return answers(f"http://{address}/livez")


@pytest.fixture
def ring(whole_ring: Ring, processes: list[str]) -> Iterator[Ring]:
    """Where battles are made; nobody waits, and nobody fights."""
    assert len(processes) == 2
    yield whole_ring
    with whole_ring.engine.begin() as connection:
        connection.execute(text("DELETE FROM in_battle"))
        connection.execute(text("DELETE FROM sanctions"))
    for key in whole_ring.redis.keys("queue:*"):
        whole_ring.redis.delete(key)


class Player(Client):
    """A player's socket."""

    def __init__(self, address: str, player: UUID) -> None:
        super().__init__(address, player)
        self.player = player
        self.seen: list[str] = []
        """Types of what came before an answer."""

    def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Read on to a frame of a type, with these fields."""
        while True:
            found = self.receive()
            if found["type"] == kind and all(found.get(name) == value for name, value in fields.items()):
                return found

    def say(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Send a frame; its `ok` or `error`."""
        id_ = uuid4().hex
        self.send(type=kind, id=id_, **fields)
        while True:
            found = self.receive()
            if found.get("id") == id_:
                return found
            self.seen.append(found["type"])

    def join(self, **fields: Any) -> dict[str, Any]:
        """Join the queue for `music`; the first `queue.waiting`."""
        found = self.say("queue.join", **{"mode": "quiz", "ranked": True, "category": "music", **fields})
        assert found["type"] == "ok", found
        return self.until("queue.waiting")


def waiting(ring: Ring) -> set[str]:
    """Who waits, as Redis has it."""
    return {ticket.player for ticket in Tickets(ring.redis).read().tickets}


def battles(ring: Ring, *players: UUID) -> list[set[UUID]]:
    """The players of each battle that one of these is in."""
    statement = text("SELECT first_id, second_id FROM battles WHERE first_id = ANY(:ids) OR second_id = ANY(:ids)")
    with ring.engine.connect() as connection:
        return [set(row) for row in connection.execute(statement, {"ids": list(players)})]


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
        until(partial(is_up, address), 120, what="a worker")
        with Player(address, player) as here:
            ticket = here.join()["ticket_id"]
            os.kill(pid, signal.SIGTERM)
            here.until("draining")
            assert here.closed() == 1012
        with Player(processes[0], player) as there:
            standing = there.join()
            assert (standing["ticket_id"], standing["waited_ms"] > 0) == (ticket, True)


def test_ghosts_are_offered_and_accepted(ring: Ring, processes: list[str]) -> None:
    """A run of others; of one's own there is none."""
    cat, dan = ring.player("Cat"), ring.player("Dan")
    battle = ring.fight(cat, dan)
    with ring.engine.begin() as connection:
        connection.execute(text("DELETE FROM in_battle"))
        result = '{"winner": 0, "reason": "points"}'
        statement = text("UPDATE battles SET state = 'settled', result = CAST(:result AS jsonb) WHERE id = :id")
        connection.execute(statement, {"result": result, "id": battle})
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
    assert waiting(ring) == set()
