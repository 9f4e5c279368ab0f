"""The audit log as owners read it: by who, what, whom and when, in pages."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine
from uuid_utils.compat import uuid7

from models import audit_log
from models.audit_log import Entry
from tests.web.admin.conftest import Member
from tests.web.conftest import Guest

AUDIT = "/v1/admin/audit"
Employ = Callable[..., Member]


@pytest.fixture
def marked(engine: Engine) -> str:
    """Seven entries about one subject, which nobody else has; its id."""
    subject = str(uuid4())
    with engine.begin() as connection:
        for number in range(7):
            entry = Entry(uuid7(), None, "flask", "tests.odd" if number % 2 else "tests.even", "test", subject)
            audit_log.add(connection, entry)
    return subject


def actions(found: Any) -> list[str]:
    """What was done, latest first."""
    assert found.status_code == 200, found.text
    return [item["action"] for item in found.json["items"]]


def test_pages_hold_each_entry_once_latest_first(employ: Employ, marked: str) -> None:
    owner, items, cursor = employ("owner"), [], ""
    while True:
        page = owner.get(f"{AUDIT}?subject_kind=test&subject_id={marked}&limit=3{cursor}").json
        items += page["items"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len({item["id"] for item in items}) == 7
    assert [item["id"] for item in items] == sorted((item["id"] for item in items), reverse=True)


def test_filters_hold_together(employ: Employ, marked: str) -> None:
    owner = employ("owner")
    of = f"{AUDIT}?subject_id={marked}"
    assert actions(owner.get(f"{of}&action=tests.odd")) == ["tests.odd"] * 3
    assert len(actions(owner.get(f"{of}&action=tests."))) == 7
    assert len(actions(owner.get(f"{of}&action=tests"))) == len(actions(owner.get(f"{of}&action=t"))) == 7
    assert actions(owner.get(f"{of}&action=ests")) == actions(owner.get(f"{of}&action=tests%25")) == []
    assert len(actions(owner.get(f"{of}&actor=flask"))) == len(actions(owner.get(f"{of}&actor=Fl"))) == 7
    assert actions(owner.get(f"{of}&actor=ada@buzzline.test")) == []
    assert actions(owner.get(f"{of}&staff_id={owner.staff.id}")) == []
    soon, ago = (quote((datetime.now(UTC) + timedelta(hours=off)).isoformat()) for off in (1, -1))
    assert len(actions(owner.get(f"{of}&since={ago}&until={soon}"))) == 7
    assert actions(owner.get(f"{of}&since={soon}")) == actions(owner.get(f"{of}&until={ago}")) == []


@pytest.mark.parametrize("query", ["staff_id=x", "since=yesterday", "limit=1000", "cursor=x", "who=me", "action="])
def test_what_is_no_filter_is_said(employ: Employ, query: str) -> None:
    assert employ("owner").get(f"{AUDIT}?{query}").status_code == 422


def test_a_members_own_doing_is_found_with_where_it_came_from(employ: Employ) -> None:
    owner, member = employ("owner"), employ("viewer")
    gone = member.delete("/v1/admin/session", headers={"User-Agent": "a browser"})
    [item] = owner.get(f"{AUDIT}?staff_id={member.staff.id}").json["items"]
    assert item["actor"] == member.staff.email
    begin = member.staff.email.partition("@")[0]
    assert item in owner.get(f"{AUDIT}?actor={begin}&action=sessions").json["items"]
    assert (item["agent"], item["address"]) == ("a browser", "127.0.0.1")
    assert item["request_id"] == gone.headers["X-Request-Id"]


def test_why_something_was_deleted_may_be_said(employ: Employ, audited: Callable[[UUID], list[Any]]) -> None:
    owner, why = employ("owner"), {"json": {"reason": "Twice there."}}
    words = {"lang": "en", "stem": "What is fast?", "options": ["Light", "Sound"]}
    day = datetime.now(UTC) + timedelta(days=250)
    new = {
        "questions": {"kind": "single_choice", "category_id": 1, "source": "us", "licence": "CC0-1.0", "correct": [0]}
        | {"wordings": [words]},
        "categories": {"slug": "soon-gone", "name": "Soon gone"},
        "quizzes": {"mode": "scheduled", "category": "maths", "opens_at": day.isoformat(), "count": 5},
        "seasons": {"name": "Spring", "first": str(day.date()), "last": str(day.date())},
    }
    for nouns, body in new.items():
        made = owner.post(f"/v1/admin/{nouns}", body)
        assert made.status_code == 201, made.text
        path = made.headers["Location"]
        assert owner.delete(path, json={"reason": ""}).status_code == 422
        assert owner.delete(path, **why).status_code == 204
    rows = [row for row in audited(owner.staff.id) if row["action"].endswith(".delete")]
    assert [row["reason"] for row in rows] == ["Twice there."] * len(new)


def test_commands_that_change_people_and_content_are_entries(employ: Employ, app: Flask, guest: Guest) -> None:
    owner = employ("owner")

    def run(*words: object) -> Result:
        return app.test_cli_runner().invoke(args=[str(word) for word in words])

    question = guest.next(guest.start())["id"]
    done = [
        run("players", "block", guest.id, "--reason", "cheats"),
        run("players", "unblock", guest.id),
        run("boards", "hide", guest.id),
        run("boards", "unhide", guest.id),
        run("boards", "correct", "--player", guest.id, "--category", "maths", "--points", 5, "--reason", "a mistake"),
        run("questions", "transition", question, "--to", "retired"),
        run("seasons", "create", "Next", "--first", "2031-01-01", "--last", "2031-02-01"),
        run("quizzes", "create", "--mode", "scheduled", "--category", "tiny", "--opens-at", "+60", "--count", 2),
        run("apps", "create", "editor", "--json"),
        run("staff", "create-owner", "late@buzzline.test"),
    ]
    assert [one.exit_code for one in done] == [0] * len(done), [one.output for one in done if one.exit_code]
    found = owner.get(f"{AUDIT}?actor=flask&limit=100").json["items"]
    by_action = {item["action"]: item for item in found}
    assert by_action["sanctions.impose"]["reason"] == "cheats"
    assert by_action["players.correct"]["after"]["points"] == 5
    assert by_action["questions.transition"]["before"] == {"state": "published"}
    assert by_action["questions.transition"]["after"] == {"state": "retired"}
    assert {
        "sanctions.lift",
        "players.hide",
        "players.unhide",
        "seasons.create",
        "quizzes.create",
        "staff.invite",
    } <= set(by_action)
    key = done[8].output.partition('"key":"')[2].partition('"')[0]
    assert key
    assert key not in repr(found)
    before = len(found)
    assert run("players", "unblock", guest.id).exit_code == 1
    assert len(owner.get(f"{AUDIT}?actor=flask&limit=100").json["items"]) == before, "what was refused is no entry"
