"""A member of staff at the CMS, who asks the API of a rig over one connection."""

from collections.abc import Callable
from datetime import UTC, datetime
from http.client import HTTPConnection
from secrets import token_urlsafe
from time import perf_counter
from urllib.parse import urlsplit

import msgspec
from uuid_utils.compat import uuid7

from lab.bench.result import Progress
from lab.bench.rig import Rig
from lab.folder import LabError
from models import staff, staff_sessions
from models.staff import Staff
from models.staff_sessions import StaffSession
from web.admin.guard import COOKIE, csrf_token, token_hash


class Cms:
    """A member of staff at the CMS."""

    def __init__(self, rig: Rig) -> None:
        token, member = token_urlsafe(32), Staff(uuid7(), "bench@buzzline.test", "Bench", frozenset({"owner"}))
        session = StaffSession(
            id=uuid7(),
            staff_id=member.id,
            token_hash=token_hash(token),
            agent="bench",
            address="127.0.0.1",
            proven_at=datetime.now(UTC),
        )
        with rig.engine.begin() as connection:
            staff.add(connection, member)
            staff_sessions.open_session(connection, session)
        at = urlsplit(rig.urls["api"])
        self._connection = HTTPConnection(str(at.hostname), int(at.port or 80))
        self._headers = {
            "Cookie": f"{COOKIE}={token}",
            "Origin": min(rig.settings.admin_origins),
            "X-CSRF-Token": csrf_token(token),
        }

    def get(self, path: str) -> bytes:
        """The body. Raises LabError for what is no 200."""
        return self._ask("GET", path, None)

    def find(self, by: str, value: str) -> bytes:
        """Players who are found so."""
        wanted = msgspec.json.encode({"by": by, "value": value})
        return self._ask("POST", "/v1/admin/players/search", wanted)

    def _ask(self, method: str, path: str, body: bytes | None) -> bytes:
        self._connection.request(method, path, body, {**self._headers, "Content-Type": "application/json"})
        response = self._connection.getresponse()
        found = response.read()
        if response.status != 200:
            raise LabError(f"{method} {path}: {response.status} {found[:300]!r}")
        return found

    def close(self) -> None:
        """Leave."""
        self._connection.close()


def timed(act: Callable[[], object], times: int, share: float, name: str, progress: Progress) -> list[float]:
    """Milliseconds, sorted; the first, which only warms, is left out."""
    taken = []
    for _ in range(times + 1):
        progress(share, name)
        began = perf_counter()
        act()
        taken.append(1000 * (perf_counter() - began))
    return sorted(taken[1:])
