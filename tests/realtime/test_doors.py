"""Who is let in, and with which code everyone else is shown out."""

import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest
import websocket
from websocket import ABNF

from lab.stack import Stack
from tests.boards.conftest import ENVIRON, World
from tests.processes import until
from tests.realtime.client import ORIGIN, TOKENS, Client

LIMITS = {"hello_s": 1.0, "goodbye_s": 1.0, "frames": 15, "message_bytes": 2_000, "subscriptions": 2}


def test_welcome(address: str, world: World) -> None:
    player = world.player()
    with Client(address) as client:
        client.send(type="hello", token=TOKENS.sign_realtime(player), protocol=1, id="h")
        welcome = client.receive()
        assert (welcome["type"], welcome["player"]) == ("welcome", {"id": str(player), "name": "Ada"})
        assert abs(datetime.fromisoformat(welcome["server_time"]) - datetime.now(UTC)) < timedelta(minutes=1)
        assert client.receive() == {"type": "ok", "id": "h", "result": {"topic": None}}


def test_who_does_not_say_hello_is_closed(address: str) -> None:
    with Client(address) as client:
        assert client.closed() == 4401


@pytest.mark.parametrize(
    "first",
    [
        '{"type":"subscribe","topic":"board:global.day"}',
        '{"type":"hello"}',
        '{"type":"hello","token":"","protocol":2}',
        "not json",
        '{"type":"hello","token":"a.b.c","protocol":1}',
    ],
)
def test_anything_but_a_good_hello_first_is_closed(address: str, first: str) -> None:
    with Client(address) as client:
        assert client.ask(first)["type"] == "error"
        assert client.closed() == 4401


def claims(**changed: object) -> dict[str, object]:
    now = datetime.now(UTC)
    good = {"sub": str(uuid4()), "typ": "realtime", "jti": "1", "aud": "buzzline", "iat": now}
    return good | {"exp": now + timedelta(seconds=30)} | changed


@pytest.mark.parametrize(
    "token",
    [
        lambda: TOKENS.sign_access(uuid4()),
        lambda: jwt.encode(claims(), "x" * 32, headers={"kid": jwt.get_unverified_header(good())["kid"]}),
        lambda: jwt.encode(claims(), "", "none", headers={"kid": jwt.get_unverified_header(good())["kid"]}),
        lambda: signed(exp=datetime.now(UTC) - timedelta(seconds=10)),
        lambda: signed(aud="another"),
        lambda: signed(sub="nobody"),
    ],
    ids=["access", "forged", "unsigned", "expired", "audience", "subject"],
)
def test_a_bad_token_opens_nothing(address: str, token: Callable[[], str]) -> None:
    with Client(address) as client:
        client.send(type="hello", token=token(), protocol=1)
        assert client.receive()["code"] == "unauthenticated"
        assert client.closed() == 4401


def good() -> str:
    return TOKENS.sign_realtime(uuid4())


def signed(**changed: object) -> str:
    key = ENVIRON["SECRET_KEYS"]
    return jwt.encode(claims(**changed), key, headers={"kid": jwt.get_unverified_header(good())["kid"]})


def test_a_token_opens_one_socket(address: str, world: World) -> None:
    token = TOKENS.sign_realtime(world.player())
    with Client(address) as first, Client(address) as second:
        first.send(type="hello", token=token, protocol=1)
        assert first.receive()["type"] == "welcome"
        second.send(type="hello", token=token, protocol=1)
        assert second.receive()["code"] == "token_used"
        assert second.closed() == 4401


def test_three_sockets_a_player(address: str, world: World) -> None:
    player = world.player()
    with Client(address, player), Client(address, player):
        with Client(address, player), Client(address) as fourth:
            fourth.send(type="hello", token=TOKENS.sign_realtime(player), protocol=1)
            assert fourth.receive()["code"] == "too_many_sockets"
            assert fourth.closed() == 4409
        until(lambda: world.redis.zcard(f"sockets:{player}") == 2, what="the third being forgotten")
        Client(address, player).socket.shutdown()


def test_without_redis_nobody_is_let_in(address: str, world: World, services: Stack) -> None:
    player = world.player()
    services.valkey.kill()
    try:
        with Client(address) as client:
            client.send(type="hello", token=TOKENS.sign_realtime(player), protocol=1)
            error = client.receive()
            assert (error["code"], error["retry_after_ms"] > 0) == ("unavailable", True)
            assert client.closed() == 1013
    finally:
        services.valkey.start()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"header": {"Sec-WebSocket-Version": "12"}}, 426),
        ({"header": {"Sec-WebSocket-Key": "short"}}, 400),
    ],
)
def test_no_upgrade(address: str, headers: dict[str, Any], status: int) -> None:
    options: dict[str, Any] = {"suppress_origin": "origin" not in headers, **headers}
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        Client(address, **options)
    assert refused.value.status_code == status
    assert b"application/problem+json" in str(refused.value.resp_headers).encode()


def test_our_own_page_may_open_sockets(address: str) -> None:
    with Client(address, suppress_origin=False, origin=ORIGIN):
        pass


