"""What each way to play gives, and keeps back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import sleep
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, text
from uuid_utils.compat import uuid7

from models import bank, drawing, programme, quizzes, seasons, sessions
from models.programme import Unfit, Wish
from rules.boards import season_on
from rules.scoring import GRACE_MS
from tests.processes import until
from tests.web.conftest import Guest, option, question
from web import composing
from web.bank import Bank
from web.wires import START_BURST, Wires

Apply = Callable[[int], Any]
Become = Callable[..., Guest]


@pytest.fixture(scope="module", autouse=True)
def levels(engine: Engine) -> None:
    """A category of easy and hard questions, and a small one."""
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO categories VALUES (40, 'levels', 'Levels')"))
        for difficulty in ("easy", "hard"):
            made = [question(40, f"{difficulty} {number}", difficulty=difficulty) for number in range(6)]
            bank.add(connection, made)
        connection.execute(text("INSERT INTO categories VALUES (41, 'small', 'Small')"))
        bank.add(connection, [question(41, f"small {number}") for number in range(12)])
        connection.execute(text("INSERT INTO categories VALUES (42, 'twice', 'Twice')"))
        bank.add(connection, [question(42, f"twice {number}") for number in range(20)])


def play(guest: Guest, session: str, apply_answers: Apply, right: bool = True) -> list[str]:
    """Answer every question of a session, and have the answers applied; their events."""
    put, events = guest.next(session), []
    for no in range(put["of"]):
        events.append(guest.answer(put, right).json["event_id"])
        if no + 1 < put["of"]:
            put = guest.next(session, after=no)
    apply_answers(put["of"])
    return events


def total(engine: Engine, guest: Guest) -> int:
    """A player's points on the boards."""
    query = text("SELECT COALESCE(max(total_points), 0) FROM player_days WHERE player_id = :id AND category_id = 0")
    with engine.connect() as connection:
        return int(connection.execute(query, {"id": guest.id}).scalar_one())


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


def questions(player: Guest, session: str, count: int) -> set[str]:
    """The ids of a session's questions."""
    return {player.next(session, **({"after": no - 1} if no else {}))["id"] for no in range(count)}


def test_nobody_studies_for_a_quiz_that_is_on(guest: Guest, scheduled: Callable[[int, int], UUID]) -> None:
    """Its questions are drawn for no other session, or its review would tell what is right."""
    quiz = guest.start_quiz("scheduled", str(scheduled(-1, 600)))
    held = questions(guest, quiz, 5)

    def draw() -> set[str]:
        response = guest.post("/v1/sessions", {"category": "maths", "mode": "practice", "count": 50})
        return questions(guest, response.json["id"], response.json["count"])

    until(lambda: not draw() & held, what="the quiz is known, a second after it was made at the latest")
    for _ in range(2):  # never seen ones, then those seen longest ago
        drawn = draw()
        assert len(drawn) >= 20
        assert not drawn & held


def test_what_is_held_is_looked_up_once_a_second(wires: Wires, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, looked, held = [100.0], [], quizzes.held

    def look(connection: Connection, since: datetime, until: datetime) -> set[UUID]:
        looked.append(since)
        return held(connection, since, until)

    monkeypatch.setattr("web.remembered.monotonic", lambda: clock[0])
    monkeypatch.setattr(quizzes, "held", look)
    questions = Bank(wires.postgres)
    category = questions.category("maths")
    assert category is not None
    for seconds in (0.0, 0.5, 0.4, 0.2, 0.7):
        clock[0] += seconds
        with engine.connect() as connection:
            assert len(questions.draw(connection, uuid7(), category, "en", 5)) == 5
    assert len(looked) == 2


def test_a_small_category_is_shared_with_its_challenge_and_what_is_held_is_never_lent(
    guest: Guest, become: Become, engine: Engine
) -> None:
    """Twelve questions: half of them are today's challenge, half are left for sessions of one's own."""
    challenge = become()
    held = questions(challenge, challenge.start(mode="daily", category="small"), 6)

    def draw(mode: str) -> set[str]:
        response = guest.post("/v1/sessions", {"category": "small", "mode": mode})
        return questions(guest, response.json["id"], response.json["count"])

    until(lambda: not draw("practice") & held, what="the challenge is known")
    assert [len(draw(mode) - held) for mode in ("practice", "ranked")] == [6, 6]
    with engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE quizzes SET question_ids = ARRAY(SELECT id FROM questions WHERE category_id = 41) "
                "WHERE category_id = 41"
            )
        )

    def refused() -> Any:
        answer = guest.post("/v1/sessions", {"category": "small"}).json
        return answer if answer.get("code") else None

    until(refused, what="nothing is free")
    assert (refused()["status"], refused()["code"]) == (409, "questions_held")


