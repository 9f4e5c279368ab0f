"""Tickets in Redis: one a player, taken two at a time, put back with their age, and never after they were given up."""

from redis import Redis

from bridges import ticket_scripts
from bridges.tickets import Tickets
from rules.matchmaking import Pair
from tests.bridges.queueing import join, redis, taken, ticket, tickets, waiting

__all__ = ["redis", "tickets"]


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
