"""Whatever is sent, the answer is a 4xx problem that says what to change: never a 5xx, nothing half done."""

from typing import Any

import jwt
import pytest
from flask import Flask
from sqlalchemy import Engine, text

from tests.web.conftest import Guest, option
from web.tokens import Tokens
from web.wires import Wires

SESSIONS, ANSWERS, BATCH, PLAYERS = "/v1/sessions", "/v1/answers", "/v1/answers/batch", "/v1/players"
JSON = "application/json"


@pytest.mark.parametrize("path", [SESSIONS, ANSWERS, BATCH, PLAYERS])
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"nonsense", 400),
        (b"{'device_key': 1}", 400),
        (b'{"a": NaN}', 400),
        (b'{"a": Infinity}', 400),
        (b'{"a": -Infinity}', 400),
        (b'{"a": "\\ud800"}', 400),
        (b'{"a": "\\ud800\\ud800"}', 400),
        (b'{"a": "\\udc00 x"}', 400),
        (b'{"a": "\xff"}', 400),
        (b'{"a": "\xed\xa0\x80"}', 400),
        (b"\x00\x01\x02", 400),
        (b"[" * 30_000, 400),
        (b'{"a":' * 10_000, 400),
        (b'{"a": 1' + b"0" * 5_000 + b"}", 422),
        (b'{"a": 1e999}', 422),
        (b'{"a": "\\u0000"}', 422),
        (b"[]", 422),
        (b"1", 422),
        (b'"text"', 422),
        (b"null", 422),
        (b"{}", 422),
        (b'{"a": 1, "a": 2}', 422),
    ],
)
def test_a_body_that_is_no_good(guest: Guest, path: str, body: bytes, status: int) -> None:
    response = guest.post(path, data=body, content_type=JSON)
    assert_problem(response, response.status_code)
    # A decoder that knows which fields there are may see an unknown one before it sees what follows.
    assert response.status_code in {status, 422}


def assert_problem(response: Any, status: int) -> None:
    """RFC 9457, with our members."""
    assert response.status_code == status, response.text
    assert 400 <= status < 500
    assert response.content_type == "application/problem+json"
    problem = response.json
    assert problem["status"] == status
    assert problem["code"]
    assert problem["detail"]
    assert problem["request_id"] == response.headers["X-Request-Id"]
    assert "Traceback" not in response.text


@pytest.mark.parametrize(
    ("path", "body", "place"),
    [
        (SESSIONS, {"category": 1}, "/category"),
        (SESSIONS, {"category": ""}, "/category"),
        (SESSIONS, {"category": "Maths!"}, "/category"),
        (SESSIONS, {"category": "x" * 41}, "/category"),
        (SESSIONS, {"category": "unheard-of"}, "/category"),
        (SESSIONS, {"category": None}, "/category"),
        (SESSIONS, {}, "/category"),
        (SESSIONS, {"category": "maths", "count": "10"}, "/count"),
        (SESSIONS, {"category": "maths", "count": 1.5}, "/count"),
        (SESSIONS, {"category": "maths", "count": True}, "/count"),
        (SESSIONS, {"category": "maths", "count": 0}, "/count"),
        (SESSIONS, {"category": "maths", "count": 51}, "/count"),
        (SESSIONS, {"category": "maths", "mode": "ranked", "count": 5}, "/count"),
        (SESSIONS, {"category": "maths", "mode": "daily", "difficulty": "easy"}, "/difficulty"),
        (SESSIONS, {"category": "maths", "mode": "practice", "time_factor": 3}, "/time_factor"),
        (SESSIONS, {"category": "maths", "lang": "not a tag"}, "/lang"),
        (SESSIONS, {"mode": "scheduled"}, "/quiz_id"),
        (SESSIONS, {"mode": "practice"}, "/category"),
        (SESSIONS, {"category": "maths", "count": 10**30}, "/count"),
        (SESSIONS, {"category": "maths", "mode": "solo"}, "/mode"),
        (SESSIONS, {"category": "maths", "points": 9_000}, "/points"),
        (ANSWERS, {"token": "t"}, ""),
        (ANSWERS, {"token": 1, "response": "r"}, "/token"),
        (ANSWERS, {"token": "t", "response": [1]}, "/response/0"),
        (ANSWERS, {"token": "t", "response": "r", "points": 1}, ""),
        (BATCH, {"answers": {}}, "/answers"),
        (BATCH, {"answers": [{"token": "t", "response": "r", "x": 1}]}, "/answers/0"),
        (PLAYERS, {"device_key": "short"}, "/device_key"),
        (PLAYERS, {"device_key": "x" * 201}, "/device_key"),
        (PLAYERS, {"device_key": "x" * 20, "name": ""}, "/name"),
        (PLAYERS, {"device_key": "x" * 20, "name": "x" * 41}, "/name"),
        (PLAYERS, {"device_key": "x" * 20, "name": " "}, "/name"),
        (PLAYERS, {"device_key": "x" * 20, "name": "a\nb"}, "/name"),
        (PLAYERS, {"device_key": "x" * 20, "name": "a\u202eb"}, "/name"),
        (PLAYERS, {"device_key": "x" * 20, "country": "DE"}, "/country"),
        (PLAYERS, {"device_key": "x" * 20, "country": "deu"}, "/country"),
        (PLAYERS, {"device_key": "x" * 20, "country": "zz"}, "/country"),
        (PLAYERS, {"device_key": "x" * 20, "role": "owner"}, "/role"),
    ],
)
def test_the_field_that_is_wrong_is_named(guest: Guest, path: str, body: dict[str, Any], place: str) -> None:
    response = guest.post(path, body)
    assert_problem(response, 422)
    assert {error["pointer"] for error in response.json["errors"]} == {place}


