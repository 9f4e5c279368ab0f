"""Whole frames, one after the other, over a socket that takes only a little at a time."""

import json
import socket
from collections.abc import Iterator

import gevent
import pytest
from gevent import socket as cooperative
from wsproto.connection import CLIENT, Connection
from wsproto.events import TextMessage

from web.realtime.frames import encode
from web.realtime.messages import Draining
from web.realtime.wire import Wire

Pair = tuple["socket.socket", "socket.socket"]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Two ends with hardly any room between them."""
    ours, theirs = cooperative.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    yield ours, theirs
    ours.close()
    theirs.close()


class Numbers:
    """The numbers in the frames that arrive, in whatever pieces."""

    def __init__(self) -> None:
        self.read: list[int] = []
        self._protocol = Connection(CLIENT)
        self._text = ""

    def feed(self, data: bytes) -> None:
        """Take some bytes in."""
        self._protocol.receive_data(data)
        for event in self._protocol.events():
            assert isinstance(event, TextMessage), event
            self._text += event.data
            if event.message_finished:
                self.read.append(json.loads(self._text)["reconnect_after_ms"])
                self._text = ""


def read_numbers(theirs: "socket.socket", count: int) -> list[int]:
    """What the first frames say, read in small pieces."""
    numbers = Numbers()
    with gevent.Timeout(20):
        while len(numbers.read) < count:
            numbers.feed(theirs.recv(777))
    return numbers.read


def test_what_is_taken_at_once_is_out_before_anything_else_has_a_turn() -> None:
    ours, theirs = cooperative.socketpair()
    theirs.settimeout(0)
    with ours, theirs:
        assert Wire(ours, 10_000).put(b"frame")
        assert theirs.recv(100) == b"frame"


def test_partial_writes_are_completed(pair: Pair) -> None:
    ours, theirs = pair
    wire = Wire(ours, 1 << 24)
    for number in range(5_000):
        assert wire.put(encode(Draining(number)))
    assert read_numbers(theirs, 5_000) == list(range(5_000))


def test_concurrent_senders_do_not_mix_their_frames(pair: Pair) -> None:
    ours, theirs = pair
    wire = Wire(ours, 1 << 24)

    def sender(first: int) -> None:
        for number in range(first, first + 300):
            assert wire.put(encode(Draining(number)))
            gevent.sleep(0)

    greenlets = [gevent.spawn(sender, first) for first in range(0, 3_000, 300)]
    numbers = read_numbers(theirs, 3_000)
    gevent.joinall(greenlets, raise_error=True)
    assert sorted(numbers) == list(range(3_000))
    for first in range(0, 3_000, 300):
        mine = [number for number in numbers if first <= number < first + 300]
        assert mine == sorted(mine)


def test_the_outbox_is_bounded(pair: Pair) -> None:
    ours, _ = pair
    wire = Wire(ours, 100_000)
    taken = sum(wire.put(b"x" * 1_000) for _ in range(1_000))
    assert 100 <= taken < 1_000
    gevent.sleep(0)
    assert wire.is_stuck(0)
    wire.abort()


def test_the_last_frame_comes_after_what_was_begun_and_in_place_of_what_waits(pair: Pair) -> None:
    ours, theirs = pair
    wire = Wire(ours, 1 << 24)
    for number in range(20_000):
        wire.put(encode(Draining(number)))
    gevent.sleep(0)
    wire.put_last(encode(Draining(-1)), drop=True)
    closer = gevent.spawn(wire.finish, 10)
    numbers = Numbers()
    with gevent.Timeout(20):
        while data := theirs.recv(4_096):
            numbers.feed(data)
    assert numbers.read == [*range(len(numbers.read) - 1), -1]
    assert 1 < len(numbers.read) < 20_000
    theirs.close()
    closer.get(timeout=10)


def test_finish_gives_up_on_who_never_reads(pair: Pair) -> None:
    ours, _ = pair
    wire = Wire(ours, 1 << 24)
    for _ in range(1_000):
        wire.put(b"x" * 1_000)
    with gevent.Timeout(10):
        wire.finish(0.1)
    assert ours.fileno() == -1
