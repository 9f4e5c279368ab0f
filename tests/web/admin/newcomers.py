"""People who come in by themselves: with a link, a password and an authenticator; nothing is written by hand."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from secrets import randbelow
from typing import Any
from uuid import UUID, uuid4

import pyotp
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine, text

from tests.web.admin.conftest import ORIGIN
from web.admin.guard import COOKIE

PASSWORD = "four blue otters"
STAFF = "/v1/admin/staff"
INVITATIONS = f"{STAFF}/invitations"
SESSION = "/v1/admin/session"


@dataclass
class Newcomer:
    """Somebody at an address of their own, with a browser that keeps one cookie and one CSRF token."""

    client: Any
    engine: Engine
    email: str
    address: str
    cookie: str = ""
    csrf: str = ""
    secret: str = ""
    recovery_codes: list[str] = field(default_factory=list)

    def send(self, method: str, path: str, json: Any = None, headers: dict[str, str] | None = None) -> Any:
        """A request as a page of the CMS sends it; what the answer gives is kept."""
        own = {"Origin": ORIGIN, "X-CSRF-Token": self.csrf, "Cookie": f"{COOKIE}={self.cookie}"}
        options = {"headers": {**own, **(headers or {})}, "environ_base": {"REMOTE_ADDR": self.address}}
        response = self.client.open(path, method=method, json=json, **options)
        if found := re.match(rf"{COOKIE}=([^;]+);", response.headers.get("Set-Cookie", "")):
            self.cookie = found[1]
        self.csrf = (response.get_json(silent=True) or {}).get("csrf_token", self.csrf)
        return response

    def post(self, path: str, json: Any = None, **options: Any) -> Any:
        """POST."""
        return self.send("POST", path, json, **options)

    def join(self, link: str, **changes: Any) -> Any:
        """Open an invitation's link and accept it."""
        _, invitation, secret = link.rsplit("/", 2)
        given = {"secret": secret, "name": "Ada", "password": PASSWORD, **changes}
        return self.post(f"/v1/admin/staff/invitations/{invitation}/accept", given)

    def enrol(self) -> Any:
        """Take a second factor; the session after it."""
        self.secret = self.post(f"{SESSION}/totp-enrolment").json["secret"]
        entered = self.post(f"{SESSION}/totp", {"code": self.code()})
        assert entered.status_code == 200, entered.text
        self.recovery_codes = entered.json["recovery_codes"]
        return entered

    def code(self) -> str:
        """The authenticator's code of now, as if the last one were long ago."""
        statement = text(
            "UPDATE staff_credentials SET totp_step = 0 WHERE staff_id = (SELECT id FROM staff WHERE email = :email)"
        )
        with self.engine.begin() as connection:
            connection.execute(statement, {"email": self.email})
        return pyotp.TOTP(self.secret).now()

    def give_password(self, password: str = PASSWORD, email: str | None = None) -> Any:
        """The first half of a login."""
        return self.post(SESSION, {"email": email or self.email, "password": password})

    def log_in(self) -> Any:
        """Both halves."""
        assert self.give_password().json["next"] == "totp"
        return self.post(f"{SESSION}/totp", {"code": self.code()})

    @property
    def id(self) -> UUID:
        """Of the member."""
        return UUID(self.send("GET", SESSION).json["staff"]["id"])


Arrive = Callable[..., Newcomer]


@pytest.fixture
def command(app: Flask) -> Callable[..., Result]:
    """`flask staff ...`"""
    return lambda *words: app.test_cli_runner().invoke(args=["staff", *words])


@pytest.fixture
def nobody(app: Flask, engine: Engine) -> Arrive:
    """Makes people who are no members yet."""

    def make() -> Newcomer:
        client: Any = app.test_client(use_cookies=False)
        return Newcomer(
            client, engine, f"{uuid4().hex}@buzzline.test", str(IPv4Address(0x0A000000 + randbelow(1 << 24)))
        )

    return make


@pytest.fixture
def owner(nobody: Arrive, command: Callable[..., Result]) -> Newcomer:
    """An owner who came by `flask staff create-owner` and is logged in."""
    found = nobody()
    made = command("create-owner", found.email, "--json")
    assert made.exit_code == 0, made.output
    assert found.join(_link(made)).status_code == 201
    found.enrol()
    return found


def _link(made: Result) -> str:
    found = re.search(r'"link":"([^"]+)"', made.output)
    assert found
    return found[1]


@pytest.fixture
def hire(owner: Newcomer, nobody: Arrive) -> Arrive:
    """Makes members with roles, whom the owner invited, logged in."""

    def make(*roles: str) -> Newcomer:
        found = nobody()
        invited = owner.post("/v1/admin/staff/invitations", {"email": found.email, "roles": list(roles)})
        assert invited.status_code == 201, invited.text
        assert found.join(invited.json["link"]).status_code == 201
        found.enrol()
        return found

    return make


def change(who: Newcomer, whom: Newcomer | str, changes: Any, **headers: str) -> Any:
    """PATCH, with the ETag that is right just now."""
    path = f"{STAFF}/{whom if isinstance(whom, str) else whom.id}"
    tag = who.send("GET", path).headers.get("ETag", "")
    return who.send("PATCH", path, changes, headers={"If-Match": tag, **headers})


def mailed(engine: Engine, email: str) -> str:
    """The link of the latest mail."""
    with engine.connect() as connection:
        statement = text("SELECT body FROM messages WHERE recipient = :to ORDER BY id DESC LIMIT 1")
        body = str(connection.execute(statement, {"to": email}).scalar_one())
    return next(word for word in body.split() if "#/set-up/" in word)
