"""Questions that are held are asked nowhere else: who met them there would know what is right here."""

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

from models import bank, programme, quizzes
from models.programme import Unfit, Wish
from tests.processes import until
from tests.web.conftest import Guest, question
from tests.web.playing import Become, questions, scheduled
from web import composing
from web.bank import Bank
from web.wires import Wires

__all__ = ["scheduled"]


@pytest.fixture(scope="module", autouse=True)
def categories(engine: Engine) -> None:
    """A small category, and one for two sessions."""
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO categories VALUES (41, 'small', 'Small')"))
        bank.add(connection, [question(41, f"small {number}") for number in range(12)])
        connection.execute(text("INSERT INTO categories VALUES (42, 'twice', 'Twice')"))
        bank.add(connection, [question(42, f"twice {number}") for number in range(20)])


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
