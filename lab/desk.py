"""Members of staff at the CMS' API, without its pages."""

from collections.abc import Iterable
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from secrets import token_urlsafe
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import Engine
from uuid_utils.compat import uuid7

from lab.folder import LabError
from models import staff, staff_sessions
from models.staff import Staff
from models.staff_sessions import StaffSession
from settings import Settings
from web.admin.guard import COOKIE, csrf_token, token_hash


class Answer(NamedTuple):
    """What the API says."""

    status: int
    body: bytes

    @property
    def document(self) -> Any:
        """The body, read."""
        return msgspec.json.decode(self.body)


class Desk:
    """A new member of staff, an owner, over one connection. Not for two threads."""

    def __init__(self, engine: Engine, settings: Settings, api_url: str, name: str) -> None:
        """`engine`: the database owner's."""
        token = token_urlsafe(32)
        member = Staff(uuid7(), f"{name.lower()}@buzzline.test", name, frozenset({"owner"}))
        session = StaffSession(
            id=uuid7(),
            staff_id=member.id,
            token_hash=token_hash(token),
            agent="lab",
            address="127.0.0.1",
            proven_at=datetime.now(UTC),
        )
        with engine.begin() as connection:
            staff.add(connection, member)
            staff_sessions.open_session(connection, session)
        self._engine, self._session = engine, session.id
        at = urlsplit(api_url)
        self._connection = HTTPConnection(str(at.hostname), int(at.port or 80), timeout=30)
        self._headers = {
            "Cookie": f"{COOKIE}={token}",
            "Origin": min(settings.admin_origins),
            "X-CSRF-Token": csrf_token(token),
            "Content-Type": "application/json",
        }

    def prove(self) -> None:
        """Give the second factor again."""
        with self._engine.begin() as connection:
            staff_sessions.prove(connection, self._session)

    def ask(self, method: str, path: str, body: object = None, good: Iterable[int] = (200,)) -> Answer:
        """What is answered. Raises LabError for another status than `good` ones, or when nobody answers."""
        data = None if body is None else msgspec.json.encode(body)
        try:
            self._connection.request(method, path, data, self._headers)
            response = self._connection.getresponse()
            answer = Answer(response.status, response.read())
        except (OSError, HTTPException) as error:
            self._connection.close()
            raise LabError(f"{method} {path}: {type(error).__name__} {error}") from error
        if answer.status not in good:
            raise LabError(f"{method} {path}: {answer.status} {answer.body[:300]!r}")
        return answer

    def close(self) -> None:
        """Leave."""
        self._connection.close()
