"""Tickets in Redis: one a player, taken two at a time, put back with their age, and never after they were given up."""

from collections.abc import Iterator
from typing import Any

import pytest
from redis import Redis

from bridges import ticket_scripts
from bridges.tickets import Joining, Tickets
from rules.matchmaking import Pair, Ticket


@pytest.fixture
def redis(boards_url: str) -> Iterator["Redis"]:
    client = Redis.from_url(boards_url)
    yield client
    client.close()


@pytest.fixture
def tickets(redis: "Redis") -> Tickets:
    return Tickets(redis)


def ticket(player: str, number: int = 1, **changed: Any) -> Ticket:
    made = Ticket(f"{player}-{number}", player, "quiz", None, True, ("en",), 1_500.0, 0.0)
    return made._replace(**changed)


def join(tickets: Tickets, wanted: Ticket, socket: str = "socket", replace: bool = False) -> Joining:
    (found,) = tickets.join([(wanted, socket, replace)])
    return found


def waiting(tickets: Tickets) -> dict[str, Ticket]:
    return {one.id: one for one in tickets.read().tickets}


def taken(tickets: Tickets, one: Ticket, other: Ticket) -> bool:
    return tickets.take([Pair(one, other)]) != []


def pass_by(redis: "Redis", milliseconds: int) -> None:
    """Have everything that Redis knows of tickets be so much older."""
    store: Any = redis
    for key, times in (("queue:tickets", (0,)), ("queue:taken", (0, 2))):
        for id_, value in store.hgetall(key).items():
            lines = value.split(b"\n")
            for line in times:
                lines[line] = b"%d" % (int(lines[line]) - milliseconds)
            store.hset(key, id_, b"\n".join(lines))
    for key in (b"queue:due", *store.keys("queue:holders:*")):
        for member, score in store.zrange(key, 0, -1, withscores=True):
            store.zadd(key, {member: score - milliseconds})
    if store.exists("queue:seen"):
        for field in ("at", "spared"):
            store.hincrby("queue:seen", field, -milliseconds)


def test_what_was_joined_is_read(tickets: Tickets) -> None:
    wanted = ticket("ada", category="music", langs=("es", "en"), rating=1_612.5, last_opponent="bob")
    found = join(tickets, wanted)
    assert (found.what, found.ticket, found.replaced) == ("new", wanted.id, None)
    crowd = tickets.read()
    assert list(crowd.tickets) == [wanted._replace(since=found.since_ms / 1_000)]
    assert 0 <= crowd.now - found.since_ms / 1_000 < 60
    assert tickets.read().tickets == crowd.tickets


def test_two_devices_hold_one_ticket(tickets: Tickets) -> None:
    first = join(tickets, ticket("ada", 1), "phone")
    second = join(tickets, ticket("ada", 2), "tablet")
    assert (second.what, second.ticket, second.since_ms) == ("shared", "ada-1", first.since_ms)
    assert list(waiting(tickets)) == ["ada-1"]
    tickets.release("ada", "ada-1", "phone")
    assert list(waiting(tickets)) == ["ada-1"]
    tickets.release("ada", "ada-1", "tablet")
    assert waiting(tickets) == {}


def test_a_socket_whose_process_is_dead_holds_nothing(tickets: Tickets, redis: "Redis") -> None:
    join(tickets, ticket("ada", 1), "of the dead")
    held = waiting(tickets)["ada-1"]
    for milliseconds in (ticket_scripts.HOLDER_MS - 4_000, 4_001):
        pass_by(redis, milliseconds)
        held = held._replace(since=held.since - milliseconds / 1_000)
        assert tickets.renew([(held, ["tablet"])]) == ["waiting"]
    tickets.release("ada", "ada-1", "tablet")
    assert waiting(tickets) == {}


def test_another_wish_is_another_ticket_only_if_asked(tickets: Tickets) -> None:
    join(tickets, ticket("ada", 1))
    other = ticket("ada", 2, ranked=False)
    assert join(tickets, other)[:2] == ("other", "ada-1")
    assert list(waiting(tickets)) == ["ada-1"]
    replaced = join(tickets, other, replace=True)
    assert (replaced.what, replaced.ticket, replaced.replaced) == ("new", "ada-2", "ada-1")
    assert list(waiting(tickets)) == ["ada-2"]
    assert tickets.renew([(ticket("ada", 1), ["socket"])]) == ["replaced"]


