"""Who is there in a battle, whatever becomes of the process that has their socket."""

from collections.abc import Iterator
from typing import Any, cast
from uuid import UUID

import gevent
import pytest

from bridges.battles import Gone
from bridges.scripts import Script
from bridges.seats import KEY, LEASE_MS, Seat, Seats
from lab.stack import Stack
from rules.battle_state import Move, Side
from tests.realtime.court import Court, open_court
from web.battles.referee import Referee
from web.battles.showing import Show, read
from web.realtime.battlefeed import BattleFeed
from web.realtime.connection import Connection
from web.realtime.presence import Presence
from web.realtime.viewer import Viewer

SOCKET = cast(Connection, object())


@pytest.fixture(scope="module")
def court(services: Stack, database_url: str, kafka_servers: str) -> Iterator[Court]:
    with open_court(services, database_url, kafka_servers) as court:
        yield court


class Process:
    """What one process knows of who is there."""

    def __init__(self, court: Court, referee: Referee, *, online: bool = True) -> None:
        self.seats, self.wanted = Seats(court.ring.redis), list[UUID]()
        self.presence = Presence(self.seats, referee, lambda _: online, self.wanted.append)

    def look(self) -> None:
        """Have it see whose lease has ended, and do what follows."""
        for ended in self.seats.ended(100):
            self.presence.end(ended)


@pytest.fixture
def one(court: Court) -> Process:
    return Process(court, court.referee)


@pytest.fixture
def other(court: Court) -> Process:
    return Process(court, court.other)


@pytest.fixture
def battle(court: Court) -> UUID:
    """A battle whose first round is open, alone in this Redis."""
    court.ring.redis.delete(KEY)
    return court.open()


def script_of(court: Court, battle: UUID) -> Script:
    found = court.referee.script(battle)
    assert found is not None
    return found


def come(court: Court, process: Process, battle: UUID, *sides: int) -> None:
    for side in sides:
        process.presence.come(Seat(battle, side), script_of(court, battle), SOCKET)
    gevent.sleep(0.1)


def pass_by(court: Court, milliseconds: int) -> None:
    """Have all leases of seats be so much older, while somebody looked now and then."""
    redis: Any = court.ring.redis
    for seat, until in redis.zrange(KEY, 0, -1, withscores=True):
        redis.zadd(KEY, {seat: until - milliseconds})


def away(court: Court, battle: UUID) -> list[bool]:
    sides: tuple[Side, ...] = court.ring.standing(battle).state.sides
    return [side.away for side in sides]


def test_players_of_a_process_that_dies_are_away(court: Court, battle: UUID, one: Process, other: Process) -> None:
    """It renews no more; who has a socket of another process stays."""
    come(court, one, battle, 0)
    come(court, other, battle, 1)
    other.look()
    assert away(court, battle) == [False, False]
    pass_by(court, LEASE_MS)
    other.presence.renew()
    other.look()
    assert away(court, battle) == [True, False]
    assert court.ring.standing(battle).pending == [], "a move like any other, and safe"
    assert court.ring.redis.zrange(KEY, 0, -1) == [Seat(battle, 1).name.encode()]


def test_who_was_away_twice_though_their_process_only_died_has_forfeited(
    court: Court, battle: UUID, other: Process
) -> None:
    come(court, other, battle, 1)
    for no in range(2):
        pass_by(court, LEASE_MS)
        other.presence.renew()
        other.look()
        court.answer(court.other, battle, 1, f"b{no}")
        for _ in range(2 - no):
            due = court.ring.standing(battle).state.due_at
            assert due is not None
            court.play(court.other, battle, Move("tick", due_at=due), due)
    due = court.ring.standing(battle).state.due_at
    if due is not None:
        court.play(court.other, battle, Move("tick", due_at=due), due)
    result = court.ring.standing(battle).state.result
    assert result is not None
    assert (result.winner, result.reason) == (1, "forfeit")


def test_who_is_told_of_their_battle_and_never_comes_is_away(court: Court, battle: UUID, other: Process) -> None:
    pass_by(court, LEASE_MS - 1_000)
    other.look()
    assert away(court, battle) == [False, False]
    pass_by(court, 1_000)
    other.look()
    assert away(court, battle) == [True, True]


def test_who_dies_before_the_move_is_safe_leaves_it_to_another(court: Court, battle: UUID, other: Process) -> None:
    pass_by(court, LEASE_MS)
    assert len(Seats(court.ring.redis).ended(100)) == 2
    other.look()
    assert away(court, battle) == [False, False], "somebody is at it"
    pass_by(court, 2_000)
    other.look()
    assert away(court, battle) == [True, True]


