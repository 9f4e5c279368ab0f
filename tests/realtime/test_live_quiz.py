"""A live quiz from its lobby to its end, as its players see it, and nobody before its time."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from models.quizzes import QuizRow
from rules.options import own_order
from settings import Settings
from tasks import runtime
from tests.processes import until
from tests.realtime.client import gunicorn
from tests.realtime.live import PACE, Fan, Workers, enter, make, watching
from tests.web.conftest import Guest, app, become, engine, filled, make_app, settings

__all__ = ["app", "become", "engine", "filled", "make_app", "settings"]

Become = Callable[..., Guest]
QUESTION = {
    *("type", "topic", "no", "of", "kind", "stem", "media", "options", "lang", "dir", "opens_at", "deadline_at"),
}


@pytest.fixture(scope="module")
def environ(settings: Settings) -> dict[str, str]:
    """What the socket application is told: the same services and keys as the REST application."""
    return {
        "DATABASE_URL": settings.database_url.replace("+psycopg", ""),
        "BROKER_URL": settings.broker_url,
        "BOARDS_URL": settings.boards_url,
        "KAFKA_BOOTSTRAP_SERVERS": settings.kafka_bootstrap_servers,
        "SECRET_KEYS": settings.secret_keys[0].decode(),
        "API_URL": settings.api_url,
        "REALTIME_URL": settings.realtime_url,
    }


@pytest.fixture(scope="module")
def workers(engine: Engine, settings: Settings) -> Iterator[Workers]:
    """What applies the answers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runtime, "engine", lambda: engine)
        workers = Workers(engine, settings.kafka_bootstrap_servers)
        workers.start()
        yield workers
        workers.stop()


def check_silence(fan: Fan, no: int, event: str) -> None:
    """No endpoint tells anything of a question that is still open, though its answer is applied."""
    session = f"/v1/sessions/{fan.session}"
    until(lambda: fan.guest.get(session).json["questions"][no]["answered"], what="the answer is applied")
    told = fan.guest.get(event).json
    assert set(told) == {"event_id", "outcome", "reveals_at"}
    for path in (f"{session}/review", session):
        shown = fan.guest.get(path).json
        assert (shown["points"], shown["correct"]) == (None, None)
        assert all(set(question) <= {"no", "answered", "response"} for question in shown["questions"])
        assert shown["questions"][no]["response"]
    assert (shown["phase"], shown["current"]["no"]) == ("question", no)
    assert fan.guest.get("/v1/sessions").json["items"][0]["points"] is None
    assert fan.guest.get(f"/v1/quizzes/{fan.topic.removeprefix('quiz:')}").json["board"] is None
    assert fan.guest.get("/v1/boards/global.day").json["me"] is None
    help_ = fan.guest.post(f"{session}/lifelines", {"kind": "fifty_fifty", "no": no})
    assert (help_.status_code, help_.json["code"]) == (409, "live_quiz")
    following = fan.guest.post(f"{session}/next")
    assert (following.status_code, following.json["code"]) == (409, "live_quiz")
    assert following.json["topic"] == fan.topic


def check_frames(fan: Fan) -> None:
    """Before the reveal of a question no frame says more of it than its words."""
    revealed: set[int] = set()
    for frame in fan.frames:
        if frame["type"] == "quiz.reveal":
            revealed.add(frame["no"])
        elif frame["type"] == "quiz.question":
            assert set(frame) == QUESTION
            assert all(set(option) == {"id", "text"} for option in frame["options"])
            assert frame["no"] not in revealed
        elif frame["type"] == "quiz.token":
            assert set(frame) == {"type", "topic", "no", "token", "response", "order"}
        assert "solution" not in json.dumps(frame) or frame["type"] == "quiz.reveal"