def test_joins_are_limited(tickets: Tickets) -> None:
    found = [join(tickets, ticket("ada", number)).what for number in range(ticket_scripts.JOINS + 1)]
    assert found == ["new", *["shared"] * (ticket_scripts.JOINS - 1), "many"]
    assert join(tickets, ticket("bob")).what == "new"


def test_who_has_left_is_never_taken(tickets: Tickets) -> None:
    ada, bob = ticket("ada"), ticket("bob")
    join(tickets, ada)
    join(tickets, bob)
    crowd = waiting(tickets)
    assert tickets.leave("ada", None) == ("left", "ada-1")
    assert not taken(tickets, crowd["ada-1"], crowd["bob-1"])
    assert list(waiting(tickets)) == ["bob-1"]
    assert tickets.renew([(crowd["ada-1"], ["socket"])]) == ["cancelled"]
    assert tickets.leave("ada", "ada-1") == ("cancelled", "ada-1")
    assert tickets.leave("ada", None) == ("none", "")


def test_who_is_taken_cannot_leave(tickets: Tickets) -> None:
    ada, bob = ticket("ada"), ticket("bob")
    join(tickets, ada)
    join(tickets, bob)
    ada = waiting(tickets)["ada-1"]
    assert taken(tickets, ada, bob)
    assert not taken(tickets, ada, bob)
    assert waiting(tickets) == {}
    assert tickets.leave("ada", None) == ("matched", "ada-1")
    assert tickets.renew([(ada, ["socket"])]) == ["taken"]
    assert join(tickets, ticket("bob", 2)).what == "taken"
    tickets.done([(ada, "matched"), (bob, "matched")])
    assert tickets.leave("ada", "ada-1") == ("matched", "ada-1")
    assert tickets.renew([(bob, ["socket"])]) == ["matched"]
    assert join(tickets, ticket("bob", 2)).what == "new"


def test_a_battle_that_came_to_nothing_gives_tickets_back_with_their_age(tickets: Tickets) -> None:
    ada, bob = ticket("ada"), ticket("bob")
    join(tickets, ada)
    join(tickets, bob)
    before = waiting(tickets)
    assert taken(tickets, ada, bob)
    assert tickets.put_back([ada, bob]) == []
    assert waiting(tickets) == before


def test_who_asked_to_leave_meanwhile_is_not_put_back(tickets: Tickets) -> None:
    ada, bob = ticket("ada"), ticket("bob")
    join(tickets, ada)
    join(tickets, bob)
    assert taken(tickets, ada, bob)
    tickets.leave("ada", "ada-1")
    assert tickets.put_back([ada, bob]) == [ada]
    assert list(waiting(tickets)) == ["bob-1"]
    assert tickets.renew([(ada, ["socket"])]) == ["cancelled"]


def test_tickets_of_a_dead_matchmaker_wait_again(tickets: Tickets, redis: "Redis") -> None:
    ada, bob = ticket("ada"), ticket("bob")
    join(tickets, ada)
    join(tickets, bob)
    before = waiting(tickets)
    assert taken(tickets, ada, bob)
    tickets.leave("bob", None)
    pass_by(redis, ticket_scripts.TAKEN_MS + 1)
    assert tickets.renew([(before["ada-1"], ["socket"]), (before["bob-1"], ["socket"])]) == ["waiting", "cancelled"]
    assert list(waiting(tickets)) == ["ada-1"]


def test_a_ticket_ends_within_ten_seconds_that_nobody_renews(tickets: Tickets, redis: "Redis") -> None:
    join(tickets, ticket("ada"))
    join(tickets, ticket("bob"))
    bob = waiting(tickets)["bob-1"]
    for _ in range(3):
        pass_by(redis, 3_000)
        tickets.read()
    assert tickets.renew([(bob._replace(since=bob.since - 9), ["socket"])]) == ["waiting"]
    pass_by(redis, 1_001)
    crowd = tickets.read()
    assert crowd.expired == {"ada-1": "ada"}
    assert [one.id for one in crowd.tickets] == ["bob-1"]
    assert tickets.renew([(ticket("ada"), ["socket"])]) == ["expired"]


