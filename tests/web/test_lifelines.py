"""Lifelines: once each, for the question that is asked, and not in quizzes for all."""

from datetime import datetime
from uuid import UUID

import pytest
from sqlalchemy import Engine

from models import sessions
from tests.web.conftest import Guest, option
from tests.web.playing import Apply


def test_fifty_fifty_leaves_the_right_one_and_helps_once(guest: Guest) -> None:
    session = guest.start(mode="practice", count=3)
    put = guest.next(session)
    url = f"/v1/sessions/{session}/lifelines"
    first = guest.post(url, {"kind": "fifty_fifty", "no": 0})
    assert first.status_code == 200, first.text
    assert len(first.json["hidden"]) == 2
    assert option(put) not in first.json["hidden"]
    assert guest.post(url, {"kind": "fifty_fifty", "no": 0}).json == first.json
    assert guest.get(f"/v1/sessions/{session}").json["lifelines"] == [first.json], "to go on elsewhere"
    guest.next(session, after=0)
    second = guest.post(url, {"kind": "fifty_fifty", "no": 1})
    assert (second.status_code, second.json["code"]) == (409, "lifeline_used")
    unasked = guest.post(url, {"kind": "skip", "no": 2})
    assert (unasked.status_code, unasked.json["code"]) == (409, "lifeline_unfit")


def test_a_quiz_for_all_has_no_fifty_fifty(guest: Guest) -> None:
    """Or who comes as ten players halves ten questions."""
    session = guest.start(mode="daily")
    guest.next(session)
    refused = guest.post(f"/v1/sessions/{session}/lifelines", {"kind": "fifty_fifty", "no": 0})
    assert (refused.status_code, refused.json["code"]) == (409, "lifeline_unfit")
    assert guest.post(f"/v1/sessions/{session}/lifelines", {"kind": "skip", "no": 0}).status_code == 200


@pytest.mark.parametrize("skips", [True, False])
def test_a_question_left_open_ends_the_streak_unless_it_is_skipped(
    guest: Guest, apply_answers: Apply, skips: bool
) -> None:
    session = guest.start(mode="practice", count=3)
    guest.answer(guest.next(session))
    guest.next(session, after=0)
    if skips:
        assert guest.post(f"/v1/sessions/{session}/lifelines", {"kind": "skip", "no": 1}).json["hidden"] == []
    guest.answer(guest.next(session, after=1))
    apply_answers(2)
    whole = guest.get(f"/v1/sessions/{session}").json
    points = [one.get("points") for one in whole["questions"]]
    assert points[1] is None
    assert (points[2] > 1_000) is skips
    assert whole["points"] == points[0] + points[2], "as the tasks have it"


def test_a_question_is_not_skipped_once_another_is_asked_or_its_time_is_over(
    guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = guest.start(mode="practice", count=3)
    guest.next(session)
    over = guest.next(session, after=0)
    url = f"/v1/sessions/{session}/lifelines"
    assert guest.post(url, {"kind": "skip", "no": 0}).json["code"] == "lifeline_unfit"
    ends_ms = datetime.fromisoformat(over["deadline_at"]).timestamp() * 1000
    monkeypatch.setattr("web.asking._now_ms", lambda: ends_ms + 1)
    assert guest.post(url, {"kind": "skip", "no": 1}).json["code"] == "lifeline_unfit"
    monkeypatch.setattr("web.asking._now_ms", lambda: ends_ms)
    assert guest.post(url, {"kind": "skip", "no": 1}).status_code == 200


def test_a_question_is_not_skipped_once_a_later_answer_was_folded(
    guest: Guest, engine: Engine, apply_answers: Apply
) -> None:
    """That answer may be applied between the look and the note of the lifeline."""
    session = guest.start(mode="practice", count=3)
    guest.next(session)
    guest.answer(guest.next(session, after=0))
    apply_answers(1)
    with engine.begin() as connection:
        assert sessions.use_lifeline(connection, UUID(session), "skip", {"no": 0, "hidden": []}) is None
        assert sessions.use_lifeline(connection, UUID(session), "skip", {"no": 1, "hidden": []}) is not None
