"""Outcomes: applied, refused or dead-lettered, told only to whose they are, and only when they are final."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import msgspec
import pytest
from flask import Flask
from sqlalchemy import Engine, text

from bridges.applied import CHANNEL, MOST_WAITERS
from events.catalog import SUBMISSIONS
from tests.web.conftest import Guest, option
from web.wires import Wires

Apply = Callable[..., list[tuple[int, int]]]


def test_an_applied_answer_tells_its_result(guest: Guest, apply_answers: Apply) -> None:
    question = guest.next(guest.start())
    accepted = guest.answer(question)
    missing = guest.get(accepted.headers["Location"])
    assert (missing.status_code, missing.json["code"]) == (404, "not_applied_yet")
    assert missing.headers["Retry-After"] == "1"
    apply_answers()
    outcome = guest.get(accepted.headers["Location"]).json
    points = outcome["result"]["points"]
    assert 500 <= points <= 1000
    assert outcome == {
        "event_id": accepted.json["event_id"],
        "outcome": "applied",
        "result": {
            "correct": True,
            "points": points,
            "correct_option": option(question),
            "session_points": points,
        },
    }


def test_points_of_a_question_hold_its_streak(guest: Guest, apply_answers: Apply) -> None:
    session = guest.start()
    first = guest.answer(guest.next(session))
    second = guest.answer(guest.next(session, after=0))
    apply_answers(2)
    one = guest.get(first.headers["Location"]).json["result"]
    two = guest.get(second.headers["Location"]).json["result"]
    assert two["session_points"] == one["session_points"] == one["points"] + two["points"]
    assert two["points"] > 1_000


def test_a_second_answer_is_refused_as_superseded(guest: Guest, apply_answers: Apply) -> None:
    question = guest.next(guest.start())
    guest.answer(question)
    other = guest.answer(question, right=False)
    apply_answers(2)
    outcome = guest.get(other.headers["Location"]).json
    assert outcome == {"event_id": other.json["event_id"], "outcome": "refused", "code": "superseded"}


def test_a_dead_letter_is_told_until_it_is_replayed(guest: Guest, engine: Engine) -> None:
    accepted = guest.answer(guest.next(guest.start()))
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO dead_letters (event_id, topic, topic_id, kafka_partition, kafka_offset, code, detail, "
                "value) VALUES (:id, 't', 'i', 0, 0, 'rule_error', 'd', '')"
            ),
            {"id": accepted.json["event_id"]},
        )
    outcome = guest.get(accepted.headers["Location"]).json
    assert (outcome["outcome"], outcome["code"]) == ("dead_lettered", "rule_error")
    with engine.begin() as connection:
        statement = text("UPDATE dead_letters SET replayed_at = now() WHERE event_id = :id")
        connection.execute(statement, {"id": accepted.json["event_id"]})
    again = guest.get(accepted.headers["Location"])
    assert (again.status_code, again.json["code"]) == (404, "not_applied_yet"), "it is on its way again"


def test_anothers_event_is_not_there(guest: Guest, become: Callable[..., Guest], apply_answers: Apply) -> None:
    accepted = guest.answer(guest.next(guest.start()))
    apply_answers()
    response = become().get(accepted.headers["Location"])
    assert (response.status_code, response.json["code"]) == (404, "not_applied_yet")


@pytest.mark.parametrize("event_id", ["x", "A" * 32, "é" * 32, "A" * 31 + "=", "01a20a3b-4faa-734c-a73a-648ee2e60bc0"])
def test_what_is_no_event_is_not_there(guest: Guest, event_id: str) -> None:
    assert guest.get(f"/v1/events/{event_id}").status_code == 404


def test_nothing_tells_the_right_option_before_the_answer_is_applied(
    guest: Guest, wires: Wires, apply_answers: Apply, engine: Engine
) -> None:
    started = guest.post("/v1/sessions", {"category": "maths"})
    session = started.json["id"]
    question = guest.next(session)
    accepted = guest.answer(question, right=False)
    pages = [
        started,
        accepted,
        guest.get(accepted.headers["Location"]),
        guest.get(f"/v1/sessions/{session}"),
        guest.get("/v1/sessions"),
    ]
    right = option(question)
    assert all(right not in page.text for page in pages)
    with engine.connect() as connection:
        stored = connection.execute(
            text("SELECT plan::text FROM session_plans WHERE session_id = :id"), {"id": session}
        ).scalar_one()
    # Whoever holds question and token has all ids, and nothing that sets one of them apart.
    ids = [item["id"] for item in question["options"]]
    token = wires.tokens.read_answer(question["token"])
    assert list(token.options) == ids
    assert all(stored.count(id_) == 1 for id_ in ids)
    apply_answers()
    assert right in guest.get(accepted.headers["Location"]).text


def _hint(wires: Wires, place: tuple[int, int]) -> int:
    partition, offset = place
    message = {"topic": SUBMISSIONS.name, "partition": partition, "applied": offset + 1}
    return int(wires.redis.publish(CHANNEL, msgspec.json.encode(message)))


class _Waiting:
    """An answer whose sender would rather wait."""

    def __init__(self, guest: Guest, prefer: str) -> None:
        self.response: Any = None
        question = guest.next(guest.start())
        self._thread = Thread(target=self._send, args=(guest, question, prefer))
        self._thread.start()

    def _send(self, guest: Guest, question: dict[str, Any], prefer: str) -> None:
        self.response = guest.answer(question, headers={"Prefer": prefer})

    def end(self) -> Any:
        self._thread.join(30)
        return self.response


@pytest.fixture
def wakings(wires: Wires, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of each wait that is over, whether a hint ended it."""
    ended: list[bool] = []
    wait = wires.applied.wait

    def note(*place: Any) -> bool:
        ended.append(wait(*place))
        return ended[-1]

    monkeypatch.setattr(wires.applied, "wait", note)
    return ended