@pytest.mark.parametrize("body", [{"after": -1}, {"after": 256}, {"after": "1"}, {"after": None}, {"before": 1}, []])
def test_next_with_a_wrong_body(guest: Guest, body: Any) -> None:
    assert_problem(guest.post(f"/v1/sessions/{guest.start()}/next", body), 422)


@pytest.mark.parametrize("body", [b"{", b'{"a": NaN}', b'{"a": 1}', b"[]", b"[" * 30_000, b'{"a": "\xff"}'])
def test_a_call_that_wants_no_body_refuses_a_bad_one(guest: Guest, body: bytes) -> None:
    response = guest.post("/v1/realtime/tokens", data=body, content_type=JSON)
    assert_problem(response, response.status_code)
    assert response.status_code in (400, 422)
    assert guest.post("/v1/realtime/tokens").status_code == 201
    assert guest.post("/v1/realtime/tokens", {}).status_code == 201


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
@pytest.mark.parametrize("path", [SESSIONS, ANSWERS, BATCH, PLAYERS])
def test_what_is_not_said_to_be_json_is_refused(guest: Guest, path: str, content_type: str) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    assert_problem(guest.post(path, data=b"{}", headers=headers), 415)


@pytest.mark.parametrize(
    ("path", "size"), [(SESSIONS, 65_537), (ANSWERS, 65_537), (PLAYERS, 65_537), (BATCH, 1_048_577)]
)
def test_a_body_that_is_too_large(guest: Guest, path: str, size: int) -> None:
    assert_problem(guest.post(path, data=b'"' + b"x" * size + b'"', content_type=JSON), 413)


@pytest.mark.parametrize("told", ["3", "100"])
def test_a_body_of_another_length_than_was_told(guest: Guest, told: str) -> None:
    response = guest.post(PLAYERS, data=b'{"a": 1}', content_type=JSON, environ_overrides={"CONTENT_LENGTH": told})
    assert_problem(response, 400)
    assert response.json["code"] == ("malformed_json" if told == "3" else "malformed_body")


@pytest.mark.parametrize("path", [SESSIONS, ANSWERS, BATCH, PLAYERS, "/v1/me", "/v1/events/x", "/livez"])
def test_a_wrong_method_says_which_are_right(guest: Guest, path: str) -> None:
    response = guest.client.open(path, method="PUT")
    assert_problem(response, 405)
    assert set(response.headers["Allow"].split(", ")) & {"GET", "POST"}


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=x", "limit=", "cursor=x", "cursor=%00", "cursor=%C3%A9", "page=2", "limit=1e3"],
)
def test_a_wrong_page(guest: Guest, query: str) -> None:
    response = guest.get(f"{SESSIONS}?{query}")
    assert_problem(response, 422)
    assert response.json["errors"][0]["field"] == query.partition("=")[0]


