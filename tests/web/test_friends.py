"""Friends: asked, accepted, removed, and who may see it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from models import erasure, players
from rules import friends as rule
from tests.crossing import before, wait_for_one_to_wait
from tests.web.conftest import Guest
from tests.web.friendly import ask, befriend, delete, found, listed, profile, put, remove, rows, told
from web.limits import Buckets
from web.wires import FRIEND_BURST, SEARCH_BURST, Wires

Become = Callable[..., Guest]


@pytest.fixture
def other(become: Become) -> Guest:
    """Another guest."""
    return become()


def test_asked_accepted_removed(guest: Guest, other: Guest) -> None:
    assert ask(guest, other) == "asked"
    assert (listed(guest), listed(other)) == ({other.id: "asked"}, {guest.id: "asks_me"})
    assert (profile(guest, other)["friendship"], profile(other, guest)["friendship"]) == ("asked", "asks_me")
    assert ask(other, guest) == "friends"
    assert (listed(guest), listed(other)) == ({other.id: "friends"}, {guest.id: "friends"})
    remove(other, guest)
    assert (listed(guest), listed(other)) == ({}, {})
    assert profile(guest, other)["friendship"] == "none"
    remove(other, guest)  # once more is no fault


def test_asking_twice_is_one_asking_and_is_told_once(guest: Guest, other: Guest, engine: Engine) -> None:
    assert [ask(guest, other) for _ in range(3)] == ["asked"] * 3
    assert rows(engine, "friendships", guest) == 1
    [notice] = told(engine, other)
    assert (notice.kind, notice.values) == ("friend_asked", {"by": str(guest.id)})
    befriend_again = [ask(other, guest), ask(other, guest), ask(guest, other)]
    assert befriend_again == ["friends"] * 3
    assert (len(told(engine, other)), len(told(engine, guest))) == (1, 1)
    assert told(engine, guest)[0].values == {"by": str(other.id)}


def test_who_asks_again_and_again_is_told_of_once_a_day(guest: Guest, other: Guest, engine: Engine) -> None:
    for _ in range(3):
        ask(guest, other)
        remove(guest, other)
    assert len({notice.event_id for notice in told(engine, other)}) == 1, "an id is in an inbox once"


def test_what_is_told_names_nobody(become: Become, other: Guest, engine: Engine) -> None:
    guest = become(name="Zenobia Q")
    befriend(guest, other)
    assert "Zenobia" not in str([*told(engine, other), *told(engine, guest)])


def test_declined_and_taken_back(guest: Guest, other: Guest) -> None:
    for end in ((guest, other), (other, guest)):
        ask(guest, other)
        remove(*end)
        assert (listed(guest), listed(other)) == ({}, {})


def test_nobody_but_others_who_are_there_can_be_asked(guest: Guest, other: Guest, engine: Engine) -> None:
    gone, hidden = other, uuid4()
    with engine.begin() as connection:
        assert players.lock(connection, gone.id)
        erasure.erase(connection, gone.id)
    for player in (guest.id, gone.id, hidden):
        for path in (f"/v1/friends/{player}", f"/v1/blocks/{player}"):
            response = put(guest, path)
            assert (response.status_code, response.json["code"]) == (404, "player_unknown")
            assert delete(guest, path).status_code == 204
    assert guest.get(f"/v1/players/{gone.id}").json["code"] == "player_unknown"
    assert profile(guest, guest)["friendship"] is None


def test_who_is_on_no_board_is_not_shown_and_comes_back(guest: Guest, become: Become, engine: Engine) -> None:
    name = f"Hidden {uuid4().hex[:6]}"
    friend, asker = become(name=name), become()
    befriend(guest, friend)
    ask(asker, guest)
    show(engine, friend, asker, visible=False)
    assert listed(guest) == {}
    assert found(guest, name) == []
    assert guest.get(f"/v1/players/{friend.id}").status_code == 404
    assert put(guest, f"/v1/friends/{friend.id}").status_code == 404
    assert ask(asker, guest) == "asked"
    show(engine, friend, asker, visible=True)
    assert listed(guest) == {friend.id: "friends", asker.id: "asks_me"}
    assert found(guest, name) == [friend.id]


def show(engine: Engine, *guests: Guest, visible: bool) -> None:
    with engine.begin() as connection:
        for one in guests:
            players.show(connection, one.id, visible)


def test_what_somebody_asks_who_is_on_no_board_is_not_told(guest: Guest, other: Guest, engine: Engine) -> None:
    show(engine, guest, visible=False)
    assert ask(guest, other) == "asked"
    assert told(engine, other) == []
    assert listed(other) == {}


def test_the_list_page_by_page(guest: Guest, become: Become) -> None:
    people = [become() for _ in range(5)]
    for one in people[:3]:
        befriend(one, guest)
    ask(guest, people[3])
    ask(people[4], guest)
    first = guest.get("/v1/friends?limit=2").json
    second = guest.get(f"/v1/friends?limit=2&cursor={first['next']}").json
    third = guest.get(f"/v1/friends?limit=2&cursor={second['next']}").json
    items = first["items"] + second["items"] + third["items"]
    assert [item["player_id"] for item in items] == [str(one.id) for one in reversed(people)]
    assert [item["state"] for item in items] == ["asks_me", "asked", *["friends"] * 3]
    assert third["next"] is None
    assert set(listed(guest, "friends")) == {one.id for one in people[:3]}
    assert (list(listed(guest, "asked")), list(listed(guest, "asks_me"))) == ([people[3].id], [people[4].id])


def test_found_by_the_beginning_of_a_name(become: Become) -> None:
    mark = uuid4().hex[:8]
    guest = become(name=f"{mark} Me")
    people = [become(name=f"{mark} {letter}") for letter in "edcBA"]
    befriend(guest, people[0])
    first = guest.post("/v1/players/search?limit=3", {"name": mark.upper()}).json
    second = guest.post(f"/v1/players/search?limit=3&cursor={first['next']}", {"name": mark}).json
    items = first["items"] + second["items"]
    assert [item["name"] for item in items] == [f"{mark} {letter}" for letter in "ABcde"]
    assert second["next"] is None
    assert items[-1] == {
        "id": str(people[0].id),
        "name": f"{mark} e",
        "country": None,
        "friendship": "friends",
    }
    assert guest.post("/v1/players/search", {"name": f"{mark}%"}).json["items"] == []


def test_a_profile(guest: Guest, become: Become) -> None:
    person = become(name="Ada Pro", country="de")
    assert profile(guest, person) == {
        "id": str(person.id),
        "name": "Ada Pro",
        "country": "de",
        "friendship": "none",
        "level": 1,
        "blocked": False,
        "ratings": [],
        "head_to_head": {"won": 0, "lost": 0, "tied": 0, "last": []},
        "presence": None,
    }


def test_01_anothers_lists_cannot_be_read(guest: Guest, other: Guest, become: Become) -> None:
    befriend(guest, other)
    third = become()
    assert (listed(third), profile(third, guest)["friendship"]) == ({}, "none")
    assert set(profile(third, guest)) == {
        "id",
        "name",
        "country",
        "friendship",
        "level",
        "blocked",
        "ratings",
        "head_to_head",
        "presence",
    }
    for path in ("/v1/friends", "/v1/blocks"):
        assert third.get(path, query_string={"player_id": str(guest.id)}).status_code == 422
        assert third.get(f"{path}/{guest.id}").status_code == 405
        assert third.client.get(path).status_code == 401


@pytest.mark.parametrize(
    "given",
    [{}, {"name": ""}, {"name": "x" * 41}, {"name": 1}, {"name": "a\nb"}, {"name": "a", "email": "b@example.com"}],
)
def test_03_what_is_no_search_is_refused(guest: Guest, given: dict[str, Any]) -> None:
    assert guest.post("/v1/players/search", given).status_code == 422


@pytest.mark.parametrize("query", [{"state": "none"}, {"limit": "0"}, {"cursor": "x"}, {"friends": "1"}])
def test_03_a_bad_question(guest: Guest, query: dict[str, str]) -> None:
    response = guest.get("/v1/friends", query_string=query)
    assert (response.status_code, response.json["errors"][0]["field"]) == (422, next(iter(query)))


def test_askings_and_searches_have_a_rate(guest: Guest, other: Guest) -> None:
    answers = [put(guest, f"/v1/friends/{other.id}") for _ in range(FRIEND_BURST + 1)]
    assert [answer.status_code for answer in answers] == [*[200] * FRIEND_BURST, 429]
    assert answers[-1].headers["Retry-After"]
    assert put(guest, f"/v1/blocks/{other.id}").status_code == 429
    assert delete(guest, f"/v1/friends/{other.id}").status_code == 204, "taking back has none"
    searches = [guest.post("/v1/players/search", {"name": "x"}) for _ in range(SEARCH_BURST + 1)]
    assert searches[-1].status_code == 429


@pytest.fixture
def two_at_most(monkeypatch: pytest.MonkeyPatch, wires: Wires) -> None:
    """Two friends, two askings; and nobody comes too often."""
    monkeypatch.setattr(rule, "FRIENDS_MOST", 2)
    monkeypatch.setattr(rule, "ASKED_MOST", 2)
    monkeypatch.setattr(wires, "friend_rates", Buckets(1e6, 1e6))


def refusal(guest: Guest, other: Guest) -> tuple[int, str]:
    response = put(guest, f"/v1/friends/{other.id}")
    return response.status_code, response.json["code"]


@pytest.mark.usefixtures("two_at_most")
def test_there_is_room_for_so_many(guest: Guest, become: Become) -> None:
    one, two, three = become(), become(), become()
    for player in (one, two):
        ask(guest, player)
    assert refusal(guest, three) == (409, "askings_full")
    assert ask(one, guest) == "friends"
    assert ask(guest, three) == "asked", "an answer makes room"
    assert ask(two, guest) == "friends"
    assert refusal(three, guest) == (409, "their_friends_full")
    assert refusal(guest, become()) == (409, "friends_full")
    assert listed(three) == {guest.id: "asks_me"}, "nothing is lost by a refusal"
    remove(guest, one)
    assert ask(three, guest) == "friends"


def at_once(engine: Engine, word: str, first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """`second` comes while the first one is about to do what has that word in it, and waits for its end."""
    begun: list[Any] = []
    with ThreadPoolExecutor(1) as pool:

        def cross() -> None:
            if not begun:
                begun.append(None)
                begun[0] = pool.submit(second)
                wait_for_one_to_wait(engine)

        with before(engine, word, cross):
            done = first()
        return done, begun[0].result(30)


def test_two_who_ask_each_other_at_once_are_friends_once(
    guest: Guest, other: Guest, wires: Wires, engine: Engine
) -> None:
    states = at_once(
        wires.postgres.engine, "INSERT INTO friendships", lambda: ask(guest, other), lambda: ask(other, guest)
    )
    assert states == ("asked", "friends")
    assert rows(engine, "friendships", guest) == 1
    assert (len(told(engine, other)), len(told(engine, guest))) == (1, 1)


def test_accepting_and_taking_back_at_once_leave_no_half(
    guest: Guest, other: Guest, wires: Wires, engine: Engine
) -> None:
    ask(guest, other)
    at_once(wires.postgres.engine, "INSERT INTO friendships", lambda: ask(other, guest), lambda: remove(guest, other))
    assert rows(engine, "friendships", guest) == 0
    ask(guest, other)
    _, state = at_once(
        wires.postgres.engine, "DELETE FROM friendships", lambda: remove(guest, other), lambda: ask(other, guest)
    )
    assert state == "asked", "there is nothing to accept any more"
    assert (listed(guest), listed(other)) == ({other.id: "asks_me"}, {guest.id: "asked"})


@pytest.mark.usefixtures("two_at_most")
def test_the_last_place_is_taken_once(guest: Guest, become: Become, wires: Wires) -> None:
    one, two, three = become(), become(), become()
    befriend(guest, one)
    for player in (two, three):
        ask(player, guest)
    states = at_once(
        wires.postgres.engine, "INSERT INTO friendships", lambda: ask(guest, two), lambda: refusal(guest, three)
    )
    assert states == ("friends", (409, "friends_full"))


def test_who_is_being_erased_is_asked_no_more(guest: Guest, other: Guest, wires: Wires, engine: Engine) -> None:
    _, response = at_once(
        wires.postgres.engine,
        "DELETE FROM friendships",
        lambda: delete(other, "/v1/me"),
        lambda: put(guest, f"/v1/friends/{other.id}"),
    )
    assert (response.status_code, response.json["code"]) == (404, "player_unknown")
    assert rows(engine, "friendships", other) == 0
