"""SECURITY 14: so many frames a second from one socket, and from all of a player's; who does not stop is shown out."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from tests.processes import until
from tests.realtime.raw import PING, PONG, TEXT, Raw, frame, raw
from web.realtime import guard
from web.realtime.guard import Rate
from web.realtime.rates import Rates

LIMITS = {"frames": 1_000_000, "player_frames": 30, "goodbye_s": 1.0, "ping_s": 600.0}
CALM = frame(PONG) * 20
"""Often enough for two sockets together to be too many, and for one alone to be not."""


def is_open_after(connection: Raw, data: bytes) -> bool:
    """Whether a ping after this is answered, and nothing else came."""
    connection.send(data + frame(PING))
    return connection.read() == (0x80 | PONG, b"")


def test_14_two_sockets_of_a_player_share_a_rate(address: str) -> None:
    player = uuid4()
    with raw(address, player) as first, raw(address, player) as second:
        both = (first, second)
        until(lambda: not all(is_open_after(connection, CALM) for connection in both), what="one being closed")


def test_14_a_flood_is_told_why_it_is_shown_out_and_others_do_not_notice(address: str) -> None:
    with raw(address, uuid4()) as flood, raw(address, uuid4()) as other:
        flood.send(frame(TEXT, b"{}") * 200)
        assert flood.ending() == (1008, "more than 30 frames a second")
        assert is_open_after(other, b"")


def test_14_players_do_not_share_one(address: str) -> None:
    with raw(address, uuid4()) as first, raw(address, uuid4()) as second, raw(address, uuid4()) as third:
        assert all(is_open_after(connection, CALM) for connection in (first, second, third))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Time that stands still until it is moved."""
    made = SimpleNamespace(now=100.0)
    monkeypatch.setattr(guard, "monotonic", lambda: made.now)
    return made


def test_a_rate_is_so_many_a_second_and_some_at_once(clock: SimpleNamespace) -> None:
    rate = Rate(2)
    assert [rate.is_exceeded() for _ in range(8)] == [False] * 6 + [True] * 2
    clock.now += 0.25
    assert rate.is_exceeded()
    clock.now += 0.25
    assert [rate.is_exceeded() for _ in range(2)] == [False, True]
    clock.now += 1_000
    assert [rate.is_exceeded() for _ in range(7)] == [False] * 6 + [True], "silence is saved up for three seconds alone"


@pytest.mark.parametrize("stalls", [0.5, 1.0, 2.0, 3.0])
def test_who_keeps_within_the_rate_is_never_too_fast_however_late_they_are_read(
    clock: SimpleNamespace, stalls: float
) -> None:
    """18 a second, of 20, to a process that reads nothing for a while and then everything at once."""
    rate = Rate(20)
    for _ in range(50):
        clock.now += stalls
        assert not any(rate.is_exceeded() for _ in range(int(18 * stalls)))


def test_who_sends_more_than_the_rate_is_too_fast_in_the_end(clock: SimpleNamespace) -> None:
    rate = Rate(20)
    for _ in range(22 * 60):
        clock.now += 1 / 22
        if rate.is_exceeded():
            return
    pytest.fail("22 a second for a minute")


def test_a_players_rate_goes_with_the_last_who_holds_it() -> None:
    rates = Rates(1)
    held = rates.of("ada")
    assert rates.of("ada") is held
    while not held.is_exceeded():
        pass
    del held
    assert not rates.of("ada").is_exceeded()
