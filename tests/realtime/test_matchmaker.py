"""The matchmaker's passes on real stores: what becomes of tickets, whoever leads, whatever fails."""

from collections.abc import Collection, Iterator, Sequence
from threading import Thread
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from redis import Redis
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from bridges import told
from bridges.breaker import Away
from bridges.postgres import Postgres
from bridges.switches import Switches
from bridges.tickets import Tickets
from lab.stack import Stack
from models import leases, pairs, switches
from models.base import REQUEST_LIMITS, open_engine
from models.battles import Outcome, Wish
from rules.matchmaking import Ticket
from rules.switches import RANKED
from tests.clearing import clear
from tests.realtime.ring import Ring, fill
from web.battles.booking import Booking
from web.battles.making import Fence, Fenced
from web.realtime.matchmaker import LEASE, Matchmaker


@pytest.fixture(scope="module")
def whole_ring(services: Stack, database_url: str) -> Iterator[Ring]:
    engine = open_engine(database_url, REQUEST_LIMITS, pool_size=10)
    redis = Redis.from_url(urlsplit(services.urls["REDIS_URL"])._replace(path="/1").geturl())
    fill(engine)
    yield Ring(engine, redis)
    redis.close()
    engine.dispose()


@pytest.fixture
def ring(whole_ring: Ring) -> Ring:
    """Where nobody fights and nobody waits."""
    whole_ring.redis.flushdb()
    with whole_ring.engine.begin() as connection:
        clear(connection, "in_battle, battles, leases, pair_restrictions, players, switches")
    return whole_ring


def nobody(_connection: Connection, _players: object) -> set[frozenset[UUID]]:
    return set()


class Leader(Matchmaker):
    """A matchmaker that believes it leads. `fenced`: and asks for its token when it makes battles."""

    def __init__(self, ring: Ring, fenced: bool = False, make: Any = None, restricted: Any = nobody) -> None:
        tickets = Tickets(ring.redis)
        booking = Booking(ring.redis, tickets, {"quiz": make or ring.maker.make})
        postgres = Postgres(ring.engine)
        super().__init__(uuid4().hex, postgres, tickets, booking, restricted, Switches(postgres))
        self._fenced = fenced
        if fenced:
            assert self._leads()

    def _may_make(self, connection: Connection) -> bool:
        return super()._may_make(connection) if self._fenced else True


def wait(ring: Ring, count: int, ranked: bool = True) -> list[Ticket]:
    """Players who wait from now on."""
    players = [ring.player() for _ in range(count)]
    tickets = [
        Ticket(f"ticket of {player}", str(player), "quiz", None, ranked, ("en",), 1_500.0, 0.0) for player in players
    ]
    Tickets(ring.redis).join([(ticket, "socket", False) for ticket in tickets])
    return tickets


def waiting(ring: Ring) -> set[str]:
    return {ticket.id for ticket in Tickets(ring.redis).read().tickets}


def fighting(ring: Ring) -> list[UUID]:
    """A player for each side of each battle."""
    with ring.engine.connect() as connection:
        return [id_ for row in connection.execute(text("SELECT first_id, second_id FROM battles")) for id_ in row]


