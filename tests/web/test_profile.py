"""The profile: what players tell of themselves, guarded by an ETag; their phone; and being forgotten."""

from collections.abc import Callable
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from models.erasure import NOBODY
from settings import Settings
from tests.processes import until
from tests.web.conftest import Guest
from tests.web.visitors import PASSWORD, Visitor, email, visitor
from web.attempts import SMS
from web.scoreboard import FACES
from web.wires import Wires

__all__ = ["email", "visitor"]

_numbers = count(2345678)


@pytest.fixture
def phone() -> str:
    """A number of nobody yet."""
    return f"+491511{next(_numbers)}"


def patch(guest: Guest, changes: dict[str, Any], **headers: str) -> Any:
    return guest._send(
        "PATCH",
        "/v1/me",
        {"json": changes, "headers": {key.replace("_", "-"): value for key, value in headers.items()}},
    )


def erase(guest: Guest, **headers: str) -> Any:
    return guest._send(
        "DELETE", "/v1/me", {"headers": {key.replace("_", "-"): value for key, value in headers.items()}}
    )


def test_players_tell_of_themselves(guest: Guest) -> None:
    told = {"name": "Jose\u0301", "country": "es", "birth_year": 1990, "terms_version": Settings.terms_version}
    response = patch(guest, told)
    assert response.status_code == 200, response.text
    assert response.json.items() >= (told | {"name": "José"}).items()
    assert guest.get("/v1/me").json == response.json
    assert "email" not in response.json


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": "Аda"}, "/name"),
        ({"name": "A\u200bda"}, "/name"),
        ({"birth_year": 1899}, "/birth_year"),
        ({"birth_year": 2099}, "/birth_year"),
        ({"birth_year": "1990"}, "/birth_year"),
        ({"terms_version": "2020-01"}, "/terms_version"),
        ({"registered": True}, "/registered"),
        ({"email": "x@example.com"}, "/email"),
        ({"phone": "+491511234567"}, "/phone"),
        ({"visible": True}, "/visible"),
    ],
)
def test_03_what_cannot_be_told_is_refused_by_name(guest: Guest, changes: dict[str, Any], pointer: str) -> None:
    before = guest.get("/v1/me").json
    response = patch(guest, {"zone": "Asia/Tokyo", **changes})
    assert response.status_code == 422
    assert [fault["pointer"] for fault in response.json["errors"]] == [pointer]
    assert guest.get("/v1/me").json == before


def test_a_country_is_told_once(guest: Guest) -> None:
    assert patch(guest, {"country": "es"}).status_code == 200
    assert patch(guest, {"country": "es", "zone": "UTC"}).status_code == 200
    response = patch(guest, {"country": "fr", "zone": "Asia/Tokyo"})
    assert (response.status_code, response.json["code"]) == (409, "country_set")
    assert guest.get("/v1/me").json["zone"] == "UTC"


def test_who_was_told_to_be_too_young_says_no_other_year(guest: Guest) -> None:
    assert patch(guest, {"birth_year": 2015}).status_code == 200
    response = patch(guest, {"birth_year": 1990, "zone": "Asia/Tokyo"})
    assert (response.status_code, response.json["code"]) == (409, "birth_year_fixed")
    same = patch(guest, {"birth_year": 2015, "terms_version": Settings.terms_version})
    assert (same.status_code, same.json["birth_year"], same.json["zone"]) == (200, 2015, "UTC")


def test_of_two_changes_that_cross_the_second_is_told_so(guest: Guest) -> None:
    seen = guest.get("/v1/me").headers["ETag"]
    first = patch(guest, {"zone": "Asia/Tokyo"}, If_Match=seen)
    assert first.status_code == 200
    assert first.headers["ETag"] != seen
    second = patch(guest, {"zone": "Asia/Seoul"}, If_Match=seen)
    assert (second.status_code, second.json["code"]) == (412, "changed_meanwhile")
    assert second.headers["ETag"] == first.headers["ETag"]
    assert erase(guest, If_Match=seen).status_code == 412
    assert guest.get("/v1/me").json["zone"] == "Asia/Tokyo"
    assert patch(guest, {"zone": "Asia/Seoul"}, If_Match=f'"other", {first.headers["ETag"]}').status_code == 200
    assert patch(guest, {"zone": "UTC"}, If_Match="*").status_code == 200


def test_a_phone_is_proved_by_six_digits(guest: Guest, visitor: Visitor, phone: str) -> None:
    spoken = f"{phone[:3]} {phone[3:7]} {phone[7:]}"
    asked = guest.post("/v1/me/phone", {"phone": spoken})
    assert asked.status_code == 202, asked.text
    code = visitor.sms(phone)
    assert len(code) == 6
    assert code.isdigit()
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    proof = {"ticket": asked.json["ticket"], "code": wrong}
    assert guest.post("/v1/me/phone/verify", proof).json["code"] == "code_invalid"
    assert "phone" not in guest.get("/v1/me").json
    before = guest.get("/v1/me").headers["ETag"]
    proved = guest.post("/v1/me/phone/verify", proof | {"code": code})
    assert (proved.status_code, proved.json) == (200, {"phone": phone})
    me = guest.get("/v1/me")
    assert me.json["phone"] == phone
    assert me.headers["ETag"] != before
    assert guest.post("/v1/me/phone/verify", proof | {"code": code}).status_code == 422