def test_plain_http_is_told_so(address: str) -> None:
    host, _, port = address.partition(":")
    with socket.create_connection((host, int(port)), 10) as plain:
        plain.sendall(b"GET /v1/realtime HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert plain.makefile("rb").readline().startswith(b"HTTP/1.1 426")


def test_compression_is_not_agreed_on(address: str) -> None:
    with Client(address, header={"Sec-WebSocket-Extensions": "permessage-deflate"}) as client:
        assert "sec-websocket-extensions" not in client.socket.getheaders()


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (ABNF(1, 0, 0, 0, ABNF.OPCODE_TEXT, 1, b"\xff\xfe"), 1007),
        (ABNF(1, 0, 0, 0, ABNF.OPCODE_TEXT, 1, b"x" * 100_000), 1009),
        (ABNF(1, 0, 0, 0, ABNF.OPCODE_TEXT, 0, b"unmasked"), 1002),
        (ABNF(1, 1, 0, 0, ABNF.OPCODE_TEXT, 1, b"compressed"), 1002),
        (ABNF(1, 0, 0, 0, 0x3, 1, b"reserved"), 1002),
        (ABNF(1, 0, 0, 0, ABNF.OPCODE_CONT, 1, b"of nothing"), 1002),
        (ABNF(1, 0, 0, 0, ABNF.OPCODE_BINARY, 1, b"bytes"), 1003),
        (ABNF(1, 0, 0, 0, ABNF.OPCODE_CLOSE, 1, b"\x03\xe8"), 1000),
    ],
    ids=["utf-8", "too big", "unmasked", "rsv", "opcode", "continuation", "binary", "goodbye"],
)
def test_closing_codes(address: str, world: World, frame: ABNF, code: int) -> None:
    with Client(address, world.player()) as client:
        frame.validate = lambda *_: None
        client.socket.sock.sendall(raw(frame))
        assert client.closed() == code


def text_frame(payload: bytes) -> bytes:
    """A text message as a client sends it."""
    return raw(ABNF(1, 0, 0, 0, ABNF.OPCODE_TEXT, 1, payload))


def raw(frame: ABNF) -> bytes:
    """A frame's bytes, however wrong it is."""
    data = bytes(frame.data)
    head = bytes([frame.fin << 7 | frame.rsv1 << 6 | frame.opcode])
    length = len(data)
    size = bytes([length]) if length < 126 else b"\x7f" + length.to_bytes(8, "big")
    if not frame.mask_value:
        return head + size + data
    return head + bytes([size[0] | 0x80]) + size[1:] + bytes(4) + data


@pytest.mark.parametrize("opcode", [ABNF.OPCODE_TEXT, ABNF.OPCODE_PING, ABNF.OPCODE_PONG])
def test_too_many_frames(address: str, world: World, opcode: int) -> None:
    with Client(address, world.player()) as client:
        for _ in range(100):
            client.send_raw(b"{}", opcode)
        assert client.closed() == 1008


BAD = {
    "{": ("malformed_json", None),
    '{"type":"subscribe","id":"1","topic":"\\ud800"}': ("malformed_json", None),
    '{"type":"subscribe","id":"1","topic":NaN}': ("malformed_json", None),
    '{"type":"subscribe","id":"1","topic":' + "[" * 1_900: ("invalid", None),
    "[]": ("invalid", None),
    "1e999": ("invalid", None),
    '{"type":"nonsense","id":"1"}': ("invalid", "1"),
    '{"type":"subscribe","id":"1"}': ("invalid", "1"),
    '{"type":"subscribe","id":7,"topic":"x"}': ("invalid", None),
    '{"type":"subscribe","id":"1","topic":5}': ("invalid", "1"),
    '{"type":"subscribe","id":"1","topic":"x","more":1}': ("invalid", "1"),
    '{"type":"subscribe","id":"1","topic":"global.day"}': ("topic_unknown", "1"),
    '{"type":"subscribe","id":"1","topic":"board:global.year"}': ("topic_unknown", "1"),
    '{"type":"subscribe","id":"1","topic":"board:category.nonsense.day"}': ("topic_unknown", "1"),
    '{"type":"subscribe","id":"1","topic":"board:country.DE.day"}': ("topic_unknown", "1"),
    '{"type":"unsubscribe","id":"1","topic":"board:global.day"}': ("not_subscribed", "1"),
    '{"type":"hello","id":"1","token":"x","protocol":1}': ("out_of_turn", "1"),
}


@pytest.mark.parametrize("text", BAD)
def test_a_bad_frame_is_answered_and_no_more(address: str, world: World, text: str) -> None:
    with Client(address, world.player()) as client:
        error = client.ask(text)
        assert (error["type"], error["code"], error.get("id")) == ("error", *BAD[text])
        assert error["title"]
        assert error["detail"]
        client.subscribe("global.day")


def test_not_too_many_topics(address: str, world: World) -> None:
    with Client(address, world.player()) as client:
        client.subscribe("global.day")
        client.subscribe("global.week")
        client.subscribe("global.week")
        assert client.ask('{"type":"subscribe","topic":"board:global.all"}')["code"] == "too_many_topics"
        client.send(type="unsubscribe", topic="board:global.day")
        client.subscribe("global.all")
