"""SECURITY 8 and 9: known and unknown accounts are alike; passwords are good, and kept as they should be."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from tests.statements import statements
from tests.web.visitors import PASSWORD, Visitor, email, quick_hashes, visitor
from web import passwords
from web.passwords import check_new, check_not_address

__all__ = ["email", "visitor"]


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


def test_09_passwords_are_kept_as_argon2id_and_rehashed_at_login(visitor: Visitor, email: str, engine: Engine) -> None:
    def kept() -> str:
        statement = text("SELECT password_hash FROM accounts WHERE email_key = :key")
        with engine.connect() as connection:
            return str(connection.execute(statement, {"key": email.casefold()}).scalar_one())

    with quick_hashes():
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
