"""Accepting answers: what is taken, what is refused, and under which id."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest
from flask import Flask

from events.catalog import AnswerSubmitted
from events.codec import decode
from events.identity import answer_event_id
from rules.scoring import GRACE_MS
from tests.web.conftest import Guest, Tail, option
from web.limits import Buckets
from web.tokens import AnswerToken, Tokens
from web.wires import Wires


def test_an_accepted_answer_is_in_kafka_as_it_was_said(guest: Guest, tail: Tail) -> None:
    session = guest.start()
    question = guest.next(session)
    before = datetime.now(UTC)
    response = guest.answer(question)
    assert response.status_code == 202
    [(_, _, value)] = tail.read(1)
    event = decode(value)
    assert isinstance(event, AnswerSubmitted)
    assert (str(event.session_id), event.question_no, event.player_id) == (session, 0, guest.id)
    assert event.response == option(question)
    assert event.delivered_at == datetime.fromisoformat(question["delivered_at"])
    assert before <= event.received_at <= datetime.now(UTC)
    assert response.json == {"event_id": answer_event_id(event.session_id, 0, event.response)}
    assert event.event_id == response.json["event_id"]
    assert response.headers["Location"] == f"/v1/events/{event.event_id}"


def test_the_same_answer_is_the_same_event_and_another_is_another(guest: Guest) -> None:
    question = guest.next(guest.start())
    first, again = guest.answer(question).json, guest.answer(question).json
    other = guest.answer(question, right=False).json
    assert first == again
    assert other != first


@pytest.fixture
def token(guest: Guest, wires: Wires) -> AnswerToken:
    """What the token of a question says."""
    return wires.tokens.read_answer(guest.next(guest.start())["token"])


def _send(guest: Guest, wires: Wires, token: AnswerToken) -> tuple[int, str]:
    body = {"token": wires.tokens.sign_answer(token), "response": token.options[0]}
    response = guest.post("/v1/answers", body)
    return response.status_code, response.json.get("code", "")


def test_a_late_answer_says_its_id_and_that_an_earlier_copy_may_count(
    guest: Guest, wires: Wires, token: AnswerToken
) -> None:
    late = msgspec.structs.replace(token, deadline_ms=_now_ms() - GRACE_MS - 1)
    response = guest.post("/v1/answers", {"token": wires.tokens.sign_answer(late), "response": token.options[0]})
    assert (response.status_code, response.json["code"]) == (409, "answer_late")
    event_id = answer_event_id(UUID(bytes=token.session), 0, token.options[0])
    assert response.json["event_id"] == event_id
    assert "may count" in response.json["detail"]


def test_grace_is_given_after_the_deadline(guest: Guest, wires: Wires, token: AnswerToken) -> None:
    just = msgspec.structs.replace(token, deadline_ms=_now_ms() + 5_000 - GRACE_MS)
    assert _send(guest, wires, just)[0] == 202


def _now_ms() -> int:
    return int(datetime.now(UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    "change", ["payload", "mac", "cut", "empty", "foreign key", "not ascii", "no dot", "padded", "spaced"]
)
def test_a_token_that_is_not_ours_is_refused(guest: Guest, change: str) -> None:
    question = guest.next(guest.start())
    payload, _, mac = question["token"].partition(".")
    forged = {
        "payload": f"{payload[:-2]}AA.{mac}",
        "mac": f"{payload}.{'A' * len(mac)}",
        "cut": f"{payload}.{mac[:-3]}",
        "empty": "",
        "foreign key": Tokens([b"x" * 32]).sign_answer(Tokens([b"k" * 32]).read_answer(question["token"])),
        "not ascii": f"{payload}.é",
        "padded": f"{payload}.{mac}=",
        "spaced": f"{payload}.{mac} ",
        "no dot": payload,
    }[change]
    response = guest.post("/v1/answers", {"token": forged, "response": option(question)})
    assert (response.status_code, response.json["code"]) == (401, "answer_token_invalid")


def test_a_token_signed_with_an_older_key_is_good(guest: Guest, token: AnswerToken) -> None:
    body = {"token": Tokens([b"old" * 16]).sign_answer(token), "response": token.options[0]}
    assert guest.post("/v1/answers", body).status_code == 202


def test_another_players_question_is_refused(guest: Guest, become: Callable[..., Guest]) -> None:
    question = guest.next(guest.start())
    response = become().answer(question)
    assert (response.status_code, response.json["code"]) == (403, "answer_token_foreign")


def test_only_the_questions_options_are_answers(guest: Guest) -> None:
    question = guest.next(guest.start())
    response = guest.post("/v1/answers", {"token": question["token"], "response": "zzzzz"})
    assert (response.status_code, response.json["code"]) == (422, "response_unknown")


def test_a_batch_has_an_outcome_for_each(guest: Guest, become: Callable[..., Guest], wires: Wires, tail: Tail) -> None:
    session = guest.start()
    first, second = guest.next(session), guest.next(session, after=0)
    other = become()
    foreign = other.next(other.start())
    late = msgspec.structs.replace(wires.tokens.read_answer(second["token"]), deadline_ms=1)
    answers = [
        {"token": first["token"], "response": option(first)},
        {"token": "nonsense", "response": "x"},
        {"token": foreign["token"], "response": option(foreign)},
        {"token": wires.tokens.sign_answer(late), "response": option(second)},
        {"token": second["token"], "response": "zzzzz"},
        {"token": second["token"], "response": option(second)},
    ]
    response = guest.post("/v1/answers/batch", {"answers": answers})
    assert response.status_code == 202
    items = response.json["items"]
    assert [item.get("code", item["status"]) for item in items] == [
        "accepted",
        "answer_token_invalid",
        "answer_token_foreign",
        "answer_late",
        "response_unknown",
        "accepted",
    ]
    assert items[3]["event_id"]
    kept = {decode(value).event_id for _, _, value in tail.read(2)}
    assert kept == {items[0]["event_id"], items[5]["event_id"]}


@pytest.mark.parametrize("count", [0, 501])
def test_a_batch_is_one_to_five_hundred(guest: Guest, count: int) -> None:
    answers = [{"token": "t", "response": "r"}] * count
    response = guest.post("/v1/answers/batch", {"answers": answers})
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (422, "/answers")


def test_a_batch_with_one_misshapen_answer_is_refused_whole(guest: Guest) -> None:
    question = guest.next(guest.start())
    good = {"token": question["token"], "response": option(question)}
    response = guest.post("/v1/answers/batch", {"answers": [good, {"token": 1, "response": "r"}]})
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (422, "/answers/1/token")


def test_an_app_hands_in_answers_of_many_players(app: Flask, become: Callable[..., Guest], tail: Tail) -> None:
    created = msgspec.json.decode(app.test_cli_runner().invoke(args=["apps", "create", "arcade", "--json"]).output)
    questions = [player.next(player.start()) for player in (become(), become())]
    body = {"answers": [{"token": question["token"], "response": option(question)} for question in questions]}
    client: Any = app.test_client()
    response = client.post("/v1/answers/batch", json=body, headers={"Authorization": f"App {created['key']}"})
    assert [item["status"] for item in response.json["items"]] == ["accepted", "accepted"]
    assert len(tail.read(2)) == 2


def _with_key(client: Any, key: str) -> tuple[int, str]:
    body = {"answers": [{"token": "t", "response": "r"}]}
    response = client.post("/v1/answers/batch", json=body, headers={"Authorization": f"App {key}"})
    return response.status_code, response.json.get("code", "")


def test_app_keys_are_listed_revoked_and_never_shown_again(app: Flask, make_app: Callable[..., Flask]) -> None:
    run = app.test_cli_runner()
    created = msgspec.json.decode(run.invoke(args=["apps", "create", "kiosk", "--json"]).output)
    assert _with_key(app.test_client(), created["key"])[0] == 202
    listed = run.invoke(args=["apps", "list", "--json"]).output
    assert created["id"] in listed
    assert created["key"] not in listed
    assert run.invoke(args=["apps", "revoke", created["id"]]).exit_code == 0
    # A process that has not seen the key; one that has remembers it for half a minute.
    assert _with_key(make_app().test_client(), created["key"]) == (401, "unauthenticated")
    again = run.invoke(args=["apps", "revoke", created["id"]])
    assert again.exit_code == 1


def test_an_unknown_app_key_is_refused(app: Flask) -> None:
    assert _with_key(app.test_client(), "x" * 43) == (401, "unauthenticated")


def test_single_answers_have_a_rate_too(
    guest: Guest, become: Callable[..., Guest], wires: Wires, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wires, "player_rates", Buckets(rate=0.001, burst=2))
    question, other = guest.next(guest.start()), become()
    assert [guest.answer(question).status_code for _ in range(3)] == [202, 202, 429]
    assert other.answer(other.next(other.start())).status_code == 202


def test_one_player_cannot_take_all_the_room(guest: Guest) -> None:
    question = guest.next(guest.start())
    answer = {"token": question["token"], "response": option(question)}
    codes = [guest.post("/v1/answers/batch", {"answers": [answer] * 500}).status_code for _ in range(3)]
    assert codes == [202, 202, 429]
    response = guest.post("/v1/answers/batch", {"answers": [answer] * 500})
    assert int(response.headers["Retry-After"]) >= 1
    assert response.headers["RateLimit"]


def test_more_answers_than_a_process_can_have_under_way_are_shed_first(
    make_app: Callable[..., Flask], become: Callable[..., Guest]
) -> None:
    small = make_app(accepts_in_flight=1)
    guest = become(small)
    question = guest.next(guest.start())
    with small.extensions["wires"].gate:
        response = guest.answer(question)
    assert (response.status_code, response.json["code"]) == (503, "overloaded")
    assert response.headers["Retry-After"] == "1"
    assert guest.answer(question).status_code == 202
