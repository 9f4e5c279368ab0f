"""What clients and operators rely on: the OpenAPI document, its page, CORS, health, metrics."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from rules.scoring import GRACE_MS
from tests.web.conftest import Guest
from web.realtime import contract
from web.realtime.limits import Limits
from web.wires import Wires

METHODS = {"get", "post", "put", "patch", "delete"}
ORIGIN = "https://play.test"


@pytest.fixture(scope="module")
def document(app: Flask) -> dict[str, Any]:
    """The OpenAPI document."""
    client: Any = app.test_client()
    found: dict[str, Any] = client.get("/v1/openapi.json").json
    return found


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method in METHODS:
                yield f"{method} {path}", operation


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _nodes(child)


def test_the_document_is_openapi_3_1_and_whole(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    for node in _nodes(document):
        if "$ref" in node:
            target: Any = document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            assert target


def test_every_route_of_v1_is_in_the_document(app: Flask, document: dict[str, Any]) -> None:
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/v1/") and rule.rule != "/v1/openapi.json"
    }
    documented = {(path, name.split()[0]) for name, _ in _operations(document) for path in [name.split()[1]]}
    assert documented == served


def test_every_operation_says_what_it_does_and_what_may_come(document: dict[str, Any]) -> None:
    for name, operation in _operations(document):
        assert operation["summary"], name
        responses = operation["responses"]
        assert any(status.startswith("2") for status in responses), name
        for status, response in responses.items():
            assert "$ref" in response or response["description"], (name, status)
            if status in ("204", "304"):
                assert "content" not in response, name
            elif "$ref" not in response:
                [(kind, content)] = response["content"].items()
                assert content["schema"], (name, status)
                assert (kind == "application/problem+json") == (status[0] in "45"), (name, status)
        if "requestBody" in operation:
            [content] = operation["requestBody"]["content"].values()
            assert content["schema"], name
            assert {"400", "413", "415", "422"} <= set(responses), name
        for requirement in operation.get("security", []):
            assert set(requirement) <= set(document["components"]["securitySchemes"]), name


def test_the_page_runs_no_script_but_ours(app: Flask) -> None:
    client: Any = app.test_client()
    page = client.get("/docs")
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "<script>" not in page.text
    for part in page.text.split('"'):
        if part.startswith("/docs/"):
            with client.get(part) as response:
                assert response.status_code == 200, part
        assert not part.startswith("http")


def test_headers_that_browsers_want(guest: Guest) -> None:
    headers = guest.get("/v1/me").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age" in headers["Strict-Transport-Security"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_a_known_origin_may_read_and_is_told_what_it_may_send(guest: Guest) -> None:
    response = guest.get("/v1/me", headers={"Origin": ORIGIN})
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "Location" in response.headers["Access-Control-Expose-Headers"]
    asked = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
    preflight = guest.client.options("/v1/answers", headers=asked)
    assert preflight.status_code == 200
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]


def test_pages_may_send_each_header_that_is_documented(guest: Guest, document: dict[str, Any]) -> None:
    asked = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
    allowed = guest.client.options("/v1/answers", headers=asked).headers["Access-Control-Allow-Headers"].split(", ")
    heads = {node["name"] for node in _nodes(document) if node.get("in") == "header" and "name" in node}
    assert {"Idempotency-Key", "If-Match"} <= heads
    assert heads - {*allowed, "X-CSRF-Token", "X-App-Key"} == set()


@pytest.mark.parametrize("origin", ["https://evil.test", "https://play.test.evil.test", "http://play.test", "null"])
def test_another_origin_gets_nothing(guest: Guest, origin: str) -> None:
    response = guest.get("/v1/me", headers={"Origin": origin})
    assert not [name for name, _ in response.headers if name.startswith("Access-Control")]
    assert response.headers["Vary"] == "Origin"


def test_problems_are_readable_by_a_known_origin(guest: Guest) -> None:
    response = guest.client.get("/v1/me", headers={"Origin": ORIGIN})
    assert response.status_code == 401
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN


def test_config_says_what_the_rules_say(guest: Guest) -> None:
    config = guest.client.get("/v1/config").json
    assert config["limits"]["grace_ms"] == GRACE_MS
    assert config["server_time"].endswith("+00:00")


def test_a_guest_is_the_same_on_the_same_device(app: Flask) -> None:
    client: Any = app.test_client()
    first = client.post("/v1/players", json={"device_key": "a" * 16, "name": "Ada", "country": "de"})
    again = client.post("/v1/players", json={"device_key": "a" * 16, "name": "Bob"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json["player"] == again.json["player"]
    assert again.json["player"]["name"] == "Ada"
    me = client.get("/v1/me", headers={"Authorization": f"Bearer {again.json['access_token']}"})
    assert me.json.items() >= first.json["player"].items()


def test_categories_say_how_much_there_is(guest: Guest) -> None:
    items = guest.get("/v1/categories").json["items"]
    assert {item["slug"]: item["questions"] for item in items} == {"maths": 40, "tiny": 3}


def test_a_realtime_token_opens_a_socket_and_nothing_else(guest: Guest, wires: Wires) -> None:
    made = guest.post("/v1/realtime/tokens")
    assert made.status_code == 201
    assert made.json["url"] == "ws://socket.test/v1/realtime"
    assert wires.tokens.read_realtime(made.json["token"]).player_id == guest.id
    assert guest.get("/v1/me", headers={"Authorization": f"Bearer {made.json['token']}"}).status_code == 401


def test_a_process_is_ready_until_it_drains(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    client: Any = app.test_client()
    assert client.get("/readyz").json == {"status": "ok", "parts": {"kafka": "ok", "postgres": "ok", "redis": "ok"}}
    app.extensions["wires"].draining = True
    response = client.get("/readyz")
    assert (response.status_code, response.json["why"]) == (503, "draining")
    assert client.get("/livez").status_code == 200


def test_a_clock_that_is_off_is_not_ready(app: Flask) -> None:
    client: Any = app.test_client()
    client.get("/readyz")
    health = app.extensions["health"]
    health.clock_off_ms = -250.0
    response = client.get("/readyz")
    health.looked_at = float("-inf")
    assert (response.status_code, client.get("/readyz").status_code) == (503, 200)
    assert "-250 ms" in response.json["why"]


def test_redis_away_is_degraded(make_app: Callable[..., Flask]) -> None:
    client: Any = make_app(boards_url="redis://127.0.0.1:9/0").test_client()
    response = client.get("/readyz")
    assert (response.status_code, response.json["status"], response.json["parts"]["redis"]) == (200, "degraded", "away")


def test_metrics_count_requests_answers_and_what_waits(app: Flask, guest: Guest) -> None:
    guest.answer(guest.next(guest.start()))
    setup = app.test_cli_runner().invoke(args=["carried", "setup"])
    assert setup.exit_code == 0, setup.output
    text = guest.client.get("/metrics").text
    assert 'buzzline_http_request_seconds_count{method="POST",route="/v1/answers",status="202"}' in text
    assert 'buzzline_answers_total{way="kafka"}' in text
    assert "\nbuzzline_outbox_rows " in text
    assert 'buzzline_messages_due{channel="push"} 0.0' in text
    assert 'buzzline_carried_lag{partition="0",topic="quiz.submissions"}' in text
    guest.client.get("/secret-path")
    assert "secret-path" not in guest.client.get("/metrics").text


def test_the_contract_of_the_socket_is_served_too(app: Flask) -> None:
    client: Any = app.test_client()
    response = client.get("/v1/asyncapi.json")
    assert response.content_type == "application/json"
    assert response.json == contract.document("ws://socket.test/v1/realtime", Limits())
    assert response.json["servers"]["realtime"]["host"] == "socket.test"
