"""A process ends: its clients go to another one, and find there all that they had, and what came meanwhile."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID, uuid4

import psutil
import pytest

from tasks import ranking
from tests.boards.conftest import World
from tests.processes import until
from tests.realtime.client import TOKENS, Client, gunicorn
from tests.realtime.raw import TEXT, frame, goodbye, raw
from tests.realtime.test_boards_live import Screen, score

Process = tuple[str, int]


@pytest.fixture
def processes(environ: dict[str, str], tmp_path: Path) -> Iterator[list[Process]]:
    """Two, with the same stores: (address, pid) of each."""
    with ExitStack() as stack:
        yield [stack.enter_context(gunicorn(environ, tmp_path / name)) for name in ("first", "second")]


@pytest.fixture
def me(world: World) -> UUID:
    """The player who watches; boards are there."""
    ranking.rebuild_boards()
    return world.player()


def test_clients_of_a_process_that_drains_go_on_in_another(processes: list[Process], world: World, me: UUID) -> None:
    (first, pid), (second, _) = processes
    devices = [Client(first, me) for _ in range(3)]
    screen = Screen(devices[0], devices[0].subscribe("global.day"))
    score(world, me, 30)
    screen.until({me: 30}, {"rank": 1, "points": 30})
    os.kill(pid, signal.SIGTERM)
    for client in devices:
        assert client.receive_type("draining")["reconnect_after_ms"] >= 500
        assert client.closed() == 1012
        client.socket.shutdown()
    score(world, me, 12)
    until(
        lambda: not world.redis.exists(f"sockets:{me}"), 10, "the places of its sockets being free before their lease"
    )
    with ExitStack() as stack:
        again = [stack.enter_context(Client(second, me)) for _ in range(3)]
        there = Screen(again[0], again[0].subscribe("global.day"))
        assert there.version > screen.version
        there.until({me: 42}, {"rank": 1, "points": 42})
        score(world, me, 1)
        there.until({me: 43}, {"rank": 1, "points": 43})
        with Client(second) as fourth:
            fourth.send(type="hello", token=TOKENS.sign_realtime(me), protocol=1)
            assert fourth.receive()["code"] == "too_many_sockets"


def test_the_places_of_a_killed_process_are_free_after_their_lease(
    environ: dict[str, str], tmp_path: Path, me: UUID
) -> None:
    with ExitStack() as stack:
        second, _ = stack.enter_context(gunicorn(environ, tmp_path / "second", lease_s=1.5))
        first, pid = stack.enter_context(gunicorn(environ, tmp_path / "first", lease_s=1.5))
        devices = [Client(first, me) for _ in range(3)]
        kill(pid)
        until(lambda: is_let_in(second, me), 60, "a place being free")
        for client in devices:
            client.socket.shutdown()


def test_who_has_said_goodbye_is_told_nothing_more(environ: dict[str, str], tmp_path: Path) -> None:
    """Writing to them would fail, and end with a reset what is to end cleanly."""
    with ExitStack() as stack:
        address, pid = stack.enter_context(gunicorn(environ, tmp_path / "log", goodbye_s=8.0))
        leaving, staying = stack.enter_context(raw(address, uuid4())), stack.enter_context(Client(address, uuid4()))
        leaving.send(goodbye(1000))
        assert leaving.ending()[0] == 1000
        os.kill(pid, signal.SIGTERM)
        assert staying.closed() == 1012
        for _ in range(3):
            leaving.send(frame(TEXT, b"late"))
        assert leaving.socket.recv(1) == b""


def kill(pid: int) -> None:
    """SIGKILL to a gunicorn's process and its worker, so that nobody says goodbye."""
    master = psutil.Process(pid)
    for process in (master, *master.children()):
        process.kill()


def is_let_in(address: str, player: UUID) -> bool:
    with Client(address) as client:
        client.send(type="hello", token=TOKENS.sign_realtime(player), protocol=1)
        return bool(client.receive()["type"] == "welcome")