def test_quizzes_that_are_on_together_share_no_question(guest: Guest, engine: Engine) -> None:
    """Or the reveal of one would tell what is right in the other."""
    daily = questions(guest, guest.start(mode="daily"), 10)
    now, asked = datetime.now(UTC).replace(microsecond=0), set[str]()
    with engine.connect() as connection:
        for minutes in (0, 1):
            opens_at = now + timedelta(minutes=minutes)
            wish = Wish("scheduled", "maths", opens_at, 8, closes_at=opens_at + timedelta(hours=1))
            drawn = {str(id_) for id_ in programme.put(connection, wish).question_ids}
            assert not drawn & (daily | asked)
            asked |= drawn
        picked = replace(wish, question_ids=[UUID(min(asked))])
        with pytest.raises(Unfit, match=r"another quiz at the same time.*: number 1 of 1$"):
            programme.put(connection, picked)
        with pytest.raises(Unfit, match=r"not published, or not in 'en': number 2 of 2$"):
            programme.put(connection, replace(wish, question_ids=[UUID(min(asked)), UUID(int=1)]))
        later = replace(picked, opens_at=now + timedelta(hours=3), closes_at=now + timedelta(hours=4))
        assert programme.put(connection, later)
        with pytest.raises(Unfit, match="only"):
            programme.put(connection, replace(wish, count=40))


def test_a_quiz_for_all_has_no_fifty_fifty(guest: Guest) -> None:
    """Or who comes as ten players halves ten questions."""
    session = guest.start(mode="daily")
    guest.next(session)
    refused = guest.post(f"/v1/sessions/{session}/lifelines", {"kind": "fifty_fifty", "no": 0})
    assert (refused.status_code, refused.json["code"]) == (409, "lifeline_unfit")
    assert guest.post(f"/v1/sessions/{session}/lifelines", {"kind": "skip", "no": 0}).status_code == 200


def test_what_is_being_asked_for_points_is_not_practised_beside(guest: Guest) -> None:
    """Or a review of the one would solve the other while its clock runs."""
    ranked = questions(guest, guest.start(), 10)

    def practised() -> set[str]:
        response = guest.post("/v1/sessions", {"category": "maths", "mode": "practice", "count": 50})
        return questions(guest, response.json["id"], response.json["count"])

    assert practised()
    assert not practised() & ranked
    ranked |= questions(guest, guest.start(), 10)
    assert len(ranked) == 20, "a second session for points hides the first from nothing"
    assert not practised() & ranked


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


def test_sessions_that_are_begun_at_once_share_no_question(
    guest: Guest, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the one would teach what the other asks."""
    begin = composing.begin

    def slow(*args: Any) -> Any:
        sleep(0.3)  # both have drawn, if nothing keeps them apart
        return begin(*args)

    monkeypatch.setattr(composing, "begin", slow)
    with ThreadPoolExecutor(2) as pool:
        wanted = [{"category": "twice", "mode": "ranked"}] * 2
        answers = list(pool.map(lambda body: guest.post("/v1/sessions", body), wanted))
    assert [answer.status_code for answer in answers] == [201, 201]
    with engine.connect() as connection:
        query = text("SELECT question_ids FROM sessions WHERE player_id = :id")
        first, second = connection.execute(query, {"id": guest.id}).scalars()
    assert not set(first) & set(second)


@pytest.mark.parametrize("path", ["lifelines", "review"])
def test_another_players_session_is_not_there(guest: Guest, become: Become, path: str) -> None:
    url = f"/v1/sessions/{guest.start()}/{path}"
    stranger = become()
    body = {"kind": "skip", "no": 0}
    response = stranger.get(url) if path == "review" else stranger.post(url, body)
    assert (response.status_code, response.json["code"]) == (404, "session_unknown")


@pytest.fixture
def scheduled(engine: Engine) -> Callable[[int, int], UUID]:
    """Makes scheduled quizzes that open and close so many seconds from now."""

    def make(opens_s: int, closes_s: int) -> UUID:
        query = text(
            "INSERT INTO quizzes (id, key, mode, title, category_id, langs, opens_at, closes_at, time_limit_ms, "
            "question_ids, revisions, seed) SELECT gen_random_uuid(), gen_random_uuid()::text, 'scheduled', 'A quiz', "
            "1, '{en}', now() + :opens * interval '1 second', now() + :closes * interval '1 second', 10000, "
            "array_agg(id), array_agg(revision), 'sixteen bytes ok' FROM (SELECT id, revision FROM questions "
            "WHERE category_id = 1 LIMIT 5) q RETURNING id"
        )
        with engine.begin() as connection:
            found: UUID = connection.execute(query, {"opens": opens_s, "closes": closes_s}).scalar_one()
            return found

    return make


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
