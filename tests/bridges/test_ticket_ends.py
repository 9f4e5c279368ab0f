"""A ticket ends with its last socket, with its process, with its time; not because Redis stood still."""

from redis import Redis

from bridges import ticket_scripts
from bridges.tickets import Tickets
from tests.bridges.queueing import join, pass_by, redis, taken, ticket, tickets, waiting

__all__ = ["redis", "tickets"]


def test_a_socket_whose_process_is_dead_holds_nothing(tickets: Tickets, redis: "Redis") -> None:
    join(tickets, ticket("ada", 1), "of the dead")
    held = waiting(tickets)["ada-1"]
    for milliseconds in (ticket_scripts.HOLDER_MS - 4_000, 4_001):
        pass_by(redis, milliseconds)
        held = held._replace(since=held.since - milliseconds / 1_000)
        assert tickets.renew([(held, ["tablet"])]) == ["waiting"]
    tickets.release("ada", "ada-1", "tablet")
    assert waiting(tickets) == {}


def test_who_closed_their_last_socket_meanwhile_is_not_put_back(tickets: Tickets) -> None:
    """They would be matched, and nobody be there."""
    ada, bob = ticket("ada"), ticket("bob")
    for socket in ("phone", "tablet"):
        join(tickets, ada, socket)
        join(tickets, bob, socket)
    assert taken(tickets, ada, bob)
    tickets.release("ada", "ada-1", "phone")
    tickets.release("ada", "ada-1", "tablet")
    tickets.release("bob", "bob-1", "phone")
    assert tickets.put_back([ada, bob]) == [ada]
    assert list(waiting(tickets)) == ["bob-1"]
    assert tickets.renew([(ada, ["socket"])]) == ["cancelled"]


def test_nobody_waits_again_without_a_socket_whose_matchmaker_has_died(tickets: Tickets, redis: "Redis") -> None:
    ada, bob = ticket("ada"), ticket("bob")
    join(tickets, ada)
    join(tickets, bob)
    assert taken(tickets, ada, bob)
    tickets.release("ada", "ada-1", "socket")
    pass_by(redis, ticket_scripts.TAKEN_MS + 1)
    assert join(tickets, ticket("ada", 2), "another").what == "new"
    assert join(tickets, ticket("bob", 2), "another")[:2] == ("shared", "bob-1")


def test_what_is_taken_is_not_over_though_its_time_is(tickets: Tickets, redis: "Redis") -> None:
    """Nobody renews it meanwhile."""
    ada, bob = ticket("ada"), ticket("bob")
    join(tickets, ada)
    join(tickets, bob)
    for _ in range(3):
        pass_by(redis, 3_000)
        tickets.read()
    assert taken(tickets, ada, bob)
    pass_by(redis, 1_001)
    assert tickets.read().expired == {}
    assert tickets.put_back([ada, bob]) == []
    assert sorted(waiting(tickets)) == ["ada-1", "bob-1"]
    for _ in range(2):
        pass_by(redis, ticket_scripts.TAKEN_MS // 2)
        tickets.read()
    assert waiting(tickets) == {}


def test_how_a_ticket_ended_is_known_longer_than_any_lives(tickets: Tickets, redis: "Redis") -> None:
    """A process that was frozen for so long would put it back."""
    join(tickets, ticket("ada"))
    tickets.leave("ada", None)
    (key,) = redis.keys("queue:ended:*")
    assert redis.pttl(key) > ticket_scripts.MOST_MS
    assert not redis.exists("queue:due"), "and nothing else of it"


def test_a_ticket_that_ends_late_takes_nothing_of_a_newer_one(tickets: Tickets) -> None:
    ada, other = ticket("ada", 1), ticket("ada", 2, ranked=False)
    join(tickets, ada)
    join(tickets, other, replace=True)
    tickets.done([(ada, "matched")])
    assert join(tickets, other._replace(id="ada-3"))[:2] == ("shared", "ada-2")


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
    redis.delete("queue:seen")  # nobody is spared as somebody looked all the time
    for milliseconds in (0, 3_000):
        pass_by(redis, milliseconds)
        assert tickets.read().expired == {}
    pass_by(redis, ticket_scripts.MOST_MS - 6 * 49_000 - 3_000)
    assert tickets.read().expired == {"ada-1": "ada"}