def test_who_comes_back_from_a_dead_process_in_time_keeps_the_ticket_and_its_age(
    tickets: Tickets, redis: "Redis"
) -> None:
    since = join(tickets, ticket("ada", 1), "of the dead").since_ms
    pass_by(redis, 9_000)
    found = join(tickets, ticket("ada", 2), "of another process")
    assert (found.what, found.ticket, found.since_ms) == ("shared", "ada-1", since - 9_000)
    for _ in range(3):
        pass_by(redis, 3_000)
        assert list(waiting(tickets)) == ["ada-1"]
    tickets.release("ada", "ada-1", "of the dead")  # which has thawed
    assert list(waiting(tickets)) == ["ada-1"]


def test_while_nobody_could_renew_nobody_loses_their_ticket(tickets: Tickets, redis: "Redis") -> None:
    """Redis stood still, or was away: the first to read after that comes before those who renew."""
    join(tickets, ticket("ada"))
    assert list(waiting(tickets)) == ["ada-1"]
    pass_by(redis, 60_000)
    for _ in range(3):
        assert list(waiting(tickets)) == ["ada-1"]
        pass_by(redis, 3_000)
    pass_by(redis, 1_001)
    assert tickets.read().expired == {"ada-1": "ada"}


def test_no_ticket_lives_for_ever(tickets: Tickets, redis: "Redis") -> None:
    join(tickets, ticket("ada"))
    join(tickets, ticket("bob"))
    both = list(waiting(tickets).values())
    for _ in range(6):
        pass_by(redis, 49_000)
        both = [one._replace(since=one.since - 49) for one in both]
        assert tickets.renew([(one, ["socket"]) for one in both]) == ["waiting"] * 2
    pass_by(redis, 6_001)
    ada, bob = sorted(one._replace(since=one.since - 6.001) for one in both)
    assert tickets.renew([(ada, ["socket"])]) == ["expired"]
    assert join(tickets, ticket("bob", 2)).what == "new"
    assert tickets.renew([(bob, ["socket"])]) == ["expired"]


def test_renewing_a_ticket_keeps_it_no_longer_than_any_may_live(tickets: Tickets, redis: "Redis") -> None:
    """It ends though nobody renews it, or joins with it, once more."""
    join(tickets, ticket("ada"))
    (ada,) = waiting(tickets).values()
    for _ in range(6):
        pass_by(redis, 49_000)
        ada = ada._replace(since=ada.since - 49)
        assert tickets.renew([(ada, ["socket"])]) == ["waiting"]
    assert tickets.read().expired == {}
    pass_by(redis, ticket_scripts.MOST_MS - 6 * 49_000)
    assert tickets.read().expired == {"ada-1": "ada"}


def test_what_redis_has_lost_is_put_back_with_its_age(tickets: Tickets, redis: "Redis") -> None:
    join(tickets, ticket("ada", category="music"))
    before = waiting(tickets)
    redis.flushdb()
    assert waiting(tickets) == {}
    assert tickets.renew([(one, ["socket"]) for one in before.values()]) == ["waiting"]
    assert waiting(tickets) == before
    assert join(tickets, ticket("ada", 2, category="music")).what == "shared"


def test_what_redis_has_lost_yields_to_a_newer_ticket(tickets: Tickets, redis: "Redis") -> None:
    join(tickets, ticket("ada", 1))
    ada = waiting(tickets)["ada-1"]
    redis.flushdb()
    join(tickets, ticket("ada", 2, ranked=False))
    assert tickets.renew([(ada, ["socket"])]) == ["replaced"]
    assert list(waiting(tickets)) == ["ada-2"]


def test_pairs_of_two_matchmakers(tickets: Tickets, redis: "Redis") -> None:
    """Each ticket is in one pair, whoever asks."""
    crowd = [ticket(f"p{number:03}") for number in range(300)]
    tickets.join([(one, "socket", False) for one in crowd])
    rival = Tickets(redis)
    ones = [Pair(one, other) for one, other in zip(crowd[::2], crowd[1::2], strict=True)]
    others = [Pair(one, other) for one, other in zip(crowd[1::2], crowd[2::2], strict=False)]
    got = tickets.take(ones[:75]) + rival.take(others) + tickets.take(ones)
    ids = [one.id for pair in got for one in pair]
    assert len(ids) == len(set(ids)) == 298  # two are left alone between what the one took and what the other did
    assert len(waiting(rival)) == 2


def test_one_alone_is_taken_once(tickets: Tickets) -> None:
    join(tickets, ticket("ada"))
    assert [tickets.take_one(ticket("ada")) for _ in range(2)] == [True, False]
