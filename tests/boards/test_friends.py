"""The friends' board: the board's own order, from Redis and from Postgres, with ranks among friends and overall."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from models import friends, pairs
from rules.places import Place, View, Window, among
from tasks import ranking
from tests.boards.conftest import World
from tests.boards.test_api import Get, app, get

__all__ = ["app", "get"]


def befriend(world: World, one: UUID, *others: UUID) -> None:
    with world.engine.begin() as connection:
        connection.execute(text("DELETE FROM friendships"))
        for other in others:
            friends.put(connection, other, one, "asked")
            friends.put(connection, one, other, "friends")


@pytest.fixture(params=["live", "database"])
def people(request: pytest.FixtureRequest, world: World) -> list[UUID]:
    """Nine players on the boards, every two with the same points at the same time; read from that store."""
    found = [world.player() for _ in range(9)]
    for index, player in enumerate(found):
        world.gain(player, 10 + index // 2)
    world.rank(world.changed(*found))
    if request.param == "live":
        ranking.rebuild_boards()
    return found


def test_friends_stand_as_on_the_whole_board(world: World, get: Get, people: list[UUID]) -> None:
    me = people[4]
    stranger, asked = world.player(), people[8]
    befriend(world, me, people[0], people[1], people[5], people[7], stranger)
    with world.engine.begin() as connection:
        friends.put(connection, me, asked, "asked")
    body = get(me, "/v1/boards/global.week", friends="true").json
    among_us = [str(player) for player in (people[0], people[1], me, people[5], people[7])]
    expected = [place for place in world.stored("global.week") if place.player in among_us]
    assert [(item["rank"], item["overall_rank"], item["player_id"], item["points"]) for item in body["items"]] == [
        (rank, place.rank, place.player, place.points) for rank, place in enumerate(expected, 1)
    ]
    mine = next(item for item in body["items"] if item["player_id"] == str(me))
    assert body["me"] == {name: mine[name] for name in ("rank", "overall_rank", "points")}
    assert (body["items"][0]["name"], body["next"]) == ("Ada", None)
    whole = get(me, "/v1/boards/global.week").json
    assert (body["source"], body["at"]) == (whole["source"], whole["at"])
    assert "overall_rank" not in whole["items"][0]
    assert whole["me"]["rank"] == mine["overall_rank"]


def test_page_by_page_and_around_me(world: World, get: Get, people: list[UUID]) -> None:
    me = people[2]
    befriend(world, me, *people[:2], *people[3:8])
    whole = get(me, "/v1/boards/global.week", friends="true").json["items"]
    page = get(me, "/v1/boards/global.week", friends="true", limit=3).json
    pages = page["items"]
    while page["next"]:
        page = get(me, "/v1/boards/global.week", friends="true", limit=3, cursor=page["next"]).json
        pages += page["items"]
    assert pages == whole
    assert len(whole) == 8
    around = get(me, "/v1/boards/global.week", friends="true", limit=3, around="me").json
    place = next(index for index, item in enumerate(whole) if item["player_id"] == str(me))
    assert around["items"] == whole[place - 2 : place + 1]


def test_who_has_no_friends_stands_alone(world: World, get: Get, people: list[UUID]) -> None:
    body = get(people[0], "/v1/boards/global.day", friends="true").json
    assert [(item["rank"], item["player_id"]) for item in body["items"]] == [(1, str(people[0]))]
    assert body["me"]["overall_rank"] == len(world.stored("global.day")) - 1 + (people[0] < people[1])
    nobody = get(world.player(), "/v1/boards/global.day", friends="true", around="me").json
    assert (nobody["items"], nobody["me"], nobody["next"]) == ([], None, None)


def test_who_is_hidden_blocked_or_removed_is_not_there(world: World, get: Get, people: list[UUID]) -> None:
    me, hidden, blocked, removed, friend = people[:5]
    befriend(world, me, hidden, blocked, removed, friend)
    world.show(hidden, False)
    world.rank(world.changed(hidden))
    with world.engine.begin() as connection:
        pairs.block(connection, blocked, me)
        friends.remove(connection, me, removed)
    body = get(me, "/v1/boards/global.day", friends="true").json
    assert {item["player_id"] for item in body["items"]} == {str(me), str(friend)}


def test_a_friends_board_is_ones_own(world: World, get: Get, people: list[UUID]) -> None:
    befriend(world, people[0], people[1])
    body = get(people[2], "/v1/boards/global.day", friends="true").json
    assert [item["player_id"] for item in body["items"]] == [str(people[2])]
    refused = get(people[2], "/v1/boards/global.day", friends=str(people[0]))
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "friends")


def _view(places: list[Place]) -> View:
    return View(1, (), {place.player: place for place in places})


def test_a_page_goes_on_where_the_one_before_ended_though_its_last_has_gone() -> None:
    places = [Place(rank * 10, str(uuid4()), 100 - rank) for rank in range(6)]
    last = places[2]
    after = Window(2, after=(last.score, last.player))
    expected = [place.player for place in places[3:5]]
    assert [place.player for place in among(_view(places), after).places] == expected
    assert [place.player for place in among(_view([*places[:2], *places[3:]]), after).places] == expected


def test_a_quizs_order_may_be_another_than_that_of_points() -> None:
    """With elimination who came through more questions stands first."""
    places = [Place(1, "b", 5), Place(4, "a", 9), Place(7, "c", 2)]
    found = among(_view(places), Window(5, after=(5, "b")))
    assert [(place.rank, place.player) for place in found.places] == [(2, "a"), (3, "c")]