def test_a_code_is_its_players_and_the_last_one_alone(
    become: Callable[..., Guest], visitor: Visitor, phone: str
) -> None:
    guest, thief = become(), become()
    first = guest.post("/v1/me/phone", {"phone": phone}).json["ticket"]
    old = visitor.sms(phone)
    second = guest.post("/v1/me/phone", {"phone": phone}).json["ticket"]
    code = visitor.sms(phone)
    assert thief.post("/v1/me/phone/verify", {"ticket": second, "code": code}).status_code == 422
    assert guest.post("/v1/me/phone/verify", {"ticket": first, "code": old}).status_code == 422
    assert guest.post("/v1/me/phone/verify", {"ticket": second, "code": code}).status_code == 200


def test_a_phone_has_one_player(become: Callable[..., Guest], visitor: Visitor, phone: str) -> None:
    answers = []
    for guest in (become(), become()):
        ticket = guest.post("/v1/me/phone", {"phone": phone}).json["ticket"]
        answers.append(guest.post("/v1/me/phone/verify", {"ticket": ticket, "code": visitor.sms(phone)}))
    assert [answer.status_code for answer in answers] == [200, 409]
    assert answers[1].json["code"] == "phone_taken"


def test_five_attempts_a_code(guest: Guest, visitor: Visitor, phone: str) -> None:
    ticket = guest.post("/v1/me/phone", {"phone": phone}).json["ticket"]
    code = visitor.sms(phone)
    for number in range(5):
        wrong = f"{(int(code) + 1 + number) % 1_000_000:06}"
        assert guest.post("/v1/me/phone/verify", {"ticket": ticket, "code": wrong}).status_code == 422
    assert guest.post("/v1/me/phone/verify", {"ticket": ticket, "code": code}).status_code == 422


def test_06_sms_are_limited_by_player_and_by_number(become: Callable[..., Guest], phone: str) -> None:
    def ask(guest: Guest, number: str) -> int:
        return int(guest.post("/v1/me/phone", {"phone": number}).status_code)

    first, second = become(), become()
    assert [ask(first, phone) for _ in range(SMS.an_account + 1)] == [202] * SMS.an_account + [429]
    assert ask(second, phone) == 429, "the same number"


@pytest.mark.parametrize("said", ["123", "+1 555", "+49 1", "0151 2345678", "+999 123456789", "phone number"])
def test_what_is_no_number_is_refused(guest: Guest, said: str) -> None:
    response = guest.post("/v1/me/phone", {"phone": said})
    assert (response.status_code, response.json["errors"][0]["pointer"]) == (422, "/phone")


def test_a_guest_is_forgotten_and_the_points_stay(guest: Guest, engine: Engine) -> None:
    session = guest.start()
    patch(guest, {"name": "Ada", "birth_year": 1990, "country": "de"})
    assert erase(guest).status_code == 204
    assert guest.get("/v1/me").status_code == 401
    with engine.connect() as connection:
        statement = text("SELECT * FROM players WHERE id = :id")
        row = connection.execute(statement, {"id": guest.id}).one()
        assert (row.name, row.birth_year, row.device_key_hash) == (NOBODY, None, None)
        assert connection.execute(text("SELECT count(*) FROM sessions WHERE id = :id"), {"id": session}).scalar() == 1


def test_an_account_is_erased_with_a_fresh_password_alone(visitor: Visitor, email: str, engine: Engine) -> None:
    welcome = visitor.sign_up(email)
    stale = Guest(visitor.client, UUID(welcome["player"]["id"]), welcome["access_token"])
    assert stale.get("/v1/me").json["email"] == email
    response = erase(stale)
    assert (response.status_code, response.json["code"]) == (403, "reauthentication_required")
    token = visitor.post("/reauthenticate", {"password": PASSWORD}, stale.token).json["access_token"]
    assert erase(Guest(visitor.client, stale.id, token)).status_code == 204
    assert visitor.log_in(email).status_code == 401
    assert visitor.post("/refresh", {"refresh_token": welcome["refresh_token"]}).status_code == 401
    with engine.connect() as connection:
        for table in ("accounts", "devices", "codes", "messages"):
            statement = text(f"SELECT count(*) FROM {table} WHERE player_id = :id")
            assert connection.execute(statement, {"id": stale.id}).scalar() == 0, table
    assert visitor.sign_up(email)["player"]["id"] != str(stale.id), "the address is free again"


def test_processes_that_listen_are_told_whose_face_has_changed(guest: Guest, wires: Wires) -> None:
    """A newcomer's first deed: they fight under the new name, and who was erased under none."""
    channel: Any = wires.redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]  # redis-py's is not
    channel.subscribe(FACES)
    channel.get_message(timeout=5)
    assert wires.scoreboard.faces([str(guest.id)])[str(guest.id)].name != "Ada the Great"
    heard: list[str] = []

    def hear() -> int:
        if message := channel.get_message(timeout=0.1):
            heard.append(message["data"].decode())
        return heard.count(str(guest.id))

    patch(guest, {"languages": ["es"]})
    assert patch(guest, {"name": "Ada the Great"}).status_code == 200
    until(lambda: hear() == 1, what="the name being told")
    assert wires.scoreboard.faces([str(guest.id)])[str(guest.id)].name == "Ada the Great"
    assert erase(guest).status_code == 204
    until(lambda: hear() == 2, what="the erasure being told")
    channel.close()
