"""Who does not read is let go, and the others do not notice."""

import socket

from tests.boards.conftest import World
from tests.realtime.client import Client
from tests.realtime.test_doors import text_frame

LIMITS = {"outbox_bytes": 20_000, "frames": 1_000_000, "player_frames": 1_000_000, "stall_s": 60.0, "goodbye_s": 30.0}


def test_a_slow_reader_is_dropped(address: str, world: World) -> None:
    """The answers to all it says are more than what the kernel and its outbox hold; its last frame says why it goes."""
    options = [(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)]
    with Client(address, world.player(), sockopt=options) as slow, Client(address, world.player()) as other:
        slow.socket.sock.sendall(text_frame(b"[]") * 60_000)
        # While it reads nothing, the server has time to come to all that it said.
        assert {other.ask("[]")["code"] for _ in range(3_000)} == {"invalid"}
        assert slow.closed() == 1013
        other.subscribe("global.day")
