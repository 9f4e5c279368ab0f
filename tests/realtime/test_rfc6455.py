"""RFC 6455 over a real socket: what is wrong ends with its code, a close frame and the stream's clean end."""

import json
import socket
from base64 import b64encode
from uuid import uuid4

import pytest

from tests.realtime.raw import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, frame, goodbye, raw

LIMITS = {"frames": 10_000, "player_frames": 10_000, "message_bytes": 2_000, "goodbye_s": 2.0}

EURO = "€".encode()
ASK = json.dumps({"type": "unsubscribe", "id": "1", "topic": "€"}, ensure_ascii=False).encode()
ENDS = {
    # 5.2: bits, opcodes and lengths
    "rsv1, as if compressed": (frame(TEXT, b"x", rsv=4), 1002),
    "rsv2": (frame(TEXT, b"x", rsv=2), 1002),
    "rsv3": (frame(TEXT, b"x", rsv=1), 1002),
    "a reserved bit on a ping": (frame(PING, b"x", rsv=4), 1002),
    "a reserved bit on a close": (frame(CLOSE, b"\x03\xe8", rsv=1), 1002),
    "opcode 3": (frame(3, b"x"), 1002),
    "opcode 7": (frame(7), 1002),
    "opcode 11, a control frame": (frame(11), 1002),
    "opcode 15": (frame(15, b"x"), 1002),
    "two bytes of length where seven bits do": (frame(TEXT, b"x", size=b"\x7e\x00\x01"), 1002),
    "eight bytes of length where two do": (frame(TEXT, b"x", size=b"\x7f" + (1).to_bytes(8, "big")), 1002),
    "a length with its first bit set": (frame(TEXT, b"x", size=b"\x7f\x80" + bytes(7)), 1002),
    # 5.1: masks
    "unmasked text": (frame(TEXT, b"{}", masked=False), 1002),
    "an unmasked ping": (frame(PING, masked=False), 1002),
    "an unmasked close": (frame(CLOSE, b"\x03\xe8", masked=False), 1002),
    # 5.4: fragments
    "a continuation of nothing": (frame(CONTINUATION, b"x"), 1002),
    "a continuation of a message that is over": (frame(TEXT, b"{}") + frame(CONTINUATION, b"x"), 1002),
    "a message within another": (frame(TEXT, b"{", fin=False) + frame(TEXT, b"}"), 1002),
    # 5.5: control frames
    "a ping in fragments": (frame(PING, b"x", fin=False), 1002),
    "a close in fragments": (frame(CLOSE, b"\x03\xe8", fin=False), 1002),
    "a ping of 126 bytes": (frame(PING, b"x" * 126), 1002),
    "a pong of 70,000 bytes": (frame(PONG, b"x" * 70_000), 1002),
    "a close of 126 bytes": (goodbye(1000, b"x" * 124), 1002),
    # 7.4: codes and reasons of a close
    "a close of one byte": (frame(CLOSE, b"\x03"), 1002),
    **{f"a close with code {code}": (goodbye(code), 1002) for code in (0, 999, 1004, 1005, 1006, 1014, 1015, 1016)},
    **{f"a close with code {code}": (goodbye(code), 1002) for code in (1100, 2000, 2999, 5000, 65_535)},
    "a reason that is no UTF-8": (goodbye(1000, b"\xce\xba\xe1\xbd\xb9\xcf\x83\xbc\xce\xb5\xed\xa0\x80"), 1007),
    "a reason cut within a character": (goodbye(1000, EURO[:2]), 1007),
    # 8.1: text is UTF-8
    "no UTF-8": (frame(TEXT, b"\xff\xfe"), 1007),
    "a surrogate": (frame(TEXT, b"\xed\xa0\x80"), 1007),
    "an overlong slash": (frame(TEXT, b"\xc0\xaf"), 1007),
    "beyond the last code point": (frame(TEXT, b"\xf4\x90\x80\x80"), 1007),
    "text cut within a character": (frame(TEXT, b'"' + EURO[:2]), 1007),
    "no UTF-8 in a later fragment": (frame(TEXT, b"{", fin=False) + frame(CONTINUATION, b"\xff"), 1007),
    "a character begun in one fragment, not ended": (
        frame(TEXT, EURO[:2], fin=False) + frame(CONTINUATION, b"x", fin=False),
        1007,
    ),
    "no UTF-8, though more is to come": (frame(TEXT, b"\xff", fin=False), 1007),
    "no UTF-8 in a frame that is not whole": (frame(TEXT, b"\xff" + bytes(99), size=b"\x7e\x03\xe8"), 1007),
    # our own bounds
    "binary": (frame(BINARY, b"x"), 1003),
    "binary in fragments": (frame(BINARY, fin=False), 1003),
    "binary by its header alone": (frame(BINARY, size=b"\x7f" + (1 << 40).to_bytes(8, "big")), 1003),
    "a byte too many": (frame(TEXT, b"x" * 2_001), 1009),
    "too many bytes in few characters": (frame(TEXT, EURO * 667), 1009),
    "a terabyte, by its header alone": (frame(TEXT, size=b"\x7f" + (1 << 40).to_bytes(8, "big")), 1009),
    "five megabytes that do come": (frame(TEXT, b"x" * 5_000_000), 1009),
    "too much in fragments": (frame(TEXT, b"x" * 1_500, fin=False) + frame(CONTINUATION, b"x" * 501), 1009),
    "too much in tiny fragments": (
        frame(TEXT, b"x", fin=False) + frame(CONTINUATION, b"x", fin=False) * 1_998 + frame(CONTINUATION, b"xx"),
        1009,
    ),
    "too much around a ping": (
        frame(TEXT, b"x" * 1_500, fin=False) + frame(PING, b"x" * 100) + frame(CONTINUATION, b"x" * 501, fin=False),
        1009,
    ),
}


