"""Boards over REST."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from settings import Settings
from tasks import ranking
from tests.boards.conftest import World, days
from web.app import create_app

Get = Callable[..., Any]


@pytest.fixture
def app(world: World) -> Iterator[Flask]:  # noqa: ARG001 - its stores
    """The REST app on the world's stores; Kafka is never asked."""
    app = create_app(Settings.from_environ())
    app.testing = True
    yield app
    app.extensions["wires"].denials.stop()
    app.extensions["wires"].postgres.engine.dispose()
    app.extensions["wires"].redis.close()


@pytest.fixture
def get(app: Flask) -> Get:
    """GET as a player."""
    client: Any = app.test_client()

    def get(player: UUID, path: str, **query: Any) -> Any:
        token = app.extensions["wires"].tokens.sign_access(player)
        return client.get(path, query_string=query, headers={"Authorization": f"Bearer {token}"})

    return get


def test_which_boards_there_are(world: World, get: Get) -> None:
    body = get(world.player("de"), "/v1/boards").json
    assert [item["name"] for item in body["items"]][:5] == [
        "global.day",
        "global.week",
        "global.season",
        "global.all",
        "country.de.day",
    ]
    assert body["items"][8] == {"name": "category.music.day", "title": "Music, today", "period": "day"}
    assert not any("country" in item["name"] for item in get(world.player(), "/v1/boards").json["items"])


@pytest.mark.parametrize("live", [True, False])
def test_a_board_page_by_page(world: World, get: Get, live: bool) -> None:
    """The same from both stores."""
    people = [world.player("de" if i % 2 else None) for i in range(7)]
    for index, player in enumerate(people):
        world.gain(player, 10 + index // 2)
    world.rank(world.changed(*people))
    if live:
        ranking.rebuild_boards()
    board = world.board("global.week")
    me = people[2]
    first = get(me, "/v1/boards/global.week", limit=3)
    assert (first.status_code, first.json["source"]) == (200, "live" if live else "database")
    assert (first.json["board"], first.json["at"], first.json["me"]["points"]) == ("global.week", board.at, 11)
    assert first.json["items"][0] == {
        "rank": 1,
        "player_id": str(people[6]),
        "name": "Ada",
        "country": None,
        "points": 13,
    }
    pages, cursor = list(first.json["items"]), first.json["next"]
    while cursor:
        page = get(me, "/v1/boards/global.week", limit=3, cursor=cursor).json
        pages, cursor = pages + page["items"], page["next"]
    assert [(item["rank"], item["player_id"]) for item in pages] == [
        (place.rank, place.player) for place in world.stored("global.week")
    ]
    around = get(me, "/v1/boards/global.week", limit=3, around="me").json
    assert str(me) in [item["player_id"] for item in around["items"]]
    assert around["me"] == first.json["me"]
    assert around["me"]["rank"] == next(item["rank"] for item in pages if item["player_id"] == str(me))


def test_a_past_board(world: World, get: Get) -> None:
    player = world.player()
    then = world.noon - days(20)
    world.gain(player, 5, then)
    world.gain(player, 7)
    body = get(player, "/v1/boards/global.day", at=then.date().isoformat()).json
    assert ([item["points"] for item in body["items"]], body["source"]) == ([5], "database")
    year, week, _ = then.isocalendar()
    assert get(player, "/v1/boards/category.music.week", at=f"{year}-W{week:02d}").json["me"]["points"] == 5
    assert get(player, "/v1/boards/global.season", at="1").json["me"]["points"] == 12


def test_who_is_not_on_the_board(world: World, get: Get) -> None:
    body = get(world.player(), "/v1/boards/global.day", around="me").json
    assert (body["items"], body["me"], body["next"]) == ([], None, None)


@pytest.mark.parametrize(
    ("board", "query"),
    [
        ("global", {}),
        ("global.year", {}),
        ("category.nonsense.day", {}),
        ("country.DE.day", {}),
        ("country.deu.day", {}),
        ("country.zz.day", {}),
        ("rating.live.all", {}),
        ("global.day", {"at": "yesterday"}),
        ("global.day", {"at": "9999-12-31"}),
        ("global.week", {"at": "2026-W99"}),
        ("global.day", {"at": "2026-W47"}),
        ("global.day", {"at": "20261123"}),
        ("global.day", {"at": "2026-1-5"}),
        ("global.week", {"at": "9999-W52"}),
        ("global.season", {"at": "77"}),
        ("global.season", {"at": "-1"}),
        ("global.all", {"at": "ever"}),
        ("\ud7ff", {}),
        ("global.day", {"at": "0000-00-00"}),
    ],
)
def test_an_unknown_board(world: World, get: Get, board: str, query: dict[str, str]) -> None:
    response = get(world.player(), f"/v1/boards/{board}", **query)
    assert (response.status_code, response.json["code"]) == (404, "board_unknown")


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "x"},
        {"cursor": "%%%"},
        {"cursor": "é"},
        {"cursor": "k6Fhow"},
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "many"},
        {"around": "you"},
        {"nonsense": "1"},
    ],
)
def test_a_bad_question(world: World, get: Get, query: dict[str, str]) -> None:
    response = get(world.player(), "/v1/boards/global.day", **query)
    assert response.status_code == 422
    assert response.json["errors"][0]["field"] == next(iter(query))


def test_a_cursor_is_of_one_board(world: World, get: Get) -> None:
    people = [world.player() for _ in range(3)]
    for player in people:
        world.gain(player, 5)
    cursor = get(people[0], "/v1/boards/global.day", limit=1).json["next"]
    assert get(people[0], "/v1/boards/global.week", limit=1, cursor=cursor).status_code == 422


def test_only_players_look_at_boards(app: Flask) -> None:
    client: Any = app.test_client()
    assert [client.get(path).status_code for path in ("/v1/boards", "/v1/boards/global.day")] == [401, 401]
