"""Members of staff on test clients, logged in already."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import staff, staff_sessions
from models.staff import Staff
from models.staff_sessions import StaffSession
from rules.permissions import Role
from web.admin.guard import COOKIE, csrf_token, token_hash

ORIGIN = "https://admin.test"


@dataclass
class Member:
    """A member of staff on a test client; everything that a page of the CMS would send goes along."""

    client: Any
    staff: Staff
    token: str

    def get(self, path: str, **options: Any) -> Any:
        """GET as this member."""
        return self.send("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> Any:
        """POST JSON as this member."""
        return self.send("POST", path, **options, **({} if json is None else {"json": json}))

    def patch(self, path: str, json: Any, **options: Any) -> Any:
        """PATCH JSON as this member."""
        return self.send("PATCH", path, json=json, **options)

    def delete(self, path: str, **options: Any) -> Any:
        """DELETE as this member."""
        return self.send("DELETE", path, **options)

    def put(self, path: str, json: Any, **options: Any) -> Any:
        """PUT JSON as this member."""
        return self.send("PUT", path, json=json, **options)

    def send(self, method: str, path: str, headers: dict[str, str] | None = None, **options: Any) -> Any:
        """Any request; `headers` go over those of the CMS."""
        return self.client.open(path, method=method, headers={**self.headers, **(headers or {})}, **options)

    @property
    def headers(self) -> dict[str, str]:
        """What a page of the CMS sends along."""
        return {"Origin": ORIGIN, "X-CSRF-Token": csrf_token(self.token), "Cookie": f"{COOKIE}={self.token}"}


def hire(app: Flask, engine: Engine, *roles: Role, proven_at: datetime | None = None) -> Member:
    """A member with roles, logged in with both factors just now."""
    member, token = Staff(uuid7(), f"{uuid7().hex}@buzzline.test", "Test", frozenset(roles)), token_urlsafe(32)
    session = StaffSession(
        id=uuid7(),
        staff_id=member.id,
        token_hash=token_hash(token),
        agent="test",
        address="127.0.0.1",
        proven_at=proven_at or datetime.now(UTC),
    )
    with engine.begin() as connection:
        staff.add(connection, member)
        staff_sessions.open_session(connection, session)
    client: Any = app.test_client(use_cookies=False)
    return Member(client, member, token)


@pytest.fixture
def employ(app: Flask, engine: Engine) -> Callable[..., Member]:
    """Makes members with roles, logged in with both factors just now."""
    return partial(hire, app, engine)


@pytest.fixture
def audited(engine: Engine) -> Callable[[UUID], list[dict[str, Any]]]:
    """The audit log's rows of a member, in order."""

    def read(member: UUID) -> list[dict[str, Any]]:
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT * FROM audit_log WHERE staff_id = :id ORDER BY id"), {"id": member})
            return [dict(row._mapping) for row in rows]

    return read