@pytest.mark.usefixtures("workers")
def test_a_whole_quiz(address: str, engine: Engine, become: Become) -> None:
    quiz = make(engine, seconds=6)
    with watching(address, become(), quiz) as good, watching(address, become(), quiz) as bad:
        assert good.get("quiz.lobby")["of"] == 3
        good.enter(quiz)
        bad.enter(quiz)
        while good.get("quiz.lobby")["players"] < 2:
            pass
        question, event = good.answer(0)
        wrong, _ = bad.answer(0, right=False)
        assert wrong == question
        for fan in (good, bad):
            check_order(fan, quiz, question)
        check_silence(good, 0, event)
        check_silence(bad, 0, bad_event(bad, wrong))
        reveal = good.get("quiz.reveal", 0)
        right, other = good.right(question), good.right(question, right=False)
        assert reveal["solution"] == [right]
        assert (reveal["answered"], reveal["right"], reveal["distribution"]) == (2, 1, {right: 1, other: 1})
        assert (reveal["complete"], reveal["eliminated"]) == (True, False)
        assert (reveal["me"]["correct"], reveal["me"]["rank"], reveal["me"]["response"]) == (True, 1, right)
        assert [entry["player_id"] for entry in reveal["top"]] == [str(good.guest.id)]
        theirs = bad.get("quiz.reveal", 0)
        assert theirs["me"] == {"response": other, "correct": False, "points": 0, "total": 0, "rank": None}
        told = good.guest.get(event).json["result"]
        assert (told["correct"], told["correct_option"], told["points"]) == (True, right, reveal["me"]["points"])
        with watching(address, become(), quiz) as late:
            late.enter(quiz)
            _, later = good.answer(1)
            check_silence(good, 1, later)
            assert good.guest.get(event).json["result"] == told, "nothing of the points that are not revealed yet"
            late.answer(1)
            bad.get("quiz.question", 1)
            for fan in (good, bad, late):
                assert fan.get("quiz.reveal", 1)["right"] == 2
            good.answer(2)
            late.answer(2, right=False)
            ended = [fan.get("quiz.ended") for fan in (good, bad, late)]
            check_frames(late)
        check_frames(good)
        check_frames(bad)
        assert [end["me"] and end["me"]["rank"] for end in ended] == [1, None, 2]
        assert [entry["rank"] for entry in ended[0]["top"]] == [1, 2]
        check_end(good, ended[0])


def check_order(fan: Fan, quiz: QuizRow, question: dict[str, Any]) -> None:
    """Options come in the player's own order."""
    token = next(frame for frame in fan.frames if frame["type"] == "quiz.token" and frame["no"] == question["no"])
    ids = [option["id"] for option in question["options"]]
    assert token["order"] == own_order(quiz.seed, question["no"], fan.guest.id.bytes, ids)


def bad_event(fan: Fan, question: dict[str, Any]) -> str:
    """The address of the event of a wrong answer: it has the same id when it is sent again."""
    token = next(frame for frame in fan.frames if frame["type"] == "quiz.token" and frame["no"] == question["no"])
    return str(fan.guest.answer(question | token, right=False).headers["Location"])


def check_end(fan: Fan, ended: dict[str, Any]) -> None:
    """REST tells the same as the last frame."""
    path = f"/v1/quizzes/{fan.topic.removeprefix('quiz:')}"
    until(lambda: fan.guest.get(path).json["board"], what="the board")
    shown = fan.guest.get(path).json
    assert (shown["state"], shown["live"]["phase"]["kind"], shown["players"]) == ("past", "ended", 3)
    assert shown["session_id"] == fan.session
    assert shown["board"]["me"] == ended["me"]
    assert [(item["player_id"], item["points"]) for item in shown["board"]["items"]] == [
        (entry["player_id"], entry["points"]) for entry in ended["top"]
    ]


