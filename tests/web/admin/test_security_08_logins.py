"""SECURITY.md 6 to 8 and 20: staff's passwords are limited, which fails closed; nothing tells who is a member."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine, text

from tests.crossing import before, is_held, while_verifying
from tests.statements import statements
from tests.web.admin.newcomers import PASSWORD, SESSION, Arrive, Newcomer, command, hire, nobody, owner
from web import passwords
from web.admin.guard import COOKIE
from web.admin.logins import PASSWORDS

__all__ = ["command", "hire", "nobody", "owner"]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 as cheap as can be, for what is not about it."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def test_security_08_known_and_unknown_are_alike_in_status_body_headers_and_work(
    owner: Newcomer, nobody: Arrive, app: Flask, monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    with engine.begin() as connection:
        disabled = (
            "INSERT INTO staff (id, email, name, roles, disabled_at) VALUES (gen_random_uuid(), :e, 'x', :r, now())"
        )
        connection.execute(text(disabled), {"e": "gone@buzzline.test", "r": ["owner"]})
    offload: Any = passwords.offload  # type: ignore[attr-defined]  # as imported there
    found = []
    for email in (owner.email, nobody().email, "gone@buzzline.test"):
        stranger = nobody()
        with statements(app.extensions["wires"].postgres.engine) as work:

            def hashing(call: Any, *values: Any, work: list[str] = work) -> Any:
                work.append("hash")
                return offload(call, *values)

            monkeypatch.setattr(passwords, "offload", hashing)
            response = stranger.give_password("wrong", email)
        body = {name: value for name, value in response.json.items() if name != "request_id"}
        found.append((response.status_code, body, sorted(response.headers.keys()), tuple(work)))
    assert len(set(map(repr, found))) == 1
    assert found[0][0] == 401
    assert found[0][3].count("hash") == 1


def test_security_08_a_login_that_crosses_another_password_is_refused_like_a_wrong_one(
    owner: Newcomer, nobody: Arrive, command: Callable[..., Result], engine: Engine
) -> None:
    thief, rightful = nobody(), nobody()
    link = json.loads(command("create-owner", owner.email, "--json").output)["link"]

    def begin_anew() -> None:
        assert rightful.join(link, password="five red herons").status_code == 201

    with while_verifying(begin_anew):
        crossed = thief.give_password(email=owner.email)
    wrong = thief.give_password("wrong", owner.email)
    assert (crossed.status_code, crossed.json["code"]) == (401, "login_refused")
    assert crossed.json | {"request_id": ""} == wrong.json | {"request_id": ""}
    assert sorted(crossed.headers.keys()) == sorted(wrong.headers.keys())
    statement = text(
        "SELECT count(*) FROM staff_sessions JOIN staff s ON s.id = staff_id WHERE email = :e AND ended_at IS NULL"
    )
    with engine.connect() as connection:
        assert connection.execute(statement, {"e": owner.email}).scalar() == 1, "that of who has the link"


def test_security_08_a_login_that_is_being_opened_and_another_password_wait_for_each_other(
    owner: Newcomer, nobody: Arrive, command: Callable[..., Result], engine: Engine, app: Flask
) -> None:
    member, found = owner.id, list[bool]()
    link = json.loads(command("create-owner", owner.email, "--json").output)["link"]

    def look() -> None:
        found.append(is_held(engine, "staff_credentials", "staff_id", member))

    with before(app.extensions["wires"].postgres.engine, "INTO staff_sessions", look):
        assert owner.give_password().status_code == 200
    with before(app.extensions["wires"].postgres.engine, "SET ended_at = now() WHERE staff_id", look):
        assert nobody().join(link).status_code == 201
    assert found == [True, True]


def test_a_login_ends_the_session_that_the_browser_had(owner: Newcomer) -> None:
    had = {"Cookie": f"{COOKIE}={owner.cookie}"}
    assert owner.give_password().status_code == 200
    assert owner.send("GET", SESSION, headers=had).status_code == 401


@pytest.mark.usefixtures("quick")
def test_security_06_passwords_are_limited_by_account_and_what_succeeds_does_not_count(
    owner: Newcomer, nobody: Arrive
) -> None:
    for _ in range(PASSWORDS.an_account + 1):
        assert owner.give_password().status_code == 200
    guessers = [nobody() for _ in range(PASSWORDS.an_account + 1)]
    found = [guesser.give_password("wrong", owner.email).status_code for guesser in guessers]
    assert found == [401] * PASSWORDS.an_account + [429]
    refused = owner.give_password()
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= PASSWORDS.window_s


@pytest.mark.usefixtures("quick")
def test_security_06_passwords_are_limited_by_address_whatever_the_client_says_of_it(nobody: Arrive) -> None:
    guesser = nobody()

    def guess(number: int) -> int:
        given = {"email": f"{number}{guesser.email}", "password": "wrong"}
        return int(guesser.post(SESSION, given, headers={"X-Forwarded-For": f"192.0.2.{number}"}).status_code)

    found = [guess(number) for number in range(PASSWORDS.an_address + 1)]
    assert found == [401] * PASSWORDS.an_address + [429]


def test_security_07_without_redis_nobody_may_try(owner: Newcomer, make_app: Callable[..., Flask]) -> None:
    away = make_app(boards_url="redis://127.0.0.1:9/0").test_client(use_cookies=False)
    alone = Newcomer(away, owner.engine, owner.email, owner.address, secret=owner.secret)
    assert alone.give_password().status_code == 503
    alone.cookie, alone.csrf = owner.cookie, owner.csrf
    assert alone.send("GET", SESSION).status_code == 200, "who is in stays in"
    assert alone.post(f"{SESSION}/step-up", {"code": owner.code()}).status_code == 503


def test_security_09_passwords_are_argon2id_and_rehashed_at_login(
    owner: Newcomer, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept() -> str:
        statement = text(
            "SELECT password_hash FROM staff_credentials c JOIN staff s ON s.id = staff_id WHERE email = :e"
        )
        with engine.connect() as connection:
            return str(connection.execute(statement, {"e": owner.email}).scalar_one())

    assert kept().startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=3, memory_cost=19 * 1024, parallelism=1))
    owner.give_password("wrong")
    assert ",t=2," in kept()
    owner.give_password(PASSWORD)
    assert ",t=3," in kept()


@pytest.mark.parametrize("password", ["password1", "short", "x" * 129, "aaaaaaaaaa"])
def test_security_09_bad_passwords_are_refused_and_the_link_stays_good(
    nobody: Arrive, owner: Newcomer, password: str
) -> None:
    found = nobody()
    link = owner.post("/v1/admin/staff/invitations", {"email": found.email, "roles": ["viewer"]}).json["link"]
    refused = found.join(link, password=password)
    assert refused.status_code == 422
    assert refused.json["errors"][0]["pointer"] == "/password"
    assert found.join(link).status_code == 201


def test_security_20_nothing_of_a_login_is_logged_or_audited(
    hire: Arrive, engine: Engine, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    member = hire("viewer")
    code = member.code()
    member.give_password()
    member.post(f"{SESSION}/totp", {"code": code})
    member.give_password("not my password")
    with engine.connect() as connection:
        rows = "".join(connection.execute(text("SELECT CAST(a AS text) FROM audit_log a")).scalars())
    said = "".join(capfd.readouterr()) + caplog.text + rows
    secrets = [PASSWORD, "not my password", member.secret, member.cookie, member.csrf, *member.recovery_codes]
    assert member.email in rows
    assert not [secret for secret in secrets if secret in said]
