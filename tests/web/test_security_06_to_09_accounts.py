"""SECURITY 6 to 9 and 32: limits, which fail closed; known and unknown accounts alike; passwords; nothing in URLs."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from argon2 import PasswordHasher
from flask import Flask
from redis import Redis
from sqlalchemy import Engine, text

from tests.statements import statements
from tests.web.conftest import Guest
from tests.web.visitors import PASSWORD, Visitor, email, visitor
from web import passwords
from web.attempts import LOGINS, MAILS
from web.passwords import check_new, check_not_address

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

    with _quick():
        found = [guess(number % 250) for number in range(LOGINS.an_address + 1)]
    assert found == [401] * LOGINS.an_address + [429]


def test_06_mails_to_an_address_are_limited(visitor: Visitor, email: str) -> None:
    for number in range(MAILS.an_account):
        path, given = ("/sign-up", {"password": PASSWORD}) if number % 2 else ("/password/forgot", {})
        assert visitor.post(path, {"email": email, **given}).status_code == 202
    assert visitor.post("/password/forgot", {"email": email}).status_code == 429
    assert visitor.post("/sign-up", {"email": email.upper(), "password": PASSWORD}).status_code == 429


def test_06_a_limit_ends(visitor: Visitor, email: str, settings: Any) -> None:
    with _quick():
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


# 8


@contextmanager
def _quick() -> Iterator[None]:
    """Argon2 as cheap as can be, for what is not about it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@dataclass
class Work:
    """What a request cost."""

    statements: list[str]
    hashes: int = 0


@contextmanager
def _counted(app: Flask) -> Iterator[Work]:
    """Count the statements and the Argon2 computations."""
    work = Work([])
    engine = app.extensions["wires"].postgres.engine
    offload: Any = passwords.offload  # type: ignore[attr-defined]  # as imported there

    def count_hash(call: Any, *values: Any) -> Any:
        work.hashes += 1
        return offload(call, *values)

    with pytest.MonkeyPatch.context() as patch, statements(engine) as asked:
        patch.setattr(passwords, "offload", count_hash)
        yield work
    work.statements = [statement.split("(")[0] for statement in asked]


def test_08_known_and_unknown_are_alike_in_status_body_headers_and_work(
    visitor: Visitor, email: str, app: Flask
) -> None:
    visitor.sign_up(email)
    unknown = f"x{email}"
    requests: list[tuple[str, dict[str, Any]]] = [
        ("/login", {"password": "wrong"}),
        ("/sign-up", {"password": PASSWORD}),
        ("/password/forgot", {}),
    ]
    for path, given in requests:
        found = []
        for address in (email, unknown):
            with _counted(app) as work:
                response = visitor.post(path, {"email": address, **given})
            body = {
                name: value
                for name, value in response.json.items()
                if name not in ("ticket", "request_id", "expires_in")
            }
            found.append((response.status_code, body, sorted(response.headers.keys()), work))
        assert found[0] == found[1], path
        assert found[0][3].hashes == (path != "/password/forgot")
    assert "password" not in visitor.mail(unknown).subject, "a mail for nobody"
    assert "password" in visitor.mail(email).subject


def test_08_an_address_that_is_known_is_told_so_by_mail_alone(visitor: Visitor, email: str) -> None:
    visitor.sign_up(email)
    ticket = visitor.post("/sign-up", {"email": email, "password": PASSWORD}).json["ticket"]
    mail = visitor.mail(email)
    assert "has one" in mail.body
    assert not re.search(r"\b\w{4}-\w{4}\b", mail.body)
    assert visitor.post("/email/verify", {"ticket": ticket, "code": "2222-2222"}).status_code == 422


# 9


def test_09_passwords_are_kept_as_argon2id_and_rehashed_at_login(visitor: Visitor, email: str, engine: Engine) -> None:
    def kept() -> str:
        statement = text("SELECT password_hash FROM accounts WHERE email_key = :key")
        with engine.connect() as connection:
            return str(connection.execute(statement, {"key": email.casefold()}).scalar_one())

    with _quick():
        visitor.sign_up(email)
    weak = kept()
    assert weak.startswith("$argon2id$v=19$m=8,t=1")
    assert visitor.log_in(email, "wrong").status_code == 401
    assert kept() == weak
    assert visitor.log_in(email).status_code == 200
    found = re.match(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$", kept())
    assert found
    assert int(found[1]) >= 19 * 1024
    assert int(found[2]) >= 2
    assert visitor.log_in(email).status_code == 200


@pytest.mark.parametrize(
    "password",
    [
        *("seven77", "x" * 129, "password1", "PassWord1", "iloveyou1", "aaaaaaaaaaaa", "ababababab", "", "12345678"),
        *("Passw0rd!", "P@ssw0rd1", "letmein123", "L3tm31n!!", "password2026", "Summer2026", "Autumn2026!"),
        *("buzzline", "buzzline1", "Buzzl1ne!", "12345678!", "1234summer"),
    ],
)
def test_09_bad_passwords_are_refused_with_the_reason(visitor: Visitor, email: str, password: str) -> None:
    response = visitor.post("/sign-up", {"email": email, "password": password})
    assert response.status_code == 422
    [fault] = response.json["errors"]
    assert fault["pointer"] == "/password"
    assert password not in response.text or not password
    ticket = {"ticket": str(uuid4()), "code": "2222-2222"}
    assert visitor.post("/password/reset", {**ticket, "password": password}).json["code"] == "invalid"


def test_09_the_address_is_no_password(visitor: Visitor) -> None:
    for password in ("ada.lovelace@example.com", "Ada.Lovelace", "Ada.Lovelace1815!", "ada.l0vel4ce"):
        response = visitor.post("/sign-up", {"email": "ada.lovelace@example.com", "password": password})
        assert response.json["errors"][0]["pointer"] == "/password"


def test_09_another_password_is_not_the_address_either(visitor: Visitor) -> None:
    email = f"ada.{uuid4().hex}@example.com"
    visitor.sign_up(email)
    ticket = visitor.post("/password/forgot", {"email": email}).json["ticket"]
    reset = {"ticket": ticket, "code": visitor.code(email)}
    refused = visitor.post("/password/reset", {**reset, "password": email.partition("@")[0] + "!"})
    assert (refused.json["code"], refused.json["errors"][0]["pointer"]) == ("invalid", "/password")
    assert visitor.post("/password/reset", {**reset, "password": "five red herons"}).status_code == 200


@pytest.mark.parametrize(
    "password",
    ["correct horse battery staple 42", "summer in the old town", "Kx9vQ2mTzL7p", "8391047265", "buzzlines are ours"],
)
def test_09_long_phrases_and_chance_are_good(password: str) -> None:
    check_new(password)
    check_not_address(password, "1984@example.com")


def test_09_eight_and_128_characters_of_any_kind_will_do(visitor: Visitor, email: str) -> None:
    for number, password in enumerate(("zK8#qw!é", "😀" * 60 + "z" * 67 + "ß")):
        visitor.sign_up(f"{number}{email}", password)
        assert visitor.log_in(f"{number}{email}", password).status_code == 200
        assert visitor.log_in(f"{number}{email}", password[:-1]).status_code == 401


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