@pytest.mark.usefixtures("workers")
def test_who_is_wrong_or_silent_is_out(address: str, engine: Engine, become: Become) -> None:
    quiz = make(engine, elimination=True)
    with (
        watching(address, become(), quiz) as good,
        watching(address, become(), quiz) as bad,
        watching(address, become(), quiz) as silent,
        watching(address, become(), quiz) as watcher,
    ):
        for fan in (good, bad, silent):
            fan.enter(quiz)
        good.answer(0)
        bad.answer(0, right=False)
        watcher.get("quiz.question", 0)
        watcher.enter(quiz)
        assert [fan.get("quiz.reveal", 0)["eliminated"] for fan in (good, bad, silent)] == [False, True, True]
        good.answer(1)
        for fan in (good, bad, silent, watcher):
            fan.get("quiz.reveal", 1)
        good.answer(2)
        for fan in (good, bad, silent, watcher):
            fan.get("quiz.ended")
        tokens = [
            [frame["no"] for frame in fan.frames if frame["type"] == "quiz.token"]
            for fan in (good, bad, silent, watcher)
        ]
        assert tokens == [[0, 1, 2], [0], [0], []]


@pytest.mark.usefixtures("workers")
def test_who_comes_back_finds_the_same_in_any_process(
    address: str, environ: dict[str, str], tmp_path: Path, engine: Engine, become: Become
) -> None:
    """The first process may as well have died: nothing was in it."""
    with gunicorn(environ, tmp_path / "log") as (other, _):
        guest = become()  # what takes long on a busy machine is not done while the quiz goes on
        quiz = make(engine, seconds=2, count=1, pace=replace(PACE, question_ms=6_000, reveal_ms=2_000))
        enter(guest, quiz)
        with watching(address, guest, quiz) as first:
            question, event = first.answer(0)
            token = next(frame for frame in first.frames if frame["type"] == "quiz.token")
        until(lambda: guest.get(event).status_code == 200, what="the answer is applied")
        with watching(address, guest, quiz) as again, watching(other, guest, quiz) as elsewhere:
            for fan in (again, elsewhere):
                assert fan.get("quiz.question", 0) == question
                assert fan.get("quiz.token", 0) == token | {"response": first.right(question)}
            assert again.get("quiz.reveal", 0) == elsewhere.get("quiz.reveal", 0)
            assert again.get("quiz.ended") == elsewhere.get("quiz.ended")


def test_who_comes_back_is_told_of_the_quiz_that_they_are_in(address: str, engine: Engine, become: Become) -> None:
    quiz, guest = make(engine, seconds=2, count=1), become()
    with watching(address, guest, quiz) as fan:
        assert fan.welcome["quiz"] is None
        fan.enter(quiz)
        with watching(address, guest, quiz) as again, watching(address, become(), quiz) as other:
            starts_at = again.get("quiz.lobby")["starts_at"]
            assert again.welcome["quiz"] == {"topic": again.topic, "title": quiz.title, "starts_at": starts_at}
            assert other.welcome["quiz"] is None
        fan.get("quiz.ended")
    with watching(address, guest, quiz) as late:
        assert late.welcome["quiz"] is None


def test_a_reveal_does_not_wait_for_ever(address: str, engine: Engine, workers: Workers, become: Become) -> None:
    quiz = make(engine, count=1)
    with watching(address, become(), quiz) as fan:
        fan.enter(quiz)
        workers.held.set()
        try:
            fan.answer(0)
            reveal = fan.get("quiz.reveal", 0)
        finally:
            workers.held.clear()
        assert (reveal["complete"], reveal["answered"], reveal["me"]["correct"]) == (False, 0, None)


@pytest.mark.parametrize("topic", ["quiz:", "quiz:7", "quiz:00000000-0000-0000-0000-000000000000"])
def test_no_such_quiz(address: str, engine: Engine, become: Become, topic: str) -> None:
    with watching(address, become(), make(engine)) as fan:
        fan._client.send(type="subscribe", id="1", topic=topic)
        assert fan.get("error")["code"] == "topic_unknown"