@pytest.mark.parametrize("case", ENDS)
def test_what_is_wrong_ends_with_its_code_and_the_stream_cleanly(address: str, case: str) -> None:
    """Though the client goes on talking, as one does that has not heard yet."""
    data, code = ENDS[case]
    with raw(address, uuid4()) as connection:
        connection.send(data + frame(TEXT, b"{}") * 3)
        found, reason = connection.ending()
        assert found == code
        assert reason


GOODBYES = {
    "without a code": (frame(CLOSE), 0),
    "1000": (goodbye(1000), 1000),
    "1001 and why": (goodbye(1001, "auf Wiedersehen ☂".encode()), 1001),
    "3000, a library's": (goodbye(3000), 3000),
    "4999, an application's": (goodbye(4999, b"x" * 123), 4999),
    "while a message is under way": (frame(TEXT, b"{", fin=False) + goodbye(1000), 1000),
}


@pytest.mark.parametrize("case", GOODBYES)
def test_a_goodbye_is_answered_in_kind_and_what_follows_it_is_not_read(address: str, case: str) -> None:
    data, code = GOODBYES[case]
    with raw(address, uuid4()) as connection:
        connection.send(data + frame(PING, b"late") + frame(3))
        assert connection.ending()[0] == code


HALVES = ASK.index(EURO) + 1
GOOD = {
    "whole": frame(TEXT, ASK),
    "a byte a fragment": frame(TEXT, ASK[:1], fin=False)
    + b"".join(frame(CONTINUATION, ASK[at : at + 1], fin=False) for at in range(1, len(ASK) - 1))
    + frame(CONTINUATION, ASK[-1:]),
    "cut within a character": frame(TEXT, ASK[:HALVES], fin=False) + frame(CONTINUATION, ASK[HALVES:]),
    "with empty fragments": frame(TEXT, fin=False)
    + frame(CONTINUATION, ASK, fin=False)
    + frame(CONTINUATION, fin=False)
    + frame(CONTINUATION),
    "as long as may be": frame(TEXT, ASK + b" " * (2_000 - len(ASK))),
    "as long as may be, in fragments": frame(TEXT, b" " * 1_500, fin=False)
    + frame(CONTINUATION, ASK + b" " * (500 - len(ASK))),
    "after an unasked pong": frame(PONG, b"x") + frame(TEXT, ASK),
}


