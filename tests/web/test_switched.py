"""What staff switch off is refused and says so; what was begun goes on."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from bridges import switches as known
from models import switches
from tests.issuing import Outside
from tests.web.conftest import Guest, refusal
from tests.web.outsiders import app, come, outside
from tests.web.visitors import PASSWORD, Visitor, email, visitor

__all__ = ["app", "email", "outside", "visitor"]
OFF = (503, "switched_off")
Turn = Callable[..., None]


@pytest.fixture
def turn(app: Flask, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Turn]:
    """Switches things off, or on again; processes know at once."""
    monkeypatch.setattr(known, "_KNOWN_S", 0.0)

    def turn(name: str, is_on: bool = False) -> None:
        with engine.begin() as connection:
            switches.turn(connection, name, is_on, "a test", None)

    yield turn
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM switches"))
    assert not app.extensions["wires"].switches.off()


def test_new_sessions(guest: Guest, turn: Turn) -> None:
    wanted = {"category": "maths", "mode": "practice", "count": 3}
    daily = {"category": "maths", "mode": "daily"}
    begun, todays = guest.start(count=3), guest.post("/v1/sessions", daily).json["id"]
    turn("sessions")
    refused = guest.post("/v1/sessions", wanted)
    assert refusal(refused) == OFF
    assert (refused.headers["Retry-After"], "go on" in refused.json["detail"]) == ("60", True)
    assert refusal(guest.post("/v1/sessions", {"category": "tiny", "mode": "daily"})) == OFF
    assert guest.answer(guest.next(begun)).status_code == 202
    assert guest.post("/v1/sessions", daily).json["id"] == todays
    turn("sessions", is_on=True)
    assert guest.post("/v1/sessions", wanted).status_code == 201


def test_sign_ups(visitor: Visitor, outside: Outside, engine: Engine, turn: Turn) -> None:
    client: Any = visitor.client
    key, wanted = {"device_key": str(uuid7())}, {"email": "new@x.example", "password": PASSWORD}
    guest = client.post("/v1/players", json=key).json["player"]["id"]
    assert come(visitor, outside.token(sub="ada")).status_code == 200
    before = _players(engine)
    turn("sign_ups")
    assert refusal(client.post("/v1/players", json={"device_key": str(uuid7())})) == OFF
    assert refusal(visitor.post("/sign-up", wanted)) == OFF
    assert refusal(come(visitor, outside.token(sub="bob"))) == OFF
    assert _players(engine) == before
    assert client.post("/v1/players", json=key).json["player"]["id"] == guest
    assert come(visitor, outside.token(sub="ada")).status_code == 200


def test_files_of_players(guest: Guest, turn: Turn) -> None:
    wanted = {"type": "image/png", "size": 100}
    announced = guest.post("/v1/uploads", wanted)
    turn("uploads")
    assert refusal(guest.post("/v1/uploads", wanted)) == OFF
    assert refusal(guest.post(f"/v1/uploads/{announced.json['id']}/complete"))[0] == 409  # it has not come


def test_the_configuration_says_what_is_on(guest: Guest, turn: Turn) -> None:
    def found() -> Any:
        return guest.client.get("/v1/config").json["switches"]

    assert (found()["ranked"], found()["earning"]["battle"]) == (True, True)
    turn("ranked")
    turn("earning.battle")
    assert (found()["ranked"], found()["uploads"], found()["earning"]["battle"]) == (False, True, False)


def _players(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM players")).scalar_one())
