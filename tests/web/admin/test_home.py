"""The home page: figures that are true, and one search for everything."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges.rates import rate
from bridges.sockets import Knock, Sockets, players_online
from events.catalog import SUBMISSIONS
from tests.processes import until
from tests.web.admin.conftest import Member, hire
from tests.web.admin.test_questions import make
from tests.web.conftest import Guest
from web.remembered import Remembered
from web.wires import Wires

URL, SEARCH = "/v1/admin/dashboard", "/v1/admin/search"
Employ = Callable[..., Member]


@pytest.fixture
def viewer(employ: Employ, wires: Wires, monkeypatch: pytest.MonkeyPatch) -> Member:
    """Who sees what is there, and not what was there a second ago."""
    monkeypatch.setattr(wires, "looks", Remembered(0))
    return employ("viewer")


def test_players_online_are_those_with_a_socket_each_once(viewer: Member, wires: Wires) -> None:
    sockets, ada, bob = Sockets(wires.redis, 3, 30), uuid7().hex, uuid7().hex
    wires.redis.delete("sockets:online")  # leases of other tests end meanwhile
    for player, socket in ((ada, "1"), (ada, "2"), (bob, "3")):
        assert sockets.admit([Knock(player, socket, uuid7().hex, 30)]) == ["welcome"]
    assert viewer.get(URL).json["players_online"] == 2
    sockets.leave(ada, "1")
    assert viewer.get(URL).json["players_online"] == 2
    sockets.leave(ada, "2")
    assert viewer.get(URL).json["players_online"] == 1
    dead = Sockets(wires.redis, 3, 0.001)
    dead.renew([(bob, "3")])
    until(lambda: not players_online(wires.redis), what="the lease of a dead process to end")


def test_events_a_second_are_the_growth_of_what_was_judged(wires: Wires) -> None:
    name = uuid7().hex
    assert rate(wires.redis, name, 1000.0, 500) is None
    assert rate(wires.redis, name, 1004.0, 540) == 10
    assert rate(wires.redis, name, 1010.0, 700) == 20
    assert rate(wires.redis, name, 2000.0, 900) is None
    assert rate(wires.redis, name, 2002.0, 100) is None


def test_figures_follow_what_is_there(viewer: Member, employ: Employ, engine: Engine) -> None:
    editor = employ("editor")
    before = viewer.get(URL).json
    made = make(editor)
    editor.post(f"/v1/admin/questions/{made['id']}/transitions", {"to": "review"})
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO question_reports (id, question_id, player_id, revision, kind) "
                "VALUES (gen_random_uuid(), :id, gen_random_uuid(), 1, 'wrong')"
            ),
            {"id": made["id"]},
        )
        connection.execute(
            text("INSERT INTO question_flags VALUES (:id, 'nobody_right', -1, 'x', 0, 0, 30)"), {"id": made["id"]}
        )
        topic = {"topic": SUBMISSIONS.name}
        connection.execute(
            text(
                "INSERT INTO carried (topic_id, partition, topic, first, applied, applied_n, refused) "
                "VALUES ('gone', 0, :topic, 0, 12, 10, 2)"
            ),
            topic,
        )
    after = viewer.get(URL).json
    waits = {name: after["waiting"][name] - before["waiting"][name] for name in after["waiting"]}
    assert waits == {"flags": 1, "reports": 1, "reviews": 1, "schedules_refused": 0, "imports": 0}
    assert after["questions"]["review"] == before["questions"].get("review", 0) + 1
    assert editor.get(f"/v1/admin/questions/{made['id']}").json["reports"] == 1
    assert [item["id"] for item in viewer.get("/v1/admin/questions?reported=true").json["items"]] == [made["id"]]


def test_what_cannot_be_told_is_null(make_app: Callable[..., Flask], engine: Engine) -> None:
    away = make_app(boards_url="redis://127.0.0.1:9/0", kafka_bootstrap_servers="127.0.0.1:9")
    shown = hire(away, engine, "viewer").get(URL)
    assert shown.status_code == 200
    assert (shown.json["players_online"], shown.json["events_per_s"], shown.json["lag_events"]) == (None, None, None)
    assert shown.json["outbox_events"] is not None


def test_anything_is_found_by_text_or_id(
    viewer: Member, employ: Employ, audited: Callable[[UUID], list[dict[str, Any]]]
) -> None:
    editor, word = employ("editor"), f"w{uuid7().hex}"
    made = make(editor, wordings=[{"lang": "en", "stem": f"Who is {word}?", "options": ["a", "b"]}])
    category = editor.post("/v1/admin/categories", {"name": f"All of {word}"}).json

    def found(q: str, **more: Any) -> set[tuple[str, str]]:
        return {(item["kind"], item["id"]) for item in viewer.post(SEARCH, {"q": q, **more}).json["items"]}

    both = {("question", made["id"]), ("category", str(category["id"]))}
    assert found(word.upper()) == both
    assert found(made["id"]) == {("question", made["id"])}
    assert found(word, kinds=["category"]) == {("category", str(category["id"]))}
    assert found("100%_") == set()
    assert viewer.post(SEARCH, {"q": ""}).status_code == 422
    assert {row["action"] for row in audited(viewer.staff.id)} == {"content.search"}


def test_players_are_found_by_who_may_see_them_and_the_log_keeps_no_address(
    employ: Employ, become: Callable[..., Guest], engine: Engine, audited: Callable[[UUID], list[dict[str, Any]]]
) -> None:
    guest, name = become(name="Zoe Quarles"), "zoe qu"
    email = f"{uuid7().hex}@example.test"
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO accounts (player_id, email, email_key, password_hash) VALUES (:id, :e, :e, 'x')"),
            {"id": guest.id, "e": email},
        )
    moderator, editor = employ("moderator"), employ("editor")

    def found(member: Member, q: str) -> list[str]:
        items = member.post(SEARCH, {"q": q, "kinds": ["player"]}).json["items"]
        return [item["id"] for item in items]

    assert found(editor, name) == found(moderator, str(guest.id)) == found(moderator, email) == [str(guest.id)]
    assert found(editor, email) == []
    rows = audited(moderator.staff.id)
    assert [row["after"]["found"] for row in rows] == [[str(guest.id)]] * 2
    assert email not in str(rows)
