"""SECURITY 11: logins that cross a reset or an erasure do not outlive it; nothing is noted of who was erased."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from models import erasure, phones, players
from tests.crossing import before, is_held, noting, wait_for_one_to_wait, while_verifying
from tests.web.conftest import Guest
from tests.web.playing import scheduled
from tests.web.visitors import PASSWORD, Visitor, email, visitor

__all__ = ["email", "scheduled", "visitor"]

NEW = "five red herons"
_numbers = count(7345678)


def erase(engine: Engine, player: UUID) -> None:
    """As if an access token had outlived it."""
    with engine.begin() as connection:
        assert players.lock(connection, player)
        erasure.erase(connection, player)


def reset(visitor: Visitor, email: str) -> None:
    ticket = visitor.post("/password/forgot", {"email": email}).json["ticket"]
    given = {"ticket": ticket, "code": visitor.code(email), "password": NEW}
    assert visitor.post("/password/reset", given).status_code == 200


def said(response: Any) -> tuple[Any, ...]:
    body = {name: value for name, value in response.json.items() if name != "request_id"}
    return response.status_code, body, sorted(response.headers.keys())


def open_logins(engine: Engine, player: object) -> int:
    statement = text("SELECT count(*) FROM devices WHERE player_id = :player AND ended_at IS NULL")
    with engine.connect() as connection:
        return int(connection.execute(statement, {"player": player}).scalar_one())


def test_11_a_login_that_crosses_a_reset_is_refused_like_a_wrong_password(
    visitor: Visitor, email: str, engine: Engine
) -> None:
    player = visitor.sign_up(email)["player"]["id"]
    with while_verifying(lambda: reset(visitor, email)):
        crossed = visitor.log_in(email)
    assert (crossed.status_code, crossed.json["code"]) == (401, "login_refused")
    assert said(crossed) == said(visitor.log_in(email, "wrong"))
    assert open_logins(engine, player) == 1, "that of the reset"


def test_11_a_login_that_crosses_an_erasure_is_refused(visitor: Visitor, email: str, engine: Engine) -> None:
    player = visitor.sign_up(email)["player"]["id"]
    with while_verifying(lambda: erase(engine, UUID(player))):
        assert visitor.log_in(email).json["code"] == "login_refused"
    assert open_logins(engine, player) == 0


def test_11_a_reset_waits_for_a_login_that_is_being_opened(
    visitor: Visitor, email: str, engine: Engine, app: Flask
) -> None:
    player = visitor.sign_up(email)["player"]["id"]
    with noting(
        app.extensions["wires"].postgres.engine,
        "INTO devices",
        lambda: is_held(engine, "accounts", "player_id", player),
    ) as found:
        assert visitor.log_in(email).status_code == 200
    assert found == [True]


def test_11_a_guest_who_is_erased_while_they_come_back_is_somebody_new(engine: Engine, app: Flask) -> None:
    client: Any = app.test_client()
    key = uuid4().hex
    first = client.post("/v1/players", json={"device_key": key}).json["player"]["id"]
    gone: list[UUID] = []

    def vanish() -> None:
        if not gone:
            gone.append(UUID(first))
            erase(engine, gone[0])

    with before(app.extensions["wires"].postgres.engine, "SELECT players", vanish):
        again = client.post("/v1/players", json={"device_key": key})
    assert gone
    assert (again.status_code, again.json["player"]["id"] == first) == (201, False)


@pytest.fixture
def phone() -> str:
    """A number of nobody yet."""
    return f"+491511{next(_numbers)}"


def test_of_two_who_prove_one_number_at_once_the_second_is_told(
    engine: Engine, become: Callable[..., Guest], phone: str
) -> None:
    first, second = become(), become()

    def prove() -> bool:
        with engine.begin() as connection:
            return phones.prove(connection, second.id, phone)

    with ThreadPoolExecutor(1) as pool:
        with engine.begin() as connection:
            assert phones.prove(connection, first.id, phone)
            proving = pool.submit(prove)
            wait_for_one_to_wait(engine)
        assert not proving.result(30)


def test_who_was_erased_writes_nothing_more_however_good_their_token(
    guest: Guest, engine: Engine, phone: str, scheduled: Callable[[int, int], UUID]
) -> None:
    asked = guest.next(guest.start())["id"]
    erase(engine, guest.id)
    quiz = {"mode": "scheduled", "quiz_id": str(scheduled(-1, 600))}
    for path, given in (
        ("/v1/me/phone", {"phone": phone}),
        ("/v1/me/phone/verify", {"ticket": str(uuid4()), "code": "123456"}),
        ("/v1/sessions", {"category": "maths"}),
        ("/v1/sessions", quiz),
        (f"/v1/questions/{asked}/reports", {"kind": "wrong"}),
        ("/v1/auth/sign-up", {"email": f"{uuid4().hex}@example.com", "password": PASSWORD}),
    ):
        response = guest.post(path, given)
        assert response.status_code == (422 if path.endswith("/verify") else 401), f"{path}: {response.text}"
    with engine.connect() as connection:
        for table in erasure.PERSONAL:
            statement = text(f"SELECT count(*) FROM {table} WHERE player_id = :id")
            assert connection.execute(statement, {"id": guest.id}).scalar() == 0, table


def test_an_erasure_waits_for_what_is_being_written_about_the_player(
    visitor: Visitor, phone: str, engine: Engine, app: Flask, scheduled: Callable[[int, int], UUID]
) -> None:
    client: Any = app.test_client()
    key = {"device_key": uuid4().hex}
    welcome = client.post("/v1/players", json=key).json
    guest = Guest(client, UUID(welcome["player"]["id"]), welcome["access_token"])
    asked = guest.next(guest.start())["id"]
    quiz = {"mode": "scheduled", "quiz_id": str(scheduled(-1, 600))}
    address = f"{uuid4().hex}@example.com"

    def held(word: str, path: str, given: dict[str, Any]) -> Any:
        with noting(
            app.extensions["wires"].postgres.engine, word, lambda: is_held(engine, "players", "id", guest.id)
        ) as found:
            response = guest.post(path, given)
        assert response.status_code < 300, response.text
        assert found == [True], path
        return response.json

    held("INTO devices", "/v1/players", key)
    held("INTO sessions", "/v1/sessions", {"category": "maths"})
    held("INTO sessions", "/v1/sessions", quiz)
    held("INTO question_reports", f"/v1/questions/{asked}/reports", {"kind": "wrong"})
    ticket = held("INTO messages", "/v1/me/phone", {"phone": phone})["ticket"]
    held("INTO phones", "/v1/me/phone/verify", {"ticket": ticket, "code": visitor.sms(phone)})
    ticket = held("INTO messages", "/v1/auth/sign-up", {"email": address, "password": PASSWORD})["ticket"]
    held("INTO devices", "/v1/auth/email/verify", {"ticket": ticket, "code": visitor.code(address)})
    held("INTO devices", "/v1/auth/login", {"email": address, "password": PASSWORD})
    ticket = visitor.post("/password/forgot", {"email": address}).json["ticket"]
    given = {"ticket": ticket, "code": visitor.code(address), "password": NEW}
    held("SET password_hash", "/v1/auth/password/reset", given)
