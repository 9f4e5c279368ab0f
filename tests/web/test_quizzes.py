"""Quizzes over REST: what is on, one's own part in it, and the board once it may be told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from models import programme
from models.programme import Unfit, Wish
from models.quizzes import QuizRow
from tests.clearing import clear
from tests.crossing import wait_for_one_to_wait
from tests.web.conftest import Guest
from tests.web.friendly import befriend

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """To the second."""
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(autouse=True)
def nothing_on(engine: Engine) -> None:
    """No quiz holds questions."""
    with engine.begin() as connection:
        clear(connection, "attempts, quizzes")


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
    whole = guest.get("/v1/quizzes").json
    assert whole["next"] is None
    pages, cursor = [], ""
    while cursor is not None:
        page = guest.get(f"/v1/quizzes?limit=1{cursor}").json
        pages += page["items"]
        cursor = page["next"] and f"&cursor={page['next']}"
    assert [item["id"] for item in pages] == [item["id"] for item in items]
    first = guest.get("/v1/quizzes?limit=2").json
    put(opens=-30)  # soonest of all, but for the page that was read before
    with engine.begin() as connection:  # what was open on that page is over by now
        connection.execute(text("UPDATE quizzes SET closes_at = now() WHERE id = :id"), {"id": opened.id})
    second = guest.get(f"/v1/quizzes?limit=2&cursor={first['next']}").json
    assert [item["id"] for item in second["items"]] == [item["id"] for item in items[2:]]
    for cursor in ("x", "f" * 32):
        bad = guest.get(f"/v1/quizzes?cursor={cursor}")
        assert bad.status_code == 422
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
    end(engine, quiz.id)
    board = guest.get(path).json["board"]
    assert [item["player_id"] for item in board["items"]] == [str(guest.id)]
    assert board["me"] == {"rank": 1, "points": board["items"][0]["points"]}


def end(engine: Engine, quiz: Any, ago_s: float = 9) -> None:
    """Have a quiz closed so long ago."""
    with engine.begin() as connection:
        statement = "UPDATE quizzes SET opens_at = :at - interval '1 day', closes_at = :at WHERE id = :id"
        connection.execute(text(statement), {"id": quiz, "at": datetime.now(UTC) - timedelta(seconds=ago_s)})


def test_the_board_of_a_quiz_is_told_when_nobody_can_answer_any_more(
    become: Callable[..., Guest], engine: Engine, put: Callable[..., QuizRow], apply_answers: Callable[..., Any]
) -> None:
    quiz = put()
    path = f"/v1/boards/quiz.{quiz.id}.all"
    players = [become() for _ in range(5)]
    for player in players[:4]:
        session = player.start_quiz("scheduled", str(quiz.id))
        assert player.answer(player.next(session)).status_code == 202
    apply_answers(4)
    for player in players:
        early = player.get(path)
        assert (early.status_code, early.json["code"]) == (409, "quiz_not_over")
        assert 0 < int(early.headers["Retry-After"]) < 25 * 3600
        assert player.get(f"{path}?around=me").status_code == 409
    end(engine, quiz.id, ago_s=0.1)  # an answer may still come in its grace
    assert players[0].get(path).status_code == 409
    end(engine, quiz.id)
    check_board(players, quiz, path)
    with engine.begin() as connection:
        connection.execute(text("UPDATE players SET visible = false WHERE id = :id"), {"id": players[0].id})
    hidden = players[0].get(path).json
    assert (len(hidden["items"]), hidden["me"]) == (3, None)
    one, two = hidden["items"][0]["player_id"], next(p for p in players if str(p.id) == hidden["items"][2]["player_id"])
    befriend(two, next(player for player in players if str(player.id) == one))
    friendly = two.get(f"{path}?friends=true").json
    assert [(item["rank"], item["overall_rank"]) for item in friendly["items"]] == [(1, 1), (2, 3)]
    assert friendly["me"]["overall_rank"] == 3


def check_board(players: list[Guest], quiz: QuizRow, path: str) -> None:
    """Page by page, around a player, and as the quiz itself shows it."""
    shown = players[0].get(f"/v1/quizzes/{quiz.id}").json["board"]
    whole = players[0].get(path).json
    assert (whole["board"], whole["at"], whole["source"]) == (f"quiz.{quiz.id}.all", "ever", "database")
    assert [item["rank"] for item in whole["items"]] == [1, 2, 3, 4]
    assert (whole["items"], whole["me"]) == (shown["items"], shown["me"])
    assert {item["player_id"] for item in whole["items"]} == {str(player.id) for player in players[:4]}
    pages, query = [], "?limit=1"
    while query:
        page = players[0].get(path + query).json
        pages += page["items"]
        query = page["next"] and f"?limit=1&cursor={page['next']}"
    assert pages == whole["items"]
    last = next(player for player in players if str(player.id) == whole["items"][3]["player_id"])
    around = last.get(f"{path}?around=me&limit=1").json
    assert [item["rank"] for item in around["items"]] == [3]
    assert around["me"] == {"rank": 4, "points": whole["items"][3]["points"]}
    assert players[4].get(path).json["me"] is None
    other = players[0].get(f"/v1/boards/global.all?cursor={players[0].get(path + '?limit=1').json['next']}")
    assert other.json["code"] == "bad_cursor"


@pytest.mark.parametrize(
    "board", ["quiz.{}.day", "quiz.{}", "quiz..all", "quiz.x.all", "quiz.{}.all?at=ever", "quiz.{}x.all"]
)
def test_no_board_of_a_quiz(guest: Guest, put: Callable[..., QuizRow], board: str) -> None:
    response = guest.get(f"/v1/boards/{board.format(put().id)}")
    assert (response.status_code, response.json["code"]) == (404, "board_unknown")
    assert guest.get(f"/v1/boards/quiz.{uuid4()}.all").status_code == 404


def test_a_guest_has_no_place_on_the_board_of_todays_challenge(
    guest: Guest, become: Callable[..., Guest], engine: Engine, apply_answers: Callable[..., Any]
) -> None:
    other = become()
    with engine.begin() as connection:
        connection.execute(text("UPDATE players SET registered = true WHERE id = :id"), {"id": other.id})
    for player in (guest, other):
        session = player.start(mode="daily")
        player.answer(player.next(session))
    apply_answers(2)
    quiz = other.get(f"/v1/sessions/{session}").json["quiz_id"]
    end(engine, quiz)
    board = guest.get(f"/v1/boards/quiz.{quiz}.all").json
    assert ([item["player_id"] for item in board["items"]], board["me"]) == ([str(other.id)], None)


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


@pytest.mark.usefixtures("filled")
def test_of_two_quizzes_planned_at_once_the_second_sees_the_first(engine: Engine, put: Callable[..., QuizRow]) -> None:
    opens_at = now() + timedelta(days=1)
    with ThreadPoolExecutor(1) as pool:
        with engine.begin() as connection:
            first = programme.put(connection, Wish("scheduled", "maths", opens_at, 3))
            second = pool.submit(put, opens=86_400, question_ids=first.question_ids)
            wait_for_one_to_wait(engine)
        with pytest.raises(Unfit, match="another quiz at the same time"):
            second.result()


@pytest.mark.usefixtures("filled")
def test_a_days_challenge_is_planned_alone_too(engine: Engine, guest: Guest) -> None:
    with ThreadPoolExecutor(1) as pool:
        with engine.begin() as connection:
            held = set(programme.put(connection, Wish("scheduled", "maths", now(), 3)).question_ids)
            starting = pool.submit(guest.start, mode="daily")
            wait_for_one_to_wait(engine)
        assert starting.result()
    with engine.connect() as connection:
        asked = connection.execute(text("SELECT question_ids FROM quizzes WHERE mode = 'daily'")).scalar_one()
    assert not held & set(asked)