def test_a_process_that_thaws_has_its_players_back(court: Court, battle: UUID, one: Process, other: Process) -> None:
    """It hears that they went away, and has their sockets still."""
    clockwork: Any = None
    scoreboard: Any = None
    script = script_of(court, battle)
    feed = BattleFeed(battle, script, court.referee, clockwork, one.presence, Show(str), scoreboard)
    feed._viewers[SOCKET] = Viewer(SOCKET, 0)
    come(court, one, battle, 0)
    pass_by(court, LEASE_MS)
    channel: Any = court.ring.redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]  # redis-py's is not
    channel.subscribe("battles")
    channel.get_message(timeout=1)
    other.look()
    assert away(court, battle) == [True, True]
    messages = [message["data"][36:] for _ in range(3) if (message := channel.get_message(timeout=1))]
    channel.close()
    assert sorted(read(message).away or 0 for message in messages) == [0, 1]
    for message in messages:
        feed.hear(message)
    gevent.sleep(0.2)
    assert away(court, battle) == [False, True]
    assert court.ring.redis.zscore(KEY, Seat(battle, 0).name) is not None


def test_a_lease_renewed_in_the_last_moment_stays(court: Court, battle: UUID, one: Process, other: Process) -> None:
    """Between its end being seen and what followed: else nobody would see its next end."""
    come(court, one, battle, 0)
    pass_by(court, LEASE_MS)
    seen = next(ended for ended in other.seats.ended(100) if ended.seat.side == 0)
    one.presence.renew()
    other.presence.end(seen)
    assert court.ring.redis.zscore(KEY, Seat(battle, 0).name) is not None


def test_who_leaves_is_away_at_once_unless_another_socket_is_there(court: Court, battle: UUID) -> None:
    for online in (True, False):
        process = Process(court, court.referee, online=online)
        come(court, process, battle, 0)
        process.presence.go(Seat(battle, 0), script_of(court, battle), SOCKET)
        gevent.sleep(0.1)
        assert away(court, battle) == [not online, False]


def test_who_is_sent_away_by_a_process_that_ends_is_not_away(court: Court, battle: UUID) -> None:
    process = Process(court, court.referee, online=False)
    come(court, process, battle, 0)
    process.presence.draining = True
    process.presence.go(Seat(battle, 0), script_of(court, battle), SOCKET)
    gevent.sleep(0.1)
    assert away(court, battle) == [False, False]


def test_a_wipe_sends_nobody_away(court: Court, battle: UUID, one: Process, other: Process) -> None:
    come(court, one, battle, 0)
    come(court, other, battle, 1)
    court.ring.redis.flushdb()
    other.look()
    with pytest.raises(Gone):
        court.ring.standing(battle)
    assert court.rebuild(battle) == 1
    pass_by(court, LEASE_MS - 1_000)
    one.presence.renew()  # the other side's process is gone as well
    other.look()
    assert away(court, battle) == [False, False]
    pass_by(court, 2_000)
    one.look()
    assert away(court, battle) == [False, True]


def test_who_is_away_of_a_battle_that_is_lost_waits_until_it_is_there_again(
    court: Court, battle: UUID, other: Process
) -> None:
    pass_by(court, LEASE_MS)
    court.ring.redis.delete(f"battle:{battle}")
    other.look()
    assert set(other.wanted) == {battle}
    assert court.ring.redis.zcard(KEY) == 2, "it is seen again"


def test_while_nobody_could_renew_nobody_goes_away(court: Court, battle: UUID, other: Process) -> None:
    """Redis stood still: whoever looks first comes before those who renew."""
    other.look()
    pass_by(court, LEASE_MS)
    court.ring.redis.decrby("battles:seats:looked", LEASE_MS)
    other.look()
    assert away(court, battle) == [False, False]
    pass_by(court, LEASE_MS)
    other.look()
    assert away(court, battle) == [True, True]


def test_a_battle_that_is_over_or_unknown_has_no_seats(court: Court, battle: UUID, other: Process) -> None:
    court.play(court.referee, battle, Move("surrender", 0, "s"))
    other.seats.renew([Seat(UUID(int=1), 0)])
    pass_by(court, LEASE_MS)
    other.look()
    assert court.ring.redis.zcard(KEY) == 0
