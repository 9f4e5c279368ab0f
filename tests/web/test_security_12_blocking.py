"""SECURITY 12 and 11: a blocked player and an ended login are refused by every process, with Redis and without."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import Engine, text

from bridges.denials_kept import LIST, Whole
from models import retention
from models.denials import Denied
from settings import Settings
from tests.processes import until
from tests.web.conftest import Guest, frozen, option
from tests.web.visitors import PASSWORD, Visitor, email, visitor
from web.wires import Wires

__all__ = ["email", "visitor"]


def command(app: Flask, *words: str) -> Any:
    return app.test_cli_runner().invoke(args=["players", *words])


def on(app: Flask, guest: Guest) -> Guest:
    """The same player at another process."""
    return Guest(app.test_client(), guest.id, guest.token)


def is_refused(guest: Guest) -> bool:
    return bool(guest.get("/v1/me").status_code == 403)


@pytest.fixture(params=["with Redis", "without Redis"])
def other(request: pytest.FixtureRequest, make_app: Callable[..., Flask]) -> Flask:
    """Another process than the one that blocks."""
    return make_app(**({} if request.param == "with Redis" else {"boards_url": "redis://127.0.0.1:9/0"}))


def test_12_a_block_is_known_to_every_process_and_so_is_its_end(app: Flask, guest: Guest, other: Flask) -> None:
    there = on(other, guest)
    assert there.get("/v1/me").status_code == 200
    assert command(app, "block", str(guest.id), "--reason", "cheats").exit_code == 0
    until(lambda: is_refused(guest) and is_refused(there), what="the block")
    problem = there.get("/v1/me").json
    assert (problem["status"], problem["code"]) == (403, "blocked")
    assert command(app, "block", str(guest.id), "--reason", "again").exit_code == 1
    assert command(app, "unblock", str(guest.id)).exit_code == 0
    until(lambda: guest.get("/v1/me").status_code == there.get("/v1/me").status_code == 200, what="its end")
    assert command(app, "unblock", str(guest.id)).exit_code == 1


def test_12_nobody_unknown_is_blocked(app: Flask) -> None:
    assert command(app, "block", str(uuid4()), "--reason", "x").exit_code == 1


def test_12_a_blocked_player_is_refused_at_every_route_of_players(app: Flask, guest: Guest) -> None:
    question = guest.next(guest.start())
    command(app, "block", str(guest.id), "--reason", "cheats")
    until(lambda: is_refused(guest), what="the block")
    assert guest.post("/v1/answers", {"token": question["token"], "response": option(question)}).status_code == 403
    document = guest.client.get("/v1/openapi.json").json
    open_still: dict[str, set[str]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if isinstance(operation, dict) and {"player": []} in operation.get("security", []):
                if {"appeal": []} in operation["security"]:
                    open_still.setdefault(path, set()).add(method)
                    continue
                if {} not in operation["security"]:
                    assert "403" in operation["responses"], f"{method} {path} does not say so"
                body = {"json": OPEN_TO_ALL.get(path, {})} if method in ("post", "patch") else {}
                response = guest._send(method.upper(), _filled(path), body)
                assert (response.status_code, response.json["code"]) == (403, "blocked"), f"{method} {path}"
    exports = "/v1/me/exports"
    assert open_still == {
        "/v1/appeals": {"get", "post"},
        "/v1/me": {"delete"},
        exports: {"get", "post"},
        f"{exports}/{{export_id}}": {"get"},
        f"{exports}/{{export_id}}/file": {"get"},
        "/v1/auth/reauthenticate": {"post"},
    }


def test_12_who_is_blocked_takes_what_is_theirs_and_is_erased(visitor: Visitor, email: str, app: Flask) -> None:
    welcome = visitor.sign_up(email)
    account = Guest(visitor.client, UUID(welcome["player"]["id"]), welcome["access_token"])
    command(app, "block", str(account.id), "--reason", "cheats")
    until(lambda: is_refused(account), what="the block")
    told = Guest(visitor.client, account.id, visitor.log_in(email).json["appeal_token"])
    for bearer in (account, told):
        made = bearer.post("/v1/me/exports")
        assert made.status_code == 202, made.text
        assert bearer.get(made.headers["Location"]).json["id"] == made.json["id"]
        refused = bearer._send("DELETE", "/v1/me", {})
        assert (refused.status_code, refused.json["code"]) == (403, "reauthentication_required")
    again = visitor.post("/reauthenticate", {"password": PASSWORD}, told.token).json["access_token"]
    fresh = Guest(visitor.client, account.id, again)
    assert fresh.get("/v1/me").status_code == 401, "it is no access token"
    assert fresh._send("DELETE", "/v1/me", {}).status_code == 204
    assert visitor.log_in(email).json["code"] == "login_refused"


OPEN_TO_ALL = {
    "/v1/auth/sign-up": {"email": "ada@example.com", "password": PASSWORD},
    "/v1/auth/oidc": {"id_token": "a.b.c", "nonce": "n" * 16},
}
"""Bodies of what a token may go with, and is looked at after them."""


def _filled(path: str) -> str:
    parts = path.replace("{season_id}", "1").split("/")
    return "/".join(str(uuid4()) if part.startswith("{") else part for part in parts)


def test_12_who_is_blocked_gets_no_login_and_has_used_nothing_up(visitor: Visitor, email: str, app: Flask) -> None:
    welcome = visitor.sign_up(email)
    account = Guest(visitor.client, UUID(welcome["player"]["id"]), welcome["access_token"])
    ticket = visitor.post("/password/forgot", {"email": email}).json["ticket"]
    reset = {"ticket": ticket, "code": visitor.code(email), "password": f"{PASSWORD} 2"}
    renewal = {"refresh_token": welcome["refresh_token"]}
    command(app, "block", str(account.id), "--reason", "cheats")
    until(lambda: is_refused(account), what="the block")
    for response in (
        visitor.log_in(email),
        visitor.post("/refresh", renewal),
        visitor.post("/password/reset", reset),
    ):
        assert (response.status_code, response.json["code"]) == (403, "blocked"), response.text
        assert response.json["until"] is None
    assert visitor.log_in(email, "wrong").json["code"] == "login_refused", (
        "who does not know the password learns nothing"
    )
    command(app, "unblock", str(account.id))
    until(lambda: not is_refused(account), what="its end")
    assert len(account.get("/v1/me/devices").json["items"]) == 1
    assert visitor.post("/refresh", renewal).status_code == 200
    assert visitor.post("/password/reset", reset).status_code == 200


def test_12_a_blocked_guest_gets_no_login_by_their_device_key(app: Flask) -> None:
    client: Any = app.test_client()
    key = {"device_key": uuid4().hex}
    welcome = client.post("/v1/players", json=key).json
    guest = Guest(client, UUID(welcome["player"]["id"]), welcome["access_token"])
    command(app, "block", str(guest.id), "--reason", "cheats")
    until(lambda: is_refused(guest), what="the block")
    again = client.post("/v1/players", json=key)
    assert (again.status_code, again.json["code"]) == (403, "blocked")


def test_12_the_word_of_redis_alone_reaches_another_process(
    app: Flask, make_app: Callable[..., Flask], become: Callable[..., Guest], monkeypatch: pytest.MonkeyPatch
) -> None:
    other, (blocked, gone) = make_app(), (become(), become())
    monkeypatch.setattr(other.extensions["wires"].denials, "_load", lambda: None)
    there = on(other, blocked)
    command(app, "block", str(blocked.id), "--reason", "cheats")
    until(lambda: is_refused(there), seconds=2, what="the block")
    command(app, "unblock", str(blocked.id))
    until(lambda: not is_refused(there), seconds=2, what="its end")
    assert gone.post("/v1/auth/logout").status_code == 204
    until(lambda: on(other, gone).get("/v1/me").status_code == 401, seconds=2, what="the log-out")


def test_11_one_login_too_many_ends_the_oldest_and_its_access_token_everywhere(
    visitor: Visitor, email: str, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_app()
    monkeypatch.setattr("models.devices.ACTIVE_MOST", 2)
    welcome = visitor.sign_up(email)
    oldest = Guest(visitor.client, UUID(welcome["player"]["id"]), welcome["access_token"])
    visitor.log_in(email)
    with monkeypatch.context() as patch:
        patch.setattr(other.extensions["wires"].denials, "_load", lambda: None)
        newest = Guest(visitor.client, oldest.id, visitor.log_in(email).json["access_token"])
        until(lambda: on(other, oldest).get("/v1/me").status_code == 401, seconds=2, what="the word of Redis")
    until(lambda: oldest.get("/v1/me").status_code == 401, what="the end of the oldest login")
    with visitor.engine.connect() as connection:
        statement = text("SELECT count(*) FROM denials d JOIN devices l ON l.id = d.subject WHERE l.player_id = :id")
        assert connection.execute(statement, {"id": oldest.id}).scalar() == 1, "and Postgres knows it"
    assert newest.get("/v1/me").status_code == 200


def test_12_no_database_is_asked_about_a_request(app: Flask, guest: Guest, services: Any) -> None:
    command(app, "block", str(guest.id), "--reason", "cheats")
    until(lambda: is_refused(guest), what="the block")
    with frozen(services.postgres):
        assert is_refused(guest)


NO_POSTGRES = "postgresql+psycopg://nobody@127.0.0.1:9/none"


def test_12_a_process_that_never_loaded_the_list_is_not_ready_and_serves_no_player(
    make_app: Callable[..., Flask], guest: Guest
) -> None:
    blind = make_app(database_url=NO_POSTGRES, boards_url="redis://127.0.0.1:9/0")
    client: Any = blind.test_client()
    response = client.get("/readyz")
    assert (response.status_code, response.json["why"]) == (503, "the deny-list was never loaded")
    assert on(blind, guest).post("/v1/answers", {"token": "x", "response": "y"}).status_code == 503


def listed(wires: Wires, player: UUID) -> bool:
    return str(player).encode() in (wires.redis.hget(LIST, "list") or b"")


def test_12_a_process_may_start_with_redis_alone_and_knows_whom_to_refuse(
    app: Flask, wires: Wires, make_app: Callable[..., Flask], become: Callable[..., Guest]
) -> None:
    blocked, later, free = become(), become(), become()
    command(app, "block", str(blocked.id), "--reason", "cheats")
    until(lambda: listed(wires, blocked.id), what="the list in Redis")
    blind = make_app(database_url=NO_POSTGRES)
    assert [on(blind, one).get("/v1/me").status_code for one in (blocked, free)] == [403, 503]
    client: Any = blind.test_client()
    until(lambda: client.get("/readyz").status_code == 200, what="readiness")
    assert client.get("/readyz").json["parts"]["postgres"] == "away"
    command(app, "block", str(later.id), "--reason", "cheats")
    until(lambda: is_refused(on(blind, later)), seconds=2, what="a block that others told")
    command(app, "unblock", str(blocked.id))
    until(lambda: not is_refused(on(blind, blocked)), seconds=3, what="the end of a block")


@pytest.mark.parametrize("damage", ["wiped", "of another run", "cut short"])
def test_12_a_list_that_may_not_be_whole_is_none(
    make_app: Callable[..., Flask], settings: Settings, damage: str
) -> None:
    boards = urlsplit(settings.boards_url)._replace(path="/7").geturl()  # where nobody else keeps one
    with Redis.from_url(boards) as redis:
        redis.flushdb()
        kept = make_app(boards_url=boards)
        until(lambda: redis.hget(LIST, "list"), what="the list in Redis")
        kept.extensions["wires"].stop()
        if damage == "wiped":
            redis.delete(LIST)
        elif damage == "of another run":
            redis.hset(LIST, "run", "0" * 40)
        else:
            redis.hset(LIST, "list", (redis.hget(LIST, "list") or b"")[:-1])
        client: Any = make_app(database_url=NO_POSTGRES, boards_url=boards).test_client()
        response = client.get("/readyz")
        assert (response.status_code, response.json["why"]) == (503, "the deny-list was never loaded")
        redis.flushdb()


def test_12_an_older_list_does_not_replace_a_newer_one(wires: Wires) -> None:
    player = uuid4()
    until(lambda: wires.redis.hget(LIST, "list"), what="the list in Redis")
    at = float(wires.redis.hget(LIST, "at") or 0)
    wires.denials._kept.put(Whole(at - 5, [(player, Denied("player"))]))
    assert not listed(wires, player)


def test_11_an_ended_login_is_refused_by_every_process_at_once(guest: Guest, other: Flask, engine: Engine) -> None:
    there = on(other, guest)
    assert guest.post("/v1/auth/logout").status_code == 204
    until(lambda: guest.get("/v1/me").status_code == there.get("/v1/me").status_code == 401, what="the log-out")
    with engine.begin() as connection:
        statement = text("UPDATE denials SET until = now()")
        assert connection.execute(statement).rowcount >= 1
        retention.forget(connection, "denials", datetime.now(UTC), 100)
        assert connection.execute(text("SELECT count(*) FROM denials")).scalar() == 0


def test_11_a_revoked_device_and_a_reset_password_end_the_access_tokens_too(visitor: Visitor, email: str) -> None:
    welcome = visitor.sign_up(email)
    first = Guest(visitor.client, UUID(welcome["player"]["id"]), welcome["access_token"])
    second = Guest(visitor.client, first.id, visitor.log_in(email).json["access_token"])
    [device] = [one for one in second.get("/v1/me/devices").json["items"] if not one["current"]]
    assert second._send("DELETE", f"/v1/me/devices/{device['id']}", {}).status_code == 204
    until(lambda: first.get("/v1/me").status_code == 401, what="the revocation")
    assert second.get("/v1/me").status_code == 200
    ticket = visitor.post("/password/forgot", {"email": email}).json["ticket"]
    reset = {"ticket": ticket, "code": visitor.code(email), "password": f"{PASSWORD} 2"}
    third = Guest(visitor.client, first.id, visitor.post("/password/reset", reset).json["access_token"])
    until(lambda: second.get("/v1/me").status_code == 401, what="the reset")
    assert third.get("/v1/me").status_code == 200


def test_12_a_process_that_starts_while_postgres_is_away_becomes_ready_once_the_list_is_read(
    make_app: Callable[..., Flask], guest: Guest, services: Any
) -> None:
    with frozen(services.postgres):
        app = make_app(boards_url="redis://127.0.0.1:9/0")
        client: Any = app.test_client()
        assert client.get("/readyz").json["why"] == "the deny-list was never loaded"
        assert on(app, guest).get("/v1/me").status_code == 503
    until(lambda: client.get("/readyz").status_code == 200, what="readiness")
    assert on(app, guest).get("/v1/me").status_code == 200
