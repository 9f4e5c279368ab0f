"""SECURITY.md 15: the session of staff. A cookie alone changes nothing, and no session lives for ever."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from tests.web.admin.conftest import Member
from web.admin.guard import ABSOLUTE, IDLE, POLL

SESSION = "/v1/admin/session"
Employ = Callable[..., Member]


def test_a_session_says_who_and_what_for(employ: Employ) -> None:
    member = employ("editor")
    found = member.get(SESSION)
    assert found.status_code == 200
    assert found.json["staff"]["roles"] == ["editor"]
    assert "content.write" in found.json["permissions"]
    assert "players.sanction" not in found.json["permissions"]


@pytest.mark.parametrize(
    "headers", [{"X-CSRF-Token": ""}, {"X-CSRF-Token": "é"}, {"Origin": "https://evil.test"}, {"Origin": "null"}]
)
def test_a_change_takes_our_header_and_our_origin(employ: Employ, headers: dict[str, str]) -> None:
    member = employ("owner")
    refused = member.delete(SESSION, headers=headers)
    assert (refused.status_code, refused.json["code"]) == (403, "csrf")
    assert member.get(SESSION).status_code == 200


@pytest.mark.parametrize(("column", "age"), [("seen_at", IDLE), ("created_at", ABSOLUTE)])
def test_a_session_ends_by_itself(employ: Employ, engine: Engine, column: str, age: timedelta) -> None:
    member = employ("owner")
    assert member.get(SESSION).status_code == 200
    with engine.begin() as connection:
        statement = text(f"UPDATE staff_sessions SET {column} = now() - CAST(:age AS interval) WHERE staff_id = :id")
        connection.execute(statement, {"age": age + timedelta(seconds=1), "id": member.staff.id})
    assert member.get(SESSION).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE staff SET disabled_at = now() WHERE id = :id",
        "UPDATE staff_sessions SET ended_at = now() WHERE staff_id = :id",
        "UPDATE staff_sessions SET proven_at = NULL WHERE staff_id = :id",
    ],
)
def test_a_session_opens_nothing_any_more(employ: Employ, engine: Engine, change: str) -> None:
    member = employ("owner")
    with engine.begin() as connection:
        connection.execute(text(change), {"id": member.staff.id})
    assert member.get(SESSION).status_code == 401


def test_logging_out_ends_the_session_and_is_audited(
    employ: Employ, audited: Callable[[UUID], list[dict[str, Any]]]
) -> None:
    member = employ("viewer")
    gone = member.delete(SESSION)
    assert gone.status_code == 204
    assert "__Host-staff=;" in gone.headers["Set-Cookie"]
    assert member.get(SESSION).status_code == 401
    [row] = audited(member.staff.id)
    assert (row["action"], row["subject_id"]) == ("sessions.end", str(member.staff.id))
    assert row["request_id"] == gone.headers["X-Request-Id"]


def test_what_a_page_asks_by_itself_keeps_no_session_alive(employ: Employ, engine: Engine) -> None:
    member = employ("owner")

    def age() -> float:
        statement = text("SELECT extract(epoch FROM now() - seen_at) FROM staff_sessions WHERE staff_id = :id")
        with engine.connect() as connection:
            return float(connection.execute(statement, {"id": member.staff.id}).scalar_one())

    with engine.begin() as connection:
        statement = text("UPDATE staff_sessions SET seen_at = seen_at - interval '10 minutes' WHERE staff_id = :id")
        connection.execute(statement, {"id": member.staff.id})
    assert member.get(SESSION, headers={POLL: "1"}).status_code == 200
    assert age() > 500
    assert member.get(SESSION).status_code == 200
    assert age() < 100
