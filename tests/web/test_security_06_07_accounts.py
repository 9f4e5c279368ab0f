"""SECURITY 6, 7, 20 and 32: accounts; limits, which fail closed; codes that hold nothing; nothing in URLs."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from redis import Redis
from sqlalchemy import Engine, text

from tests.web.conftest import Guest
from tests.web.visitors import PASSWORD, Visitor, email, quick_hashes, visitor
from web.attempts import LOGINS, MAILS

__all__ = ["email", "visitor"]


def test_signing_up_proving_the_address_and_logging_in(visitor: Visitor, email: str) -> None:
    welcome = visitor.sign_up(email, name="Ada", country="de")
    assert welcome["player"]["registered"] is True
    assert (welcome["player"]["name"], welcome["player"]["country"]) == ("Ada", "de")
    again = visitor.log_in(email.upper())
    assert again.status_code == 200
    assert again.json["player"] == welcome["player"]
    renewed = visitor.post("/refresh", {"refresh_token": again.json["refresh_token"]})
    assert renewed.status_code == 200
    bearer = {"Authorization": f"Bearer {renewed.json['access_token']}"}
    items = visitor.client.get("/v1/me/devices", headers=bearer).json["items"]
    assert [item["how"] for item in items] == ["password", "password"]


def test_a_guest_who_signs_up_keeps_everything_and_the_device_key_opens_it_no_more(
    visitor: Visitor, email: str, app: Flask
) -> None:
    client: Any = app.test_client()
    key = uuid4().hex
    guest = client.post("/v1/players", json={"device_key": key, "name": "Gus"}).json
    session = Guest(client, UUID(guest["player"]["id"]), guest["access_token"]).start()
    welcome = visitor.sign_up(email, token=guest["access_token"], name="Not this one")
    assert welcome["player"] == guest["player"] | {"registered": True}
    account = Guest(client, UUID(welcome["player"]["id"]), welcome["access_token"])
    assert account.get(f"/v1/sessions/{session}").status_code == 200
    assert client.post("/v1/players", json={"device_key": key}).json["player"]["id"] != guest["player"]["id"]
    twice = visitor.post("/sign-up", {"email": f"x{email}", "password": PASSWORD}, welcome["access_token"])
    assert (twice.status_code, twice.json["code"]) == (409, "registered_already")


def test_a_code_is_good_once_with_its_ticket_and_for_five_attempts(visitor: Visitor, email: str) -> None:
    ticket = visitor.post("/sign-up", {"email": email, "password": PASSWORD}).json["ticket"]
    code = visitor.code(email)
    other = visitor.post("/sign-up", {"email": f"x{email}", "password": PASSWORD}).json["ticket"]

    def prove(ticket: str, code: str) -> int:
        response = visitor.post("/email/verify", {"ticket": ticket, "code": code})
        assert response.status_code == 200 or response.json["code"] == "code_invalid"
        return int(response.status_code)

    assert prove(str(uuid4()), code) == 422
    assert [prove(other, code) for _ in range(5)] == [422] * 5
    assert prove(other, visitor.code(f"x{email}")) == 422, "a sixth attempt"
    assert prove(ticket, code.upper().replace("-", " ")) == 200
    assert prove(ticket, code) == 422, "a second time"


def test_an_expired_code_is_none(visitor: Visitor, email: str, engine: Engine) -> None:
    ticket = visitor.post("/sign-up", {"email": email, "password": PASSWORD}).json["ticket"]
    with engine.begin() as connection:
        connection.execute(text("UPDATE codes SET expires_at = now() WHERE id = :id"), {"id": ticket})
    assert visitor.post("/email/verify", {"ticket": ticket, "code": visitor.code(email)}).status_code == 422


def test_of_two_who_prove_one_address_the_first_has_it(visitor: Visitor, email: str, engine: Engine) -> None:
    tickets = []
    for _ in range(2):
        ticket = visitor.post("/sign-up", {"email": email, "password": PASSWORD}).json["ticket"]
        tickets.append((ticket, visitor.code(email)))
    answers = [visitor.post("/email/verify", {"ticket": ticket, "code": code}) for ticket, code in tickets]
    assert [answer.status_code for answer in answers] == [200, 422]
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM players WHERE registered")).scalar_one() >= 1
        statement = text("SELECT count(*) FROM accounts WHERE email_key = :key")
        assert connection.execute(statement, {"key": email.casefold()}).scalar() == 1


def test_another_password_ends_every_login(visitor: Visitor, email: str) -> None:
    welcome = visitor.sign_up(email)
    earlier, reset = [
        {
            "ticket": visitor.post("/password/forgot", {"email": email}).json["ticket"],
            "code": visitor.code(email),
            "password": "five red herons",
        }
        for _ in range(2)
    ]
    done = visitor.post("/password/reset", reset)
    assert done.status_code == 200
    assert done.json["player"] == welcome["player"]
    assert visitor.post("/refresh", {"refresh_token": welcome["refresh_token"]}).status_code == 401
    assert visitor.post("/refresh", {"refresh_token": done.json["refresh_token"]}).status_code == 200
    assert visitor.log_in(email).status_code == 401
    assert visitor.log_in(email, "five red herons").status_code == 200
    for used in (reset, earlier):
        assert visitor.post("/password/reset", used).json["code"] == "code_invalid"


def test_a_code_for_one_thing_is_none_for_another(visitor: Visitor, email: str) -> None:
    visitor.sign_up(email)
    ticket = visitor.post("/password/forgot", {"email": email}).json["ticket"]
    code = visitor.code(email)
    assert visitor.post("/email/verify", {"ticket": ticket, "code": code}).status_code == 422
    assert visitor.post("/password/reset", {"ticket": ticket, "code": code, "password": PASSWORD}).status_code == 200


def test_giving_the_password_again(visitor: Visitor, email: str, become: Callable[..., Guest]) -> None:
    welcome = visitor.sign_up(email)
    token = welcome["access_token"]
    assert visitor.post("/reauthenticate", {"password": "wrong"}, token).json["code"] == "password_wrong"
    fresh = visitor.post("/reauthenticate", {"password": PASSWORD}, token)
    assert fresh.status_code == 200
    tokens = visitor.client.application.extensions["wires"].tokens
    assert tokens.read_access(token).authenticated_at is None
    access = tokens.read_access(fresh.json["access_token"])
    assert access.authenticated_at is not None
    assert access.device == tokens.read_access(token).device
    assert visitor.post("/reauthenticate", {"password": PASSWORD}, become().token).status_code == 403


# 6 and 7


def test_06_failed_logins_are_limited_by_account(visitor: Visitor, email: str, app: Flask, engine: Engine) -> None:
    visitor.sign_up(email)
    for _ in range(LOGINS.an_account):
        assert visitor.log_in(email).status_code == 200, "what succeeds does not count"
    for _ in range(LOGINS.an_account):
        assert visitor.log_in(email, "wrong").status_code == 401
    elsewhere = Visitor(app.test_client(), engine, "10.9.9.9")
    for one in (visitor, elsewhere):
        response = one.log_in(email.upper())
        assert (response.status_code, response.json["code"]) == (429, "too_many_requests")
        assert 0 < int(response.headers["Retry-After"]) <= LOGINS.window_s
        assert response.headers["RateLimit"].startswith('"login";r=0;t=')
    assert visitor.log_in(f"x{email}").status_code == 401, "another account is not"


def test_06_failed_logins_are_limited_by_address_and_x_forwarded_for_is_ignored(visitor: Visitor) -> None:
    def guess(number: int) -> int:
        given = {"email": f"{uuid4().hex}@example.com", "password": "wrong"}
        headers = {"X-Forwarded-For": f"192.0.2.{number}"}
        response = visitor.client.post(
            "/v1/auth/login", json=given, headers=headers, environ_base={"REMOTE_ADDR": visitor.address}
        )
        return int(response.status_code)

    with quick_hashes():
        found = [guess(number % 250) for number in range(LOGINS.an_address + 1)]
    assert found == [401] * LOGINS.an_address + [429]


def test_06_mails_to_an_address_are_limited(visitor: Visitor, email: str) -> None:
    for number in range(MAILS.an_account):
        path, given = ("/sign-up", {"password": PASSWORD}) if number % 2 else ("/password/forgot", {})
        assert visitor.post(path, {"email": email, **given}).status_code == 202
    assert visitor.post("/password/forgot", {"email": email}).status_code == 429
    assert visitor.post("/sign-up", {"email": email.upper(), "password": PASSWORD}).status_code == 429


def test_06_a_limit_ends(visitor: Visitor, email: str, settings: Any) -> None:
    with quick_hashes():
        for _ in range(LOGINS.an_account + 1):
            status = visitor.log_in(email).status_code
    assert status == 429
    with Redis.from_url(settings.boards_url) as redis:
        for key in redis.scan_iter("attempts:login:account:*"):
            assert 0 < int(redis.pttl(key)) <= LOGINS.window_s * 1000
            assert b"@" not in key
            redis.pexpire(key, 1)
            while redis.exists(key):
                pass
    assert visitor.log_in(email).status_code == 401


def test_07_without_redis_nobody_may_try(make_app: Callable[..., Flask], engine: Engine, email: str) -> None:
    alone = Visitor(make_app(boards_url="redis://127.0.0.1:9/0").test_client(), engine, "10.1.1.1")
    for path, given in (("/login", {"password": "x"}), ("/sign-up", {"password": PASSWORD}), ("/password/forgot", {})):
        response = alone.post(path, {"email": email, **given})
        assert (response.status_code, response.json["code"]) == (503, "unavailable"), path
    assert alone.mail(email) is None


# 32


def test_32_no_address_is_ever_part_of_a_path_or_a_query(app: Flask) -> None:
    client: Any = app.test_client()
    for path, methods in client.get("/v1/openapi.json").json["paths"].items():
        assert not re.search("mail}|phone}", path)
        for operation in methods.values():
            if isinstance(operation, dict):
                names = {one.get("name") for one in operation.get("parameters", []) if isinstance(one, dict)}
                assert not names & {"email", "phone", "password", "code", "ticket"}, path


def test_20_used_codes_hold_nothing_any_more(visitor: Visitor, email: str, engine: Engine) -> None:
    visitor.sign_up(email)
    with engine.connect() as connection:
        statement = text("SELECT details::text FROM codes WHERE used_at IS NOT NULL")
        assert set(connection.execute(statement).scalars()) == {"{}"}
