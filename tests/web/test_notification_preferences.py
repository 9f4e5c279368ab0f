"""How players wish to be told, what ends mail by one click, and where their devices' apps are reached."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from models import dossier, erasure, notification_preferences, notifications, players, push_tokens
from rules.notice_forms import CATEGORIES
from rules.notice_preferences import DEFAULTS, Quiet, Wishes
from rules.unsubscribing import sign
from tests.pipeline import NOON
from tests.web.conftest import Guest
from tests.web.friendly import delete, put

PATH = "/v1/me/notification-preferences"
NOBODYS = "01a00000-0000-7000-8000-000000000000"
QUIET = {"from": "22:00", "until": "07:30"}


def wishes(engine: Engine, player: UUID) -> Wishes:
    with engine.connect() as connection:
        return notification_preferences.of(connection, [player]).get(player, Wishes())


def device(guest: Guest) -> str:
    [login] = guest.get("/v1/me/devices").json["items"]
    return str(login["id"])


def test_what_a_player_says_holds_and_the_rest_is_as_for_all(guest: Guest, engine: Engine) -> None:
    assert guest.get(PATH).json == {"categories": DEFAULTS, "quiet": None}
    said = {"categories": {"news": {"push": True}, "account": {"mail": False}}, "quiet": QUIET}
    changed = put(guest, PATH, json=said)
    assert changed.status_code == 200, changed.text
    assert changed.json == guest.get(PATH).json
    assert changed.json["quiet"] == QUIET
    assert changed.json["categories"] == {
        **DEFAULTS,
        "news": {"mail": False, "push": True},
        "account": {"mail": False, "push": True},
    }
    assert wishes(engine, guest.id).quiet == Quiet(22 * 60, 7 * 60 + 30)
    put(guest, PATH, json={"categories": {}, "quiet": None})
    assert guest.get(PATH).json == {"categories": DEFAULTS, "quiet": None}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "invalid"),
        ({"categories": {}}, "invalid"),
        ({"categories": {"gossip": {"mail": True}}, "quiet": None}, "invalid"),
        ({"categories": {"news": {"sms": True}}, "quiet": None}, "invalid"),
        ({"categories": {"news": {"mail": "yes"}}, "quiet": None}, "invalid"),
        ({"categories": {}, "quiet": {"from": "22:00"}}, "invalid"),
        ({"categories": {}, "quiet": {"from": "24:00", "until": "07:00"}}, "invalid"),
        ({"categories": {}, "quiet": {"from": "7:00", "until": "08:00"}}, "invalid"),
        ({"categories": {}, "quiet": {"from": "07:00", "until": "07:00"}}, "quiet_unfit"),
    ],
)
def test_what_cannot_be_meant_changes_nothing(guest: Guest, said: dict[str, Any], code: str) -> None:
    before = guest.get(PATH).json
    response = put(guest, PATH, json=said)
    assert (response.status_code, response.json["code"]) == (422, code)
    assert response.json["errors"]
    assert guest.get(PATH).json == before


def test_one_click_ends_mail_of_the_category_and_reading_the_page_does_not(guest: Guest, engine: Engine) -> None:
    put(guest, PATH, json={"categories": {"rewards": {"push": False}, "news": {"mail": True}}, "quiet": QUIET})
    guest._send("PATCH", "/v1/me", {"json": {"languages": ["ar"]}})
    before = wishes(engine, guest.id)
    link = f"/v1/unsubscribes/{sign([b'old' * 16], guest.id, 'rewards')}"
    page = guest.client.get(link)
    assert (page.status_code, page.content_type) == (200, "text/html; charset=utf-8")
    assert '<html lang="ar" dir="rtl">' in page.text
    assert "<script" not in page.text
    assert "form-action 'self'" in page.headers["Content-Security-Policy"]
    assert wishes(engine, guest.id) == before, "a mail server that looks what links lead to unsubscribes nobody"
    for _ in range(2):
        done = guest.client.post(link, data={"List-Unsubscribe": "One-Click"})
        assert done.status_code == 200, done.text
    found = wishes(engine, guest.id)
    assert found.quiet == before.quiet
    assert found.whole() == {**before.whole(), "rewards": {"mail": False, "push": False}}


def test_who_has_said_nothing_can_end_mail_too(become: Callable[..., Guest], engine: Engine) -> None:
    guest = become()
    assert guest.client.post(f"/v1/unsubscribes/{sign([b'k' * 32], guest.id, 'account')}").status_code == 200
    assert wishes(engine, guest.id).whole() == {**DEFAULTS, "account": {"mail": False, "push": True}}


def test_a_link_that_is_none_ends_nothing(guest: Guest, become: Callable[..., Guest], engine: Engine) -> None:
    token = sign([b"x" * 32], guest.id, "account")
    for wrong in (token, "x", token[:-2], "%00"):
        for ask in (guest.client.get, guest.client.post):
            response = ask(f"/v1/unsubscribes/{wrong}")
            assert (response.status_code, response.json["code"]) == (404, "link_unknown")
    assert wishes(engine, guest.id) == Wishes()
    gone = become()
    with engine.begin() as connection:
        assert players.lock(connection, gone.id)
        erasure.erase(connection, gone.id)
    assert guest.client.post(f"/v1/unsubscribes/{sign([b'k' * 32], gone.id, 'news')}").status_code == 200
    assert wishes(engine, gone.id) == Wishes(), "nothing is kept of who was erased"


def test_a_device_of_mine_has_a_push_token_until_it_has_none(
    guest: Guest, become: Callable[..., Guest], engine: Engine
) -> None:
    path = f"/v1/me/devices/{device(guest)}/push-token"
    assert put(guest, path, json={"token": "first"}).status_code == 204
    assert put(guest, path, json={"token": "second"}).status_code == 204
    with engine.connect() as connection:
        assert push_tokens.of_device(connection, UUID(device(guest))) == "second"
    other = become()
    for player, login in ((other, device(guest)), (guest, NOBODYS)):
        refused = put(player, f"/v1/me/devices/{login}/push-token", json={"token": "x"})
        assert (refused.status_code, refused.json["code"]) == (404, "device_unknown")
    assert delete(other, path).status_code == 204
    with engine.connect() as connection:
        assert push_tokens.of_device(connection, UUID(device(guest))) == "second", "another's is left alone"
    for _ in range(2):
        assert delete(guest, path).status_code == 204
    with engine.connect() as connection:
        assert push_tokens.of_device(connection, UUID(device(guest))) is None
    for wrong in ("", "a b", "é", "x" * 4097, None, 1):
        assert put(guest, path, json={"token": wrong}).status_code == 422


def test_an_inbox_is_read_by_category_and_forgets(become: Callable[..., Guest], engine: Engine) -> None:
    guest = become()
    rows = [
        {
            "id": UUID(int=number),
            "player_id": guest.id,
            "category": category,
            "lang": "ar",
            "title": "t",
            "body": "b",
            "link": None,
            "created_at": NOON,
            "expires_at": NOON.replace(year=2100 if number else 2001),
        }
        for number, category in enumerate(("news", "news", "account"))
    ]
    with engine.begin() as connection:
        notifications.insert(connection, rows)
    whole = guest.get("/v1/notifications").json
    assert (len(whole["items"]), whole["unread"]) == (2, 2), "what has expired is not there"
    [item] = guest.get("/v1/notifications?category=news").json["items"]
    assert (item["category"], item["lang"], item["dir"]) == ("news", "ar", "rtl")
    assert item["expires_at"].startswith("2100-")
    assert guest.get("/v1/notifications?category=gossip").status_code == 422
    assert {each["category"] for each in whole["items"]} < set(CATEGORIES)


def test_what_a_player_wished_and_their_tokens_are_theirs_to_see_and_gone_with_them(
    become: Callable[..., Guest], engine: Engine
) -> None:
    guest = become()
    put(guest, PATH, json={"categories": {"news": {"mail": True}}, "quiet": QUIET})
    put(guest, f"/v1/me/devices/{device(guest)}/push-token", json={"token": "secret"})
    with engine.connect() as connection:
        [wished] = dossier.rows(connection, "notification_preferences", guest.id)
        [token] = dossier.rows(connection, "push_tokens", guest.id)
    assert (wished["choices"], wished["quiet_from"]) == ({"news": {"mail": True}}, 22 * 60)
    assert token.keys() == {"device_id", "player_id", "kept_at"}
    assert delete(guest, "/v1/me").status_code == 204
    with engine.connect() as connection:
        for table in ("notification_preferences", "push_tokens"):
            statement = text(f"SELECT count(*) FROM {table} WHERE player_id = :p")
            assert connection.execute(statement, {"p": guest.id}).scalar_one() == 0