def test_two_that_both_lead_make_one_battle_for_each_player(ring: Ring) -> None:
    """Neither asks for its token, and Redis loses what was taken, which sockets put back."""
    tickets = wait(ring, 60)
    before = Tickets(ring.redis).read().tickets
    failed: list[Exception] = []

    def lead() -> None:
        leader = Leader(ring)
        for _ in range(20):
            try:
                leader.run_pass()
                ring.redis.delete("queue:taken", "queue:players", *ring.redis.keys("queue:ended:*"))
                Tickets(ring.redis).renew([(ticket, ["socket"]) for ticket in before])
            except (Away, OperationalError):
                pass  # both are at the same players: one of them tries again
            except Exception as error:
                failed.append(error)

    threads = [Thread(target=lead) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not failed
    found = fighting(ring)
    assert len(found) == len(set(found))
    for _ in range(3):  # of two that were paired, one may have been in a battle
        Tickets(ring.redis).renew([(ticket, ["socket"]) for ticket in before])
        Leader(ring).run_pass()
    assert len(fighting(ring)) == len(set(fighting(ring)))
    assert {str(player) for player in fighting(ring)} == {ticket.player for ticket in tickets}


def test_while_ranked_battles_are_switched_off_none_begins(ring: Ring) -> None:
    ranked, others = wait(ring, 2), wait(ring, 2, ranked=False)
    with ring.engine.begin() as connection:
        switches.turn(connection, RANKED, False, "a test", None)
    Leader(ring).run_pass()
    assert {str(player) for player in fighting(ring)} == {ticket.player for ticket in others}
    assert waiting(ring) == {ticket.id for ticket in ranked}


def test_who_does_not_lead_any_more_makes_no_battle(ring: Ring) -> None:
    former = Leader(ring, fenced=True)
    tickets = wait(ring, 2)
    with ring.engine.begin() as connection:
        connection.execute(text("UPDATE leases SET ends_at = clock_timestamp() - interval '1 second'"))
        assert leases.take(connection, LEASE, "another", 60) is not None
    with pytest.raises(Fenced):
        former.run_pass()
    assert (fighting(ring), waiting(ring)) == ([], {ticket.id for ticket in tickets})


def test_who_is_drained_lets_another_lead_at_once(ring: Ring) -> None:
    leader = Leader(ring, fenced=True)
    leader.drain()
    leader._work()
    assert Leader(ring, fenced=True)


@pytest.mark.parametrize("error", [Away("postgres"), OperationalError("x", {}, Exception("held"))])
def test_a_failure_that_passes_gives_tickets_back_with_their_age(ring: Ring, error: Exception) -> None:
    def make(_wishes: Sequence[Wish], _fence: Fence | None) -> list[Outcome]:
        raise error

    wait(ring, 4)
    before = Tickets(ring.redis).read().tickets
    with pytest.raises(type(error)):
        Leader(ring, make=make).run_pass()
    assert sorted(Tickets(ring.redis).read().tickets) == sorted(before)
    Leader(ring).run_pass()
    assert len(fighting(ring)) == 4


def test_one_battle_that_cannot_be_made_holds_up_no_other(ring: Ring) -> None:
    tickets = wait(ring, 6)
    poison = UUID(tickets[3].player)

    def make(wishes: Sequence[Wish], fence: Fence | None) -> list[Outcome]:
        if any(poison in wish.players for wish in wishes):
            raise ValueError("a bug")
        return ring.maker.make(wishes, fence)

    with ring.redis.pubsub(ignore_subscribe_messages=True) as channel:  # type: ignore[no-untyped-call]  # redis-py's is not
        channel.subscribe(told.CHANNEL)
        channel.get_message(timeout=5)
        Leader(ring, make=make).run_pass()
        frames = [told.read(message["data"]) for message in iter(lambda: channel.get_message(timeout=0.5), None)]
    assert len(fighting(ring)) == 4
    ended = {player for player, frame in frames if b"no_questions" in frame}
    assert (len(ended), str(poison) in ended, waiting(ring)) == (2, True, set())


def test_restricted_pairs_never_meet(ring: Ring) -> None:
    """Whoever they are looked up for: only those who would be paired are."""
    ada, bob, eve = wait(ring, 3)
    asked: list[int] = []
    with ring.engine.begin() as connection:
        pairs.block(connection, UUID(ada.player), UUID(bob.player))
        pairs.block(connection, UUID(eve.player), UUID(ada.player))

    def restricted(connection: Connection, players: Collection[UUID]) -> set[frozenset[UUID]]:
        asked.append(len(players))
        return pairs.restricted(connection, players)

    leader = Leader(ring, restricted=restricted)
    leader.run_pass()
    assert {str(player) for player in fighting(ring)} == {bob.player, eve.player}
    assert asked in ([2, 2], [2, 2, 2])
    leader.run_pass()
    assert waiting(ring) == {ada.id}


def test_nothing_to_ask_ends_the_tickets(ring: Ring) -> None:
    tickets = [one._replace(langs=("fi",), id=f"{one.id} fi") for one in wait(ring, 2)]
    ring.redis.flushdb()
    Tickets(ring.redis).join([(ticket, "socket", False) for ticket in tickets])
    Leader(ring).run_pass()
    assert (waiting(ring), fighting(ring)) == (set(), [])
