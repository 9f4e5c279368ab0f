"""Quizzes over REST: what is on, one's own part in it, and the board once it may be told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from models import programme
from models.programme import Unfit, Wish
from models.quizzes import QuizRow
from tests.clearing import clear
from tests.web.conftest import Guest

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """To the second."""
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def put(engine: Engine, filled: None) -> Callable[..., QuizRow]:  # noqa: ARG001 - questions to draw
    """Puts quizzes of three questions on the programme, `opens` seconds from now."""

    def put(mode: Any = "scheduled", opens: float = 0, **fields: Any) -> QuizRow:
        wish = Wish(mode, "maths", now() + timedelta(seconds=opens), **{"count": 3, **fields})
        with engine.begin() as connection:
            return programme.put(connection, wish)

    return put


@pytest.mark.usefixtures("filled")
def test_quizzes_are_listed_soonest_first_and_past_ones_last(
    guest: Guest, engine: Engine, put: Callable[..., QuizRow]
) -> None:
    with engine.begin() as connection:
        clear(connection, "quizzes, attempts")
    past = put(opens=-7_200, closes_at=now() - timedelta(hours=1))
    later, opened, live = put(opens=90_000), put(opens=-60), put("live", opens=600)
    items = guest.get("/v1/quizzes").json["items"]
    assert [(item["id"], item["state"]) for item in items] == [
        (str(opened.id), "open"),
        (str(live.id), "upcoming"),
        (str(later.id), "upcoming"),
        (str(past.id), "past"),
    ]
    assert (items[0]["count"], items[0]["langs"], items[0]["category"]) == (3, ["en"], "maths")
    assert [item["id"] for item in guest.get("/v1/quizzes?mode=live").json["items"]] == [str(live.id)]
    assert len(guest.get("/v1/quizzes?limit=2").json["items"]) == 2
    assert guest.get("/v1/quizzes?mode=solo").status_code == 422


def test_a_quiz_shows_the_own_attempt_and_its_board_only_at_the_end(
    guest: Guest, engine: Engine, put: Callable[..., QuizRow], apply_answers: Callable[[], Any]
) -> None:
    quiz = put()
    path = f"/v1/quizzes/{quiz.id}"
    before = guest.get(path).json
    assert (before["session_id"], before["players"], before["board"], before["live"]) == (None, 0, None, None)
    session = guest.post("/v1/sessions", {"mode": "scheduled", "quiz_id": str(quiz.id)}).json["id"]
    guest.answer(guest.next(session))
    apply_answers()
    during = guest.get(path).json
    assert (during["session_id"], during["players"], during["board"]) == (session, 1, None)
    with engine.begin() as connection:
        statement = "UPDATE quizzes SET opens_at = :at - interval '1 day', closes_at = :at WHERE id = :id"
        connection.execute(text(statement), {"id": quiz.id, "at": now() - timedelta(seconds=9)})
    board = guest.get(path).json["board"]
    assert [item["player_id"] for item in board["items"]] == [str(guest.id)]
    assert board["me"] == {"rank": 1, "points": board["items"][0]["points"]}


def test_a_live_quiz_tells_its_phase(guest: Guest, put: Callable[..., QuizRow]) -> None:
    quiz = put("live", opens=30)
    live = guest.get(f"/v1/quizzes/{quiz.id}").json["live"]
    assert (live["phase"]["kind"], live["phase"]["no"], live["elimination"]) == ("lobby", None, False)
    assert datetime.fromisoformat(live["phase"]["closes_at"]) == quiz.opens_at
    assert (live["lobby_ms"], live["question_ms"], live["reveal_ms"]) == (60_000, 10_000, 5_000)


def test_a_live_quiz_has_no_next(guest: Guest, put: Callable[..., QuizRow]) -> None:
    quiz = put("live", opens=30)
    started = guest.post("/v1/sessions", {"mode": "live", "quiz_id": str(quiz.id)}).json
    assert started["ranked"] is True
    refused = guest.post(f"/v1/sessions/{started['id']}/next")
    assert (refused.status_code, refused.json["code"], refused.json["topic"]) == (409, "live_quiz", f"quiz:{quiz.id}")


def test_an_unknown_quiz(guest: Guest) -> None:
    response = guest.get(f"/v1/quizzes/{uuid4()}")
    assert (response.status_code, response.json["code"]) == (404, "quiz_unknown")


@pytest.mark.parametrize(
    ("fields", "advice"),
    [
        ({"count": 41}, "lower --count"),
        ({"lang": "xx"}, "change --lang"),
        ({"closes_at": LONG_AGO}, "--closes-at"),
    ],
)
def test_an_unfit_quiz_says_what_to_change(put: Callable[..., QuizRow], fields: dict[str, Any], advice: str) -> None:
    with pytest.raises(Unfit, match=advice):
        put(**fields)
