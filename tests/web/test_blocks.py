"""Blocks: two players who never meet, of whom the one is not told."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text

from models import pairs
from rules import friends as rule
from tests.statements import statements
from tests.web.conftest import Guest
from tests.web.friendly import (
    ask,
    befriend,
    block,
    blocked,
    delete,
    found,
    listed,
    profile,
    put,
    remove,
    rows,
    told,
    unblock,
)
from tests.web.test_friends import at_once, other
from web.limits import Buckets
from web.wires import Wires

__all__ = ["other"]

Become = Callable[..., Guest]


def test_a_block_ends_all_that_was_between_two(guest: Guest, become: Become) -> None:
    friend, asked, asking = become(), become(), become()
    befriend(guest, friend)
    ask(guest, asked)
    ask(asking, guest)
    for one in (friend, asked, asking):
        block(guest, one)
        block(guest, one)
        assert (listed(one), profile(guest, one)["blocked"], profile(one, guest)["blocked"]) == ({}, True, False)
    assert listed(guest) == {}
    assert blocked(guest) == [asking.id, asked.id, friend.id]
    unblock(guest, asked)
    unblock(guest, asked)
    assert blocked(guest) == [asking.id, friend.id]
    assert (listed(guest), profile(guest, asked)["blocked"]) == ({}, False)


def test_neither_finds_the_other(become: Become) -> None:
    mark = uuid4().hex[:8]
    one, two, three = (become(name=f"{mark} {number}") for number in range(3))
    block(one, two)
    assert [found(player, mark) for player in (one, two, three)] == [[three.id], [three.id], [one.id, two.id]]
    unblock(one, two)
    assert found(two, mark) == [one.id, three.id]


def test_what_the_blocked_one_asks_looks_as_if_it_had_no_answer(guest: Guest, become: Become, engine: Engine) -> None:
    """As another's does who is not blocked, and whom the same player does not answer."""
    out, free = become(), become()
    befriend(guest, out)
    befriend(guest, free)
    remove(guest, free)
    block(guest, out)
    before = len(told(engine, guest))
    seen = [look(one, guest) for one in (out, free)]
    assert seen[0] == seen[1]
    assert listed(guest) == {free.id: "asks_me"}
    assert profile(guest, out)["friendship"] == "none"
    assert len(told(engine, guest)) == before + 1, "of the free one alone"
    remove(out, guest)
    assert listed(out) == {}


def look(one: Guest, at: Guest) -> list[Any]:
    """All that a player can learn of how another stands to them."""
    answers = [put(one, f"/v1/friends/{at.id}") for _ in range(2)]
    lists = [item | {"since": None} for item in one.get("/v1/friends").json["items"]]
    return [[answer.status_code for answer in answers], [answer.json for answer in answers], lists, profile(one, at)]


def test_what_was_asked_under_a_block_is_seen_when_that_ends(guest: Guest, other: Guest) -> None:
    block(guest, other)
    ask(other, guest)
    unblock(guest, other)
    assert listed(guest) == {other.id: "asks_me"}
    assert ask(guest, other) == "friends"


def test_whom_i_block_i_do_not_ask(guest: Guest, other: Guest) -> None:
    block(guest, other)
    response = put(guest, f"/v1/friends/{other.id}")
    assert (response.status_code, response.json["code"]) == (409, "player_blocked")
    ask(other, guest)
    assert put(guest, f"/v1/friends/{other.id}").status_code == 409, "nor do I accept unawares"


def test_each_may_block_the_other_and_ends_their_own(guest: Guest, other: Guest, engine: Engine) -> None:
    block(guest, other)
    block(other, guest)
    unblock(guest, other)
    assert (blocked(guest), blocked(other)) == ([], [guest.id])
    with engine.connect() as connection:
        assert pairs.restricted(connection, [guest.id, other.id]) == {frozenset((guest.id, other.id))}


def test_01_blocks_are_ones_own(guest: Guest, other: Guest, become: Become) -> None:
    block(guest, other)
    assert blocked(other) == []
    assert delete(other, f"/v1/blocks/{guest.id}").status_code == 204
    assert delete(become(), f"/v1/blocks/{other.id}").status_code == 204
    assert blocked(guest) == [other.id]


def test_the_list_page_by_page(guest: Guest, become: Become) -> None:
    people = [become() for _ in range(3)]
    for one in people:
        block(guest, one)
    first = guest.get("/v1/blocks?limit=2").json
    second = guest.get(f"/v1/blocks?limit=2&cursor={first['next']}").json
    assert [UUID(item["player_id"]) for item in first["items"] + second["items"]] == [one.id for one in people[::-1]]
    assert second["next"] is None


def test_there_is_room_for_so_many(guest: Guest, become: Become, monkeypatch: pytest.MonkeyPatch, wires: Wires) -> None:
    monkeypatch.setattr("web.blocks.BLOCKS_MOST", 2)
    monkeypatch.setattr(wires, "friend_rates", Buckets(1e6, 1e6))
    people = [become() for _ in range(3)]
    answers = [put(guest, f"/v1/blocks/{one.id}") for one in [*people, people[0]]]
    assert [answer.status_code for answer in answers] == [200, 200, 409, 200]
    assert (answers[2].json["code"], rule.BLOCKS_MOST) == ("blocks_full", 1_000)


def test_an_asking_that_crosses_a_block_is_not_heard(guest: Guest, other: Guest, wires: Wires, engine: Engine) -> None:
    _, state = at_once(
        wires.postgres.engine, "INSERT INTO pair_restrictions", lambda: block(guest, other), lambda: ask(other, guest)
    )
    assert (state, listed(guest), told(engine, guest)) == ("asked", {}, [])


def test_a_block_that_crosses_an_answer_leaves_no_friendship(
    guest: Guest, other: Guest, wires: Wires, engine: Engine
) -> None:
    ask(guest, other)
    at_once(wires.postgres.engine, "INSERT INTO friendships", lambda: ask(other, guest), lambda: block(guest, other))
    assert (rows(engine, "friendships", guest), blocked(guest)) == (0, [other.id])


def test_who_must_not_meet_among_many_is_one_question(guest: Guest, other: Guest, engine: Engine) -> None:
    """Whatever the reason, and however many wait."""
    crowd = [uuid4() for _ in range(2_000)]
    low, high = sorted((crowd[0], crowd[1]))
    block(guest, other)
    block(other, guest)
    with engine.begin() as connection:
        fraud = text("INSERT INTO pair_restrictions (low_id, high_id, kind) VALUES (:low, :high, 'fraud')")
        connection.execute(fraud, {"low": low, "high": high})
    with engine.connect() as connection, statements(engine) as asked:
        assert pairs.restricted(connection, [*crowd, guest.id, other.id]) == {
            frozenset((low, high)),
            frozenset((guest.id, other.id)),
        }
        assert len(asked) == 1
        assert pairs.restricted(connection, [low, guest.id]) == set()
        assert pairs.restricted(connection, []) == set()
