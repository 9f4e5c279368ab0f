"""Scheduled quizzes: entered when it is time, asked when they are open, and their attempts are their board."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from tests.web.conftest import Guest
from tests.web.playing import Apply, Become, play, scheduled

__all__ = ["scheduled"]


def test_a_scheduled_quiz_has_a_lobby_and_no_question_before_it_opens(
    guest: Guest, scheduled: Callable[[int, int], UUID]
) -> None:
    quiz = str(scheduled(300, 600))
    session = guest.start_quiz("scheduled", quiz)
    early = guest.post(f"/v1/sessions/{session}/next")
    assert (early.status_code, early.json["code"]) == (409, "quiz_not_open")
    assert 200 < int(early.headers["Retry-After"]) <= 301
    assert guest.get(f"/v1/sessions/{session}").json["phase"] == "lobby"


@pytest.mark.parametrize(("opens", "closes", "code"), [(3_600, 7_200, "quiz_not_open"), (-60, -1, "quiz_over")])
def test_a_quiz_cannot_be_entered_before_its_lobby_or_after_its_end(
    guest: Guest, scheduled: Callable[[int, int], UUID], opens: int, closes: int, code: str
) -> None:
    response = guest.post("/v1/sessions", {"mode": "scheduled", "quiz_id": str(scheduled(opens, closes))})
    assert (response.status_code, response.json["code"]) == (409, code)


def test_a_quiz_that_was_marked_takes_no_attempt_from_a_request_that_slept(
    guest: Guest, engine: Engine, scheduled: Callable[[int, int], UUID]
) -> None:
    """Its time was looked at before; the marks are what decides."""
    quiz = scheduled(-60, 60)
    with engine.begin() as connection:
        connection.execute(text("UPDATE quizzes SET marks = '[]' WHERE id = :id"), {"id": quiz})
    response = guest.post("/v1/sessions", {"mode": "scheduled", "quiz_id": str(quiz)})
    assert (response.status_code, response.json["code"]) == (409, "quiz_over")
    with engine.connect() as connection:
        query = text("SELECT count(*) FROM sessions WHERE quiz_id = :id")
        assert connection.execute(query, {"id": quiz}).scalar_one() == 0


def test_a_question_closes_with_its_quiz(guest: Guest, scheduled: Callable[[int, int], UUID]) -> None:
    quiz = str(scheduled(-60, 5))
    put = guest.next(guest.start_quiz("scheduled", quiz))
    left = datetime.fromisoformat(put["deadline_at"]) - datetime.fromisoformat(put["delivered_at"])
    assert left < timedelta(seconds=6)


def test_a_quiz_of_another_mode_or_none_is_not_there(guest: Guest, scheduled: Callable[[int, int], UUID]) -> None:
    for quiz in (str(scheduled(-1, 60)), "01a20af5-2cf1-730c-8881-bc1aa1b6c7d6"):
        response = guest.post("/v1/sessions", {"mode": "live", "quiz_id": quiz})
        assert (response.status_code, response.json["code"]) == (404, "quiz_unknown")


def test_the_attempts_are_the_quizs_board(
    guest: Guest, become: Become, apply_answers: Apply, engine: Engine, scheduled: Callable[[int, int], UUID]
) -> None:
    quiz, other = scheduled(-60, 60), become()
    session = guest.start_quiz("scheduled", str(quiz))
    play(guest, session, apply_answers)
    play(other, other.start_quiz("scheduled", str(quiz)), apply_answers, right=False)
    with engine.connect() as connection:
        query = text(
            "SELECT a.points, s.points, a.player_id FROM attempts a JOIN sessions s ON s.id = a.session_id "
            "WHERE a.quiz_id = :quiz ORDER BY a.points DESC"
        )
        rows = connection.execute(query, {"quiz": quiz}).all()
    assert [(row[0] == row[1], row[2]) for row in rows] == [(True, guest.id), (True, other.id)]
    assert rows[0][0] > rows[1][0] == 0
