"""Cases of questions: opened by reports and flags, decided once, with what the decision does to the question."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from models import cases, revisions, schedules
from models.schedules import Schedule
from tests.crossing import is_held, noting
from tests.web.admin.reviewing import CASES, Employ, claim, decide, doubted, empty, flag, report
from tests.web.conftest import Guest

__all__ = ["doubted", "empty"]


def test_reports_and_flags_of_a_question_are_one_case(
    employ: Employ, engine: Engine, doubted: Any, become: Callable[..., Guest]
) -> None:
    editor, first = employ("editor"), become()
    flag(engine, doubted)
    assert report(engine, first, doubted).status_code == 201
    assert report(engine, become(), doubted).status_code == 201
    assert report(engine, first, doubted, "unclear").status_code == 200
    case = claim(editor, "questions").json
    assert (case["subject_id"], case["opened_by"], case["weight"]) == (str(doubted.id), "flag", 4)
    shown = case["question"]
    assert sorted(one["kind"] for one in shown["reports"]) == ["unclear", "wrong"]
    assert {one["code"] for one in shown["flags"]} == {"nobody_right", "distractor_beats_key"}
    assert (shown["state"], shown["correct"]) == ("published", [0])
    assert claim(employ("editor"), "questions").status_code == 204
    decide(editor, case["id"], "dismiss")
    assert editor.get(f"{CASES}/{case['id']}").json["question"]["reports"] == []
    flag(engine, doubted)
    assert claim(editor, "questions").status_code == 204
    assert report(engine, first, doubted).status_code == 201
    assert claim(editor, "questions").json["id"] == case["id"]


def test_a_report_opens_a_decided_case_again_though_its_flags_have_gone(
    employ: Employ, engine: Engine, doubted: Any, become: Callable[..., Guest]
) -> None:
    editor = employ("editor")
    flag(engine, doubted)
    case = claim(editor, "questions").json["id"]
    decide(editor, case, "dismiss")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM question_flags"))
    assert report(engine, become(), doubted).status_code == 201
    opened = claim(editor, "questions").json
    assert (opened["id"], opened["opened_by"], opened["weight"]) == (case, "report", 1)


def test_a_flag_that_is_back_opens_a_decided_case_again_and_one_that_stays_does_not(
    employ: Employ, engine: Engine, doubted: Any
) -> None:
    editor = employ("editor")
    flag(engine, doubted)
    case = claim(editor, "questions").json["id"]
    decide(editor, case, "dismiss")
    flag(engine, doubted)
    assert claim(editor, "questions").status_code == 204
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM question_flags"))
    flag(engine, doubted)
    assert claim(editor, "questions").json["id"] == case


def test_a_case_is_held_from_before_a_report_about_it_is_written(
    app: Flask, engine: Engine, doubted: Any, guest: Guest
) -> None:
    """So a report and the undoing of a decision, which opens reports again, go one after the other."""
    flag(engine, doubted)
    with noting(
        app.extensions["wires"].postgres.engine,
        "INTO question_reports",
        lambda: is_held(engine, "cases", "subject", doubted.id),
    ) as found:
        assert report(engine, guest, doubted).status_code == 201
    assert found == [True]


@pytest.mark.parametrize(("decision", "state"), [("retire", "retired"), ("draft", "draft")])
def test_a_question_is_taken_out_and_back_in_when_that_is_undone(
    employ: Employ, engine: Engine, doubted: Any, guest: Guest, decision: str, state: str
) -> None:
    editor = employ("editor")
    report(engine, guest, doubted)
    case = claim(editor, "questions").json["id"]

    def pooled() -> int:
        with engine.connect() as connection:
            statement = text("SELECT count(*) FROM question_pool WHERE question_id = :id")
            return int(connection.execute(statement, {"id": doubted.id}).scalar_one())

    decided = decide(editor, case, decision).json
    assert (decided["question"]["state"], decided["question"]["reports"], pooled()) == (state, [], 0)
    undone = editor.post(f"{CASES}/{case}/undo", json={"reason": "it is right after all"}).json
    assert (undone["question"]["state"], len(undone["question"]["reports"]), pooled()) == ("published", 1, 1)
    decide(editor, case, decision)
    with engine.begin() as connection:
        revisions.transition(connection, doubted.id, "draft" if state == "retired" else "review")
    assert editor.post(f"{CASES}/{case}/undo", json={"reason": "x"}).json["code"] == "changed_since"


def test_undoing_opens_the_reports_that_the_decision_closed_and_no_earlier_ones(
    employ: Employ, engine: Engine, doubted: Any, become: Callable[..., Guest]
) -> None:
    editor = employ("editor")
    for kind in ("wrong", "unclear"):
        report(engine, become(), doubted, kind)
        case = claim(editor, "questions").json["id"]
        decide(editor, case, "dismiss")
    undone = editor.post(f"{CASES}/{case}/undo", json={"reason": "it is unclear"}).json
    assert [one["kind"] for one in undone["question"]["reports"]] == ["unclear"]


def test_a_question_taken_out_by_a_case_is_scheduled_no_more_and_its_own_log_says_so(
    employ: Employ, engine: Engine, doubted: Any, guest: Guest, audited: Callable[[UUID], list[dict[str, Any]]]
) -> None:
    editor = employ("editor")
    report(engine, guest, doubted)
    case = claim(editor, "questions").json["id"]
    with engine.begin() as connection:
        later = datetime.now(UTC) + timedelta(days=1)
        schedules.put(connection, Schedule(doubted.id, "", "retired", later, editor.staff.id))
    decide(editor, case, "draft")
    [row] = [row for row in audited(editor.staff.id) if row["subject_kind"] == "question"]
    assert (row["action"], row["subject_id"], row["reason"]) == (
        "questions.transition",
        str(doubted.id),
        "looked at it",
    )
    assert (row["before"], row["after"]) == ({"state": "published"}, {"state": "draft"})
    with engine.connect() as connection:
        assert schedules.of(connection, [doubted.id]) == {}


def test_a_case_of_nobodys_is_held_while_it_is_decided_and_decided_once(
    app: Flask, employ: Employ, engine: Engine, doubted: Any
) -> None:
    flag(engine, doubted)
    with engine.connect() as connection:
        [case] = cases.of_subject(connection, doubted.id)
    with noting(
        app.extensions["wires"].postgres.engine, "SET decided_at", lambda: is_held(engine, "cases", "id", case.id)
    ) as found:
        assert decide(employ("editor"), str(case.id), "dismiss").status_code == 200
    assert found == [True]
    assert decide(employ("editor"), str(case.id), "dismiss").json["code"] == "case_decided"
    with engine.connect() as connection:
        assert [one["action"] for one in cases.history(connection, case.id, 10)] == ["cases.decide"]