def test_who_waits_is_woken_by_the_hint_and_has_the_outcome(
    guest: Guest, wires: Wires, apply_answers: Apply, wakings: list[bool]
) -> None:
    waiting = _Waiting(guest, "respond-async, wait=5")
    [place] = apply_answers()
    assert _hint(wires, place) >= 1
    response = waiting.end()
    assert (response.status_code, response.json["outcome"]) == (200, "applied")
    assert response.headers["Preference-Applied"] == "wait=5"
    assert wakings == [True]


def test_without_a_hint_the_end_of_the_wait_decides(guest: Guest, apply_answers: Apply, wakings: list[bool]) -> None:
    waiting = _Waiting(guest, "wait=1")
    apply_answers()
    assert waiting.end().json["outcome"] == "applied"
    assert wakings == [False]


def test_a_wait_may_end_without_an_outcome(guest: Guest) -> None:
    response = _Waiting(guest, "wait=1").end()
    assert response.status_code == 202
    assert set(response.json) == {"event_id"}


@pytest.mark.parametrize("prefer", ["wait=0", "wait=x", "wait", "handling=lenient", "wait=-3", ",,;="])
def test_a_preference_that_means_nothing_is_ignored(guest: Guest, prefer: str) -> None:
    response = guest.answer(guest.next(guest.start()), headers={"Prefer": prefer})
    assert response.status_code == 202
    assert "Preference-Applied" not in response.headers


def test_beyond_the_most_waiters_nobody_waits(guest: Guest, wires: Wires) -> None:
    question = guest.next(guest.start())
    places = [wires.applied.place() for _ in range(MOST_WAITERS)]
    taken = [place.__enter__() for place in places]
    assert all(taken)
    response = guest.answer(question, headers={"Prefer": "wait=5"})
    assert response.status_code == 202
    assert "Preference-Applied" not in response.headers
    for place in places:
        place.__exit__(None, None, None)


def test_a_wait_survives_a_redis_that_is_away(
    make_app: Callable[..., Flask], guest: Guest, apply_answers: Apply
) -> None:
    blind = make_app(boards_url="redis://127.0.0.1:9/0")
    waiting = _Waiting(Guest(blind.test_client(), guest.id, guest.token), "wait=2")
    apply_answers()
    assert waiting.end().json["outcome"] == "applied"
