"""Scheduled states of questions: kept once, by who may, or refused with the reason; and in nobody's way."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import editing, schedules, staff
from tasks import publishing, runtime
from tests.crossing import is_held
from tests.processes import until
from tests.web.admin.conftest import Member
from tests.web.admin.test_questions import URL, Audited, editor, make

__all__ = ["editor"]

_DUE = text("UPDATE scheduled_transitions SET at = now() - interval '1 s' WHERE question_id = :id")


@pytest.fixture
def tick(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    return lambda: publishing.keep_schedules()


def test_a_schedule_publishes_once_its_time_has_come(
    editor: Member, engine: Engine, tick: Callable[[], None], audited: Audited
) -> None:
    made = make(editor)
    path = f"{URL}/{made['id']}"
    at = datetime.now(UTC) + timedelta(hours=1)
    early = editor.post(f"{path}/transitions", {"to": "published", "at": at.isoformat()})
    assert early.json["code"] == "state_forbidden"
    editor.post(f"{path}/transitions", {"to": "review"})
    planned = editor.post(f"{path}/transitions", {"to": "published", "at": at.isoformat()}).json
    assert (planned["state"], planned["schedules"][0]["to"]) == ("review", "published")
    tick()
    assert editor.get(path).json["state"] == "review"
    with engine.begin() as connection:
        connection.execute(_DUE, {"id": made["id"]})
    tick()
    tick()
    shown = editor.get(path).json
    assert (shown["state"], shown["schedules"]) == ("published", [])
    rows = audited(editor.staff.id)
    assert [row["actor"] for row in rows if row["after"] == {"state": "published"}] == [publishing.ACTOR]


def test_a_schedule_that_cannot_be_kept_says_why_and_may_be_dropped(
    editor: Member, engine: Engine, tick: Callable[[], None]
) -> None:
    made = make(editor)
    path = f"{URL}/{made['id']}"
    editor.post(f"{path}/transitions", {"to": "review"})
    at = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    editor.post(f"{path}/transitions", {"to": "published", "at": at})
    with engine.begin() as connection:
        connection.execute(text("UPDATE questions SET state = 'draft' WHERE id = :id"), {"id": made["id"]})
        connection.execute(_DUE, {"id": made["id"]})
    tick()
    [planned] = editor.get(path).json["schedules"]
    assert "draft" in planned["refused"]
    assert editor.delete(f"{path}/schedule").json["schedules"] == []
    assert editor.delete(f"{path}/schedule").status_code == 404
    past = {"to": "review", "at": "2020-01-01T00:00:00Z"}
    assert editor.post(f"{path}/transitions", past).json["code"] == "time_past"


@pytest.fixture
def due(editor: Member, engine: Engine) -> dict[str, Any]:
    """A question in review, to be published by now."""
    made = make(editor)
    at = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    editor.post(f"{URL}/{made['id']}/transitions", {"to": "review"})
    assert editor.post(f"{URL}/{made['id']}/transitions", {"to": "published", "at": at}).status_code == 200
    with engine.begin() as connection:
        connection.execute(_DUE, {"id": made["id"]})
    return made


@pytest.mark.parametrize(("roles", "disabled"), [({"editor"}, True), ({"viewer", "support"}, False)])
def test_a_schedule_of_who_may_write_no_more_is_refused(
    editor: Member,
    due: dict[str, Any],
    employ: Callable[..., Member],
    engine: Engine,
    tick: Callable[[], None],
    roles: set[Any],
    disabled: bool,
) -> None:
    with engine.begin() as connection:
        staff.change(connection, editor.staff.id, "Test", frozenset(roles), disabled)
    tick()
    shown = employ("viewer").get(f"{URL}/{due['id']}").json
    assert shown["state"] == "review"
    assert shown["schedules"][0]["refused"] == "whoever asked for it may not any more"


def test_a_schedule_is_held_if_it_stands_as_it_was_read(due: dict[str, Any], engine: Engine) -> None:
    question = UUID(due["id"])
    with engine.begin() as connection:
        [schedule] = schedules.of(connection, [question])[question]
        others: list[dict[str, Any]] = [{"staff_id": uuid7()}, {"state": "retired"}, {"at": datetime.now(UTC)}]
        for other in others:
            assert not schedules.lock(connection, replace(schedule, **other))
        assert schedules.lock(connection, schedule)
        assert is_held(engine, "scheduled_transitions", "question_id", question)


def test_a_state_brought_about_by_hand_leaves_no_schedule(editor: Member, due: dict[str, Any]) -> None:
    shown = editor.post(f"{URL}/{due['id']}/transitions", {"to": "published"}).json
    assert (shown["state"], shown["schedules"]) == ("published", [])


def test_the_tick_waits_for_who_changes_the_question_and_does_what_is_left(
    due: dict[str, Any], engine: Engine, tick: Callable[[], None]
) -> None:
    question = UUID(due["id"])
    with ThreadPoolExecutor(1) as pool:
        with engine.begin() as connection:  # as a view: the question, then its schedule
            editing.lock(connection, question)
            ticking = pool.submit(tick)
            until(lambda: connection.execute(_WAITING).scalar_one(), what="the tick waiting for the question")
            assert schedules.drop(connection, question, "")
        ticking.result(30)
    with engine.connect() as connection:
        state = text("SELECT state FROM questions WHERE id = :id")
        assert connection.execute(state, {"id": question}).scalar_one() == "review"


_WAITING = text(
    "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
    "WHERE NOT l.granted AND a.datname = current_database()"
)
