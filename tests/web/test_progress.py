"""A session's end over the API, what it gives, and the inbox that tells of it."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from events.catalog import NOTIFICATIONS
from rules.levels import xp_of
from tasks import inbox
from tasks.slices import Slice, run
from tests.pipeline import Log
from tests.web.conftest import Guest

Apply = Callable[..., list[tuple[int, int]]]
NOBODYS = "01a20a3b-4faa-734c-a73a-648ee2e60bc0"


def answer_all(guest: Guest, session: str, count: int) -> None:
    after = None
    for no in range(count):
        assert guest.answer(guest.next(session, after)).status_code == 202
        after = no


def deliver(log: Log, player: UUID) -> None:
    """Carry a player's notices from the outbox into their inbox."""
    rows = log.all(
        "SELECT value FROM outbox WHERE topic = :t AND key = :p ORDER BY id", t=NOTIFICATIONS.name, p=str(player)
    )
    topic_id = str(uuid7())
    with log.engine.begin() as connection:
        statement = "INSERT INTO carried (topic, topic_id, partition, first, applied) VALUES (:t, :i, 0, 0, 0)"
        connection.execute(text(statement), {"t": NOTIFICATIONS.name, "i": topic_id})
    piece = Slice(NOTIFICATIONS.name, topic_id, 0, 0, len(rows), 0, [bytes(row[0]) for row in rows])
    assert run(piece, partial(inbox.apply, {})) == "applied"


def test_who_has_played_nothing_is_a_beginner(guest: Guest) -> None:
    found = guest.get("/v1/me/progress").json
    assert found["xp"] == 0
    assert found["level"] == {"number": 1, "floor": 0, "next": 100}
    assert found["streak"].items() >= {"current": 0, "best": 0, "freeze_left": True, "frozen": []}.items()
    assert len(found["streak"]["freezable"]) == 8, "from yesterday to six days ahead"
    assert found["achievements"]["earned"] == []
    assert len(found["achievements"]["open"]) >= 8


def test_finishing_is_accepted_and_gives_what_was_answered(guest: Guest, apply_answers: Apply) -> None:
    session = guest.start(count=5)
    answer_all(guest, session, 2)
    accepted = guest.post(f"/v1/sessions/{session}/finish")
    assert accepted.status_code == 202
    assert guest.get(accepted.headers["Location"]).json["code"] == "not_applied_yet"
    again = guest.post(f"/v1/sessions/{session}/finish")
    assert again.json == accepted.json
    apply_answers(4)
    outcome = guest.get(accepted.headers["Location"]).json
    assert outcome == {"event_id": accepted.json["event_id"], "outcome": "applied"}
    assert guest.get(f"/v1/sessions/{session}").json["ended_at"]
    found = guest.get("/v1/me/progress").json
    assert found["xp"] == xp_of("practice", 5, 2, 2)
    assert found["streak"]["current"] == found["streak"]["best"] == 1
    assert [one["code"] for one in found["achievements"]["earned"]] == ["first_answer"]


def test_an_answer_after_the_end_is_refused(guest: Guest, apply_answers: Apply) -> None:
    session = guest.start(count=3)
    question = guest.next(session)
    guest.post(f"/v1/sessions/{session}/finish")
    late = guest.answer(question)
    assert late.status_code == 202
    apply_answers(2)
    outcome = guest.get(late.headers["Location"]).json
    assert (outcome["outcome"], outcome["code"]) == ("refused", "session_closed")


def test_a_session_that_was_ended_asks_no_more(
    guest: Guest, make_app: Callable[..., Flask], apply_answers: Apply
) -> None:
    """In any process, before the end is applied as Redis says, and afterwards as Postgres does."""
    session = guest.start(count=3)
    question = guest.next(session)
    elsewhere = Guest(make_app().test_client(), guest.id, guest.token)
    without_redis = Guest(make_app(boards_url="redis://127.0.0.1:9/0").test_client(), guest.id, guest.token)
    assert without_redis.next(session) == question
    assert guest.post(f"/v1/sessions/{session}/finish").status_code == 202
    for player in (guest, elsewhere):
        check_over(player, session)
    assert without_redis.next(session) == question, "it has not heard of it"
    apply_answers()
    check_over(without_redis, session)


def check_over(player: Guest, session: str) -> None:
    """Neither a question nor help with one."""
    for path, body in (("next", {}), ("next", {"after": 0}), ("lifelines", {"kind": "skip", "no": 0})):
        response = player.post(f"/v1/sessions/{session}/{path}", body)
        assert (response.status_code, response.json["code"]) == (409, "session_over")
    last = player.post(f"/v1/sessions/{session}/next", {"after": 2})
    assert last.json["code"] == "session_finished"


