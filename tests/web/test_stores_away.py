"""Answers while Kafka, Postgres or both do not answer: frozen, so that every time-out is met."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from events.codec import decode
from lab.stack import Stack
from models import outbox
from tests.processes import until
from tests.web.conftest import Guest, Tail, frozen, option
from web.wires import Wires

PLENTY = 6


@pytest.fixture
def spent(engine: Engine) -> Iterator[None]:
    """An outbox that is empty before and after."""
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM outbox"))
    yield
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM outbox"))


def _rows(engine: Engine) -> list[outbox.OutboxRow]:
    with engine.begin() as connection:
        return list(outbox.lease(connection, 1_000))


def _closed(wires: Wires) -> Callable[[], bool]:
    return lambda: not wires.producer.is_open and not wires.postgres.breaker.is_open


def test_a_row_that_another_transaction_holds_is_503_for_its_request_alone(
    guest: Guest, wires: Wires, engine: Engine
) -> None:
    with engine.begin() as holder:
        holder.execute(text("SELECT FROM players WHERE id = :id FOR UPDATE"), {"id": guest.id})
        response = guest._send("PATCH", "/v1/me", {"json": {"zone": "Asia/Tokyo"}})
        assert (response.status_code, response.json["code"]) == (503, "unavailable")
        assert response.headers["Retry-After"] == "1"
        assert not wires.postgres.breaker.is_open
        assert guest.get("/v1/me").status_code == 200


@pytest.mark.usefixtures("spent")
def test_without_an_acknowledgement_the_same_bytes_go_to_the_outbox(
    services: Stack, guest: Guest, wires: Wires, engine: Engine, tail: Tail
) -> None:
    question = guest.next(guest.start())
    with frozen(services.kafka):
        response = guest.answer(question)
        assert response.status_code == 202
        [row] = _rows(engine)
    assert row.topic == "quiz.submissions"
    assert row.key == str(guest.id)
    assert decode(row.value).event_id == response.json["event_id"]
    # Kafka comes back within the client's four seconds, so the first try arrives as well: the same bytes.
    assert [value for _, _, value in tail.read(1)] == [row.value]
    until(_closed(wires), what="the breaker closed")


@pytest.mark.usefixtures("spent")
def test_five_timeouts_open_the_breaker_and_a_probe_closes_it(
    services: Stack, guest: Guest, wires: Wires, engine: Engine, tail: Tail
) -> None:
    questions = [guest.next(guest.start(mode="practice")) for _ in range(PLENTY)]
    with frozen(services.kafka):
        batch = [{"token": question["token"], "response": option(question)} for question in questions[:5]]
        assert guest.post("/v1/answers/batch", {"answers": batch}).status_code == 202
        assert wires.producer.is_open
        handed_over = wires.producer.in_flight
        assert guest.answer(questions[5]).status_code == 202
        assert wires.producer.in_flight <= handed_over, "an answer was handed to Kafka though the breaker is open"
        assert len(_rows(engine)) == PLENTY
    until(_closed(wires), what="the breaker closed")
    response = guest.answer(guest.next(guest.start()))
    until(lambda: response.json["event_id"] in [decode(value).event_id for _, _, value in tail.read(1)])


@pytest.mark.usefixtures("spent")
def test_both_away_is_503_and_then_at_once(
    services: Stack, guest: Guest, wires: Wires, monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    question = guest.next(guest.start())
    answer = {"token": question["token"], "response": option(question)}
    with frozen(services.kafka):
        with frozen(services.postgres):
            assert guest.post("/v1/answers/batch", {"answers": [answer] * 5}).status_code == 503
            assert wires.producer.is_open
            waited = []
            monkeypatch.setattr("bridges.latch.Latch.wait", lambda _, timeout: waited.append(timeout))
            response = guest.answer(question)
            monkeypatch.undo()
            assert (response.status_code, response.json["code"]) == (503, "unavailable")
            assert response.headers["Retry-After"] == "1"
            assert waited == []
            assert guest.post("/v1/answers/batch", {"answers": [answer]}).status_code == 503
            health = guest.get("/readyz")
            assert (health.status_code, health.json["status"]) == (503, "unready")
        until(lambda: not wires.postgres.breaker.is_open or guest.get("/v1/me").status_code == 200)
        assert guest.answer(question).status_code == 202
        assert len(_rows(engine)) >= 1
    until(_closed(wires), what="the breakers closed")


def test_postgres_away_is_no_reason_not_to_take_an_answer(services: Stack, guest: Guest, tail: Tail) -> None:
    question = guest.next(guest.start())
    with frozen(services.postgres):
        response = guest.answer(question, headers={"Prefer": "wait=1"})
        assert response.status_code == 202
        assert guest.post("/v1/sessions", {"category": "maths"}).status_code == 503
    assert decode(tail.read(1)[0][2]).event_id == response.json["event_id"]


def test_an_app_without_kafka_is_ready_but_degraded(make_app: Callable[..., Flask]) -> None:
    app = make_app(kafka_bootstrap_servers="127.0.0.1:9")
    client: Any = app.test_client()
    response = client.get("/readyz")
    assert (response.status_code, response.json["status"]) == (200, "degraded")
    assert response.json["parts"]["kafka"] == "away"


def test_config_is_told_without_postgres(
    services: Stack, guest: Guest, wires: Wires, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert guest.get("/v1/config").json["languages"] == ["en"]
    monkeypatch.setattr(wires.bank, "_categories_until", 0.0)
    with frozen(services.postgres):
        response = guest.get("/v1/config")
        assert wires.postgres.breaker.is_open
        assert (response.status_code, response.json["languages"]) == (200, ["en"])
    until(lambda: guest.get("/v1/me").status_code == 200, what="Postgres is back")