@pytest.mark.parametrize("case", GOOD)
@pytest.mark.parametrize("piece", [1_000_000, 1], ids=["at once", "byte by byte"])
def test_a_message_is_one_however_it_is_cut(address: str, case: str, piece: int) -> None:
    data = GOOD[case]
    with raw(address, uuid4()) as connection:
        for at in range(0, len(data), piece):
            connection.send(data[at : at + piece])
        assert answer(connection.read()) == ("error", "not_subscribed", "1")
        connection.send(frame(TEXT, ASK))
        assert answer(connection.read()) == ("error", "not_subscribed", "1")


def answer(found: tuple[int, bytes] | None) -> tuple[str, str, str]:
    assert found is not None
    assert found[0] == 0x80 | TEXT
    document = json.loads(found[1])
    return document["type"], document["code"], document["id"]


@pytest.mark.parametrize("payload", [b"", b"hello", bytes(range(125))])
def test_a_ping_is_answered_with_what_it_says_even_between_fragments(address: str, payload: bytes) -> None:
    with raw(address, uuid4()) as connection:
        connection.send(frame(TEXT, ASK[:HALVES], fin=False) + frame(PING, payload))
        assert connection.read() == (0x80 | PONG, payload)
        connection.send(frame(PONG, b"unasked") + frame(CONTINUATION, ASK[HALVES:]))
        assert answer(connection.read()) == ("error", "not_subscribed", "1")


def test_who_says_goodbye_and_does_not_hang_up_has_the_stream_ended_for_them(address: str) -> None:
    with raw(address, uuid4()) as connection:
        connection.send(goodbye(1000))
        assert connection.ending() == (1000, "")
        assert connection.socket.recv(1) == b""


@pytest.mark.parametrize("data", [b"", b"\x81", frame(TEXT, ASK)[:9], frame(TEXT, b"{", fin=False)])
def test_who_says_nothing_any_more_without_a_goodbye_is_told_one(address: str, data: bytes) -> None:
    """The half of the stream that is theirs has ended, perhaps within a frame; ours ends as always."""
    with raw(address, uuid4()) as connection:
        connection.send(data)
        connection.socket.shutdown(socket.SHUT_WR)
        assert connection.ending() == (1002, "no close frame came")


def test_who_said_goodbye_and_then_nothing_any_more_is_told_one_alone(address: str) -> None:
    with raw(address, uuid4()) as connection:
        connection.send(goodbye(1001))
        connection.socket.shutdown(socket.SHUT_WR)
        assert connection.ending() == (1001, "")


HEADERS = {
    "Host": "x",
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": b64encode(bytes(16)).decode(),
    "Sec-WebSocket-Version": "13",
}


def status(address: str, changes: dict[str, str | None], line: str = "GET /v1/realtime HTTP/1.1") -> bytes:
    """What an upgrade with other headers is answered."""
    headers = {name: value for name, value in {**HEADERS, **changes}.items() if value is not None}
    host, _, port = address.partition(":")
    with socket.create_connection((host, int(port)), 20) as plain:
        lines = [line, *(f"{name}: {value}" for name, value in headers.items())]
        plain.sendall("\r\n".join([*lines, "", ""]).encode())
        return plain.makefile("rb").readline().split(b" ")[1]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, b"101"),
        ({"Upgrade": "WebSocket", "Connection": "keep-alive, Upgrade"}, b"101"),
        ({"Sec-WebSocket-Protocol": "chat"}, b"101"),
        ({"Connection": None}, b"400"),
        ({"Connection": "keep-alive"}, b"400"),
        ({"Upgrade": None}, b"426"),
        ({"Upgrade": "h2c"}, b"426"),
        ({"Sec-WebSocket-Version": None}, b"426"),
        ({"Sec-WebSocket-Version": "8"}, b"426"),
        ({"Sec-WebSocket-Key": None}, b"400"),
        ({"Sec-WebSocket-Key": b64encode(bytes(15)).decode()}, b"400"),
        ({"Sec-WebSocket-Key": "!" * 24}, b"400"),
    ],
)
def test_an_upgrade_is_one_or_is_refused(address: str, changes: dict[str, str | None], expected: bytes) -> None:
    assert status(address, changes) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [("POST /v1/realtime HTTP/1.1", b"405"), ("GET /v1/realtime HTTP/1.0", b"426"), ("GET /v1/else HTTP/1.1", b"404")],
)
def test_only_a_get_of_http_1_1_is_an_upgrade(address: str, line: str, expected: bytes) -> None:
    assert status(address, {}, line) == expected