def test_anothers_session_cannot_be_ended_nor_its_end_be_seen(
    guest: Guest, become: Callable[..., Guest], apply_answers: Apply
) -> None:
    session = guest.start()
    other = become()
    for id_ in (session, NOBODYS):
        response = other.post(f"/v1/sessions/{id_}/finish")
        assert (response.status_code, response.json["code"]) == (404, "session_unknown")
    accepted = guest.post(f"/v1/sessions/{session}/finish")
    apply_answers()
    assert other.get(accepted.headers["Location"]).status_code == 404


def test_finishing_waits_if_asked_to_and_does_not_without_a_worker(guest: Guest) -> None:
    session = guest.start()
    response = guest.post(f"/v1/sessions/{session}/finish", headers={"Prefer": "wait=1"})
    assert response.status_code == 202
    assert response.headers["Preference-Applied"] == "wait=1"


def test_an_inbox_is_paged_and_read(guest: Guest, log: Log, apply_answers: Apply) -> None:
    session = guest.start()
    answer_all(guest, session, 10)
    apply_answers(10)
    assert guest.get("/v1/notifications").json == {"items": [], "next": None, "unread": 0}
    deliver(log, guest.id)
    deliver(log, guest.id)
    whole = guest.get("/v1/notifications").json
    assert {one["title"] for one in whole["items"]} == {"Here We Go", "Flawless", "Level 2"}
    assert whole["unread"] == 3
    first = guest.get("/v1/notifications?limit=1").json
    second = guest.get(f"/v1/notifications?limit=2&cursor={first['next']}").json
    assert [*first["items"], *second["items"]] == whole["items"]
    assert second["next"] is None
    assert guest.post("/v1/notifications/read", {"ids": [whole["items"][1]["id"], NOBODYS]}).json == {"unread": 2}
    assert guest.get("/v1/notifications").json["items"][1]["read_at"]
    latest = whole["items"][0]["created_at"]
    assert guest.post("/v1/notifications/read", {"before": latest}).json == {"unread": 0}


def test_nobody_reads_anothers_messages(
    guest: Guest, become: Callable[..., Guest], log: Log, apply_answers: Apply
) -> None:
    answer_all(guest, guest.start(), 10)
    apply_answers(10)
    deliver(log, guest.id)
    ids = [one["id"] for one in guest.get("/v1/notifications").json["items"]]
    other = become()
    other.post("/v1/notifications/read", {"ids": ids})
    assert other.get("/v1/notifications").json["items"] == []
    assert guest.get("/v1/notifications").json["unread"] == len(ids) == 3


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ids": []},
        {"ids": ["x"]},
        {"ids": [NOBODYS], "before": "2026-11-23T12:00:00Z"},
        {"before": "2026-11-23T12:00:00"},
        {"before": "x"},
        {"all": True},
    ],
)
def test_what_is_read_must_be_said(guest: Guest, body: dict[str, Any]) -> None:
    assert guest.post("/v1/notifications/read", body).status_code == 422


def test_languages_zone_and_name_can_be_changed(guest: Guest, engine: Engine) -> None:
    changes = {"languages": ["es-419", "en"], "zone": "Asia/Tokyo", "name": "Ada"}
    response = guest._send("PATCH", "/v1/me", {"json": changes})
    assert response.status_code == 200
    assert {name: response.json[name] for name in changes} == changes
    assert guest.get("/v1/me").json == response.json
    guest._send("PATCH", "/v1/me", {"json": {"zone": "UTC"}})
    assert guest.get("/v1/me").json == response.json | {"zone": "UTC"}
    with engine.connect() as connection:
        version = connection.execute(text("SELECT version FROM players WHERE id = :p"), {"p": guest.id}).scalar_one()
    assert version == 2


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"zone": "Mars/Olympus"}, "/zone"),
        ({"zone": "../../etc/passwd"}, "/zone"),
        ({"zone": ""}, "/zone"),
        ({"zone": "America"}, "/zone"),
        ({"zone": "localtime"}, "/zone"),
        ({"zone": "Factory"}, "/zone"),
        ({"zone": "EST"}, "/zone"),
        ({"zone": "posix/Europe/Berlin"}, "/zone"),
        ({"zone": "right/Europe/Berlin"}, "/zone"),
        ({"zone": "europe/berlin"}, "/zone"),
        ({"zone": "x" * 41}, "/zone"),
        ({"zone": None}, "/zone"),
        ({"languages": []}, "/languages"),
        ({"languages": ["en", "en"]}, "/languages"),
        ({"languages": ["not a tag"]}, "/languages/0"),
        ({"languages": ["en"] * 11}, "/languages"),
        ({"name": " "}, "/name"),
        ({"country": "DE"}, "/country"),
        ({"country": "zz"}, "/country"),
        ({"country": "uk"}, "/country"),
    ],
)
def test_changes_that_are_wrong_are_named(guest: Guest, changes: dict[str, Any], place: str) -> None:
    response = guest._send("PATCH", "/v1/me", {"json": changes})
    assert response.status_code == 422, response.json
    assert {error["pointer"] for error in response.json["errors"]} == {place}