@pytest.mark.parametrize(
    "path", ["/nope", "/v1/sessions/1", "/v1/sessions/x/next", "/v1/events/%00", "/v1/sessions/%00", "/docs/files/x.js"]
)
def test_what_is_not_there(guest: Guest, path: str) -> None:
    method = "POST" if path.endswith("/next") else "GET"
    assert_problem(guest.client.open(path, method=method, headers={"Authorization": f"Bearer {guest.token}"}), 404)


KID = next(iter(Tokens([b"k" * 32])._keys))


def _access(**changes: Any) -> str:
    claims = {
        "sub": "01a20a3b-4faa-734c-a73a-648ee2e60bc0",
        "typ": "access",
        "aud": "buzzline",
        "iat": 1_700_000_000,
        "exp": 4_000_000_000,
    }
    kept = {name: value for name, value in (claims | changes).items() if value is not None}
    return jwt.encode(kept, b"k" * 32, "HS256", headers={"kid": KID})


def test_the_token_that_the_forgeries_are_made_from_is_good(wires: Wires) -> None:
    assert str(wires.tokens.read_access(_access()).player).startswith("01a20a3b")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer a.b.c",
        "Basic eDp5",
        "App x",
        "Bearer é",
        f"Bearer {_access(exp=1_700_000_001)}",
        f"Bearer {_access(typ='realtime')}",
        f"Bearer {_access(aud='other')}",
        f"Bearer {_access(aud=None)}",
        f"Bearer {_access(exp=None)}",
        f"Bearer {_access(sub='1')}",
        f"Bearer {_access(sub=None)}",
        f"Bearer {_access(iat=3_999_999_999)}",
        f"Bearer {jwt.encode({'sub': 'x', 'typ': 'access', 'aud': 'buzzline'}, '', 'none')}",
        f"Bearer {jwt.encode({'sub': 'x'}, b'x' * 32, 'HS256', headers={'kid': 'unknown'})}",
        f"Bearer {jwt.encode({'sub': 'x'}, b'k' * 64, 'HS512', headers={'kid': KID})}",
        f"Bearer {_access()[:-4]}AAAA",
    ],
)
def test_who_is_not_known(app: Flask, header: str) -> None:
    client: Any = app.test_client()
    for path in ("/v1/me", SESSIONS):
        response = client.get(path, headers={"Authorization": header} if header else {})
        assert_problem(response, 401)
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert_problem(client.post(ANSWERS, json={"token": "t", "response": "r"}, headers={"Authorization": header}), 401)


def test_a_refused_session_leaves_nothing(guest: Guest, engine: Engine) -> None:
    guest.post(SESSIONS, {"category": "maths", "count": 99})
    with engine.connect() as connection:
        count = connection.execute(text("SELECT count(*) FROM sessions WHERE player_id = :id"), {"id": guest.id})
        assert count.scalar_one() == 0


@pytest.mark.parametrize(("given", "kept"), [("abc-1.2_3", True), ("x" * 65, False), ("a b", False), ("é", False)])
def test_a_sane_request_id_is_told_back(app: Flask, given: str, kept: bool) -> None:
    told = app.test_client().get("/livez", headers={"X-Request-Id": given}).headers["X-Request-Id"]
    assert (told == given) == kept
    assert told


def test_an_error_of_ours_is_500_without_a_trace(
    guest: Guest, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("models.players.by_id", lambda *_: 1 / 0)
    response = guest.get("/v1/me")
    assert (response.status_code, response.json["code"]) == (500, "internal")
    assert "ZeroDivisionError" not in response.text
    logged = capsys.readouterr().out
    assert "ZeroDivisionError" in logged
    assert response.json["request_id"] in logged
    assert guest.token not in logged


def test_what_is_said_of_options_is_what_the_player_saw(guest: Guest) -> None:
    question = guest.next(guest.start())
    response = guest.post(ANSWERS, {"token": question["token"], "response": option(question).upper()})
    assert_problem(response, 422)
    assert option(question) in response.json["detail"]
