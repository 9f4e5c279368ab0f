"""Calls to hosts outside are over in time, however slowly an answer comes."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from bridges.calls import Host, Patience, Unanswered, Unsent, within

_BYTE_S = 0.02
PATIENT, HASTY = Patience(1.0, 5.0, 10.0), Patience(1.0, 0.1, 0.2)
"""More than a trickle takes; less, though each byte of it comes in time."""
HEADERS = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
LONG = b"x" * 400


@contextmanager
def trickling(fast: bytes, slow: bytes) -> Iterator[tuple[str, list[int]]]:
    """A server that answers the first who calls: a part at once, and then byte by byte. Its URL, and what was sent."""
    listener = socket.create_server(("127.0.0.1", 0))
    over, sent = Event(), list[int]()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(fast)
            for byte in slow:
                if over.wait(_BYTE_S):
                    return
                connection.sendall(bytes([byte]))
                sent.append(byte)

    thread = Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", sent
    finally:
        over.set()
        thread.join()
        listener.close()


@pytest.mark.parametrize(
    ("fast", "slow"),
    [
        (b"", b"HTTP/1.1 200 " + LONG),
        (HEADERS, b"X-Slow: " + LONG),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n", LONG),
    ],
)
def test_an_answer_that_trickles_is_not_waited_for(fast: bytes, slow: bytes) -> None:
    with trickling(fast, slow) as (url, sent):
        with pytest.raises(Unanswered):
            Host(url, loopback=True, patience=HASTY).call("GET")
        assert len(sent) < len(slow) / 2


def test_a_whole_answer_may_be_slow_within_its_time() -> None:
    with trickling(HEADERS + b"\r\n", b"OK") as (url, _):
        assert Host(url, loopback=True, patience=PATIENT).call("GET").body == b"OK"


def test_several_calls_have_one_time_together() -> None:
    with trickling(b"", LONG) as (url, sent):
        host = Host(url, loopback=True, patience=PATIENT)
        with within(0.2), within(60.0):
            with pytest.raises(Unanswered):
                host.call("GET")
            with pytest.raises(Unsent):
                host.call("GET")
        assert len(sent) < len(LONG) / 2
