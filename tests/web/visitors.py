"""People who come with an address of their own, sign up and log in; and what was sent to them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Engine, text

from web import passwords

PASSWORD = "four blue otters"
_addresses = count(1)


@dataclass
class Visitor:
    """Somebody at an address of their own."""

    client: Any
    engine: Engine
    address: str

    def post(self, path: str, json: Any, token: str | None = None, **options: Any) -> Any:
        """POST under /v1/auth."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        environ = {"REMOTE_ADDR": self.address}
        return self.client.post(f"/v1/auth{path}", json=json, headers=headers, environ_base=environ, **options)

    def mail(self, email: str) -> Any:
        """The last mail to an address that was recorded to be sent."""
        statement = text(
            "SELECT * FROM messages WHERE recipient = :to AND expires_at > now() ORDER BY created_at DESC, id DESC"
        )
        with self.engine.connect() as connection:
            return connection.execute(statement, {"to": email}).first()

    def code(self, email: str) -> str:
        """The code of that mail."""
        found = re.search(r"\b\w{4}-\w{4}\b", self.mail(email).body)
        assert found
        return found[0]

    def sms(self, phone: str) -> str:
        """The code of the last SMS to a phone."""
        statement = text("SELECT body FROM messages WHERE recipient = :to ORDER BY created_at DESC, id DESC")
        with self.engine.connect() as connection:
            body = connection.execute(statement, {"to": phone}).scalars().first()
        return str(body).partition(" ")[0]

    def sign_up(self, email: str, password: str = PASSWORD, token: str | None = None, **fields: Any) -> Any:
        """Sign up and prove the address; the welcome."""
        asked = self.post("/sign-up", {"email": email, "password": password, **fields}, token)
        assert asked.status_code == 202, asked.text
        proved = self.post("/email/verify", {"ticket": asked.json["ticket"], "code": self.code(email)})
        assert proved.status_code == 200, proved.text
        return proved.json

    def log_in(self, email: str, password: str = PASSWORD) -> Any:
        """Log in."""
        return self.post("/login", {"email": email, "password": password})


@pytest.fixture
def visitor(app: Flask, engine: Engine) -> Visitor:
    """A visitor."""
    return Visitor(app.test_client(), engine, f"10.0.0.{next(_addresses)}")


@pytest.fixture
def email() -> str:
    """An address of nobody yet."""
    return f"{uuid4().hex}@Example.com"


@contextmanager
def quick_hashes() -> Iterator[None]:
    """Argon2 as cheap as can be, for what is not about it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield
