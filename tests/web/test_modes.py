"""What each way to play gives, and keeps back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from models import bank, drawing, seasons
from rules.boards import season_on
from rules.scoring import GRACE_MS
from tests.processes import until
from tests.web.conftest import Guest, option, question
from tests.web.playing import Apply, Become, play, scheduled, total
from web.wires import START_BURST

__all__ = ["scheduled"]


@pytest.fixture(scope="module", autouse=True)
def levels(engine: Engine) -> None:
    """A category of easy and hard questions."""
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO categories VALUES (40, 'levels', 'Levels')"))
        for difficulty in ("easy", "hard"):
            made = [question(40, f"{difficulty} {number}", difficulty=difficulty) for number in range(6)]
            bank.add(connection, made)


def register(engine: Engine, guest: Guest) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE players SET registered = true WHERE id = :id"), {"id": guest.id})


def close(engine: Engine, session: str) -> None:
    """Let the time come at which verdicts may be told."""
    with engine.begin() as connection:
        connection.execute(
            text(
                "WITH told AS (UPDATE sessions SET reveals_at = now() - interval '1 second' WHERE id = :id "
                "RETURNING quiz_id) UPDATE quizzes SET closes_at = now() - interval '2 seconds' FROM told "
                "WHERE id = told.quiz_id"
            ),
            {"id": session},
        )


def test_practice_gives_a_session_points_and_the_boards_none(
    guest: Guest, apply_answers: Apply, engine: Engine
) -> None:
    session = guest.start(mode="practice", count=3)
    play(guest, session, apply_answers)
    assert guest.get(f"/v1/sessions/{session}").json["points"] > 0
    assert total(engine, guest) == 0


def test_ranked_asks_ten_and_moves_the_boards(guest: Guest, apply_answers: Apply, engine: Engine) -> None:
    session = guest.start(mode="ranked")
    assert len(play(guest, session, apply_answers)) == 10
    assert total(engine, guest) == guest.get(f"/v1/sessions/{session}").json["points"] > 0


def test_a_question_counts_once_a_player_and_season(guest: Guest, apply_answers: Apply, engine: Engine) -> None:
    first = guest.start(mode="ranked", category="tiny")
    play(guest, first, apply_answers)
    before, xp = total(engine, guest), guest.get("/v1/me/progress").json["xp"]
    again = guest.start(mode="ranked", category="tiny")
    play(guest, again, apply_answers)
    seen = guest.get(f"/v1/sessions/{again}").json
    assert (seen["points"], seen["correct"]) == (0, 3)
    assert total(engine, guest) == before > 0
    assert guest.get("/v1/me/progress").json["xp"] == xp > 0


def test_what_was_practised_gives_no_points_in_the_season(guest: Guest, apply_answers: Apply, engine: Engine) -> None:
    """Who has seen its solution would be first on every board."""
    play(guest, guest.start(mode="practice", category="tiny", count=3), apply_answers)
    play(guest, guest.start(mode="ranked", category="tiny"), apply_answers)
    assert total(engine, guest) == 0


def test_what_a_quiz_for_all_asked_gives_no_points_again_in_the_season(
    guest: Guest, engine: Engine, scheduled: Callable[[int, int], UUID]
) -> None:
    """Or who was told its solutions at its end is first on every board. In the quiz itself it counts as for all."""
    session = guest.start_quiz("scheduled", str(scheduled(-60, 3_600)))
    statement = text("SELECT worth, question_ids FROM sessions WHERE id = :id")
    with engine.begin() as connection:
        worth, ids = connection.execute(statement, {"id": session}).one()
        assert worth is None
        season = season_on(seasons.every(connection), datetime.now(UTC).date()).id
        assert not any(drawing.see(connection, guest.id, 1, ids, datetime.now(UTC), season))


def test_practice_takes_difficulty_and_more_time(guest: Guest) -> None:
    session = guest.start(mode="practice", category="levels", count=6, difficulty="hard", time_factor=2.0)
    put = [guest.next(session)] + [guest.next(session, after=no) for no in range(5)]
    assert all(one["stem"].startswith("hard") for one in put)
    assert {one["time_limit_ms"] for one in put} == {30_000}
    slow = guest.next(guest.start(mode="practice", category="levels", count=1, time_factor=0))
    ends = datetime.fromisoformat(slow["deadline_at"]) - datetime.fromisoformat(slow["delivered_at"])
    assert ends > timedelta(minutes=30)


def test_todays_challenge_is_the_same_for_all_and_played_once(guest: Guest, become: Become) -> None:
    other = become()
    sessions = [one.start(mode="daily") for one in (guest, other)]
    stems = [
        [one.next(session)["stem"]] + [one.next(session, after=no)["stem"] for no in range(9)]
        for one, session in zip((guest, other), sessions, strict=True)
    ]
    assert stems[0] == stems[1]
    again = guest.post("/v1/sessions", {"mode": "daily", "category": "maths"})
    assert (again.status_code, again.json["id"]) == (200, sessions[0])
    assert again.json["ranked"] is False
    assert guest.get(f"/v1/sessions/{sessions[0]}").json["ranked"] is False


def test_a_guest_plays_it_unranked_and_an_account_ranked(
    guest: Guest, become: Become, apply_answers: Apply, engine: Engine
) -> None:
    account = become()
    register(engine, account)
    ranked = {}
    for player in (guest, account):
        started = player.post("/v1/sessions", {"mode": "daily", "category": "maths"}).json
        ranked[player.id] = started["ranked"]
        play(player, started["id"], apply_answers)
    assert ranked == {guest.id: False, account.id: True}
    assert total(engine, account) == 0  # until the day is over: it would tell verdicts


def test_verdicts_of_a_shared_question_wait_until_it_closes(guest: Guest, apply_answers: Apply, engine: Engine) -> None:
    session = guest.start(mode="daily", category="levels")
    put = guest.next(session)
    accepted = guest.answer(put)
    waited = guest.answer(put, headers={"Prefer": "wait=1"})
    assert "result" not in waited.json
    apply_answers(2)
    event = f"/v1/events/{accepted.json['event_id']}"
    hidden = [
        guest.get(event).json,
        guest.get(f"/v1/sessions/{session}").json,
        guest.get(f"/v1/sessions/{session}/review").json,
        guest.get("/v1/sessions").json,
    ]
    assert hidden[0]["outcome"] == "applied"
    closes_at = datetime.fromisoformat(hidden[1]["expires_at"])
    reveals_at = closes_at + timedelta(milliseconds=GRACE_MS)
    assert datetime.fromisoformat(hidden[0]["reveals_at"]) == reveals_at > datetime.now(UTC)
    assert [one["questions"][0]["response"] for one in hidden[1:3]] == [option(put)] * 2
    for document in hidden:
        assert not _keys(document) & {"result", "solution", "explanation", "correct_option"}
        assert all(one.get("points") is None and one.get("correct") is None for one in _objects(document))
    close(engine, session)
    assert guest.get(event).json["result"]["correct"] is True
    assert guest.get(f"/v1/sessions/{session}/review").json["questions"][0]["solution"] == [option(put)]


def _objects(document: Any) -> list[dict[str, Any]]:
    if isinstance(document, dict):
        return [document, *(found for value in document.values() for found in _objects(value))]
    return [found for value in document for found in _objects(value)] if isinstance(document, list) else []


def _keys(document: Any) -> set[str]:
    return {key for found in _objects(document) for key in found}


def test_only_what_was_asked_is_solved(guest: Guest, apply_answers: Apply) -> None:
    """A session that is ended at once tells nothing of its questions."""
    session = guest.start(mode="practice", count=5)
    guest.answer(guest.next(session))
    guest.next(session, after=0)
    apply_answers(1)
    guest.post(f"/v1/sessions/{session}/finish", {})
    apply_answers(1)
    until(lambda: guest.get(f"/v1/sessions/{session}").json["ended_at"], what="the end")
    reviewed = guest.get(f"/v1/sessions/{session}/review").json["questions"]
    assert ["solution" in one for one in reviewed] == [True, True, False, False, False]


def test_starting_sessions_has_a_rate(guest: Guest) -> None:
    answers = [
        guest.post("/v1/sessions", {"category": "levels", "mode": "practice", "count": 1})
        for _ in range(START_BURST + 1)
    ]
    assert [answer.status_code for answer in answers] == [201] * START_BURST + [429]


@pytest.mark.parametrize("path", ["lifelines", "review"])
def test_another_players_session_is_not_there(guest: Guest, become: Become, path: str) -> None:
    url = f"/v1/sessions/{guest.start()}/{path}"
    stranger = become()
    body = {"kind": "skip", "no": 0}
    response = stranger.get(url) if path == "review" else stranger.post(url, body)
    assert (response.status_code, response.json["code"]) == (404, "session_unknown")
