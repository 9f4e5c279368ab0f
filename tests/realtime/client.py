"""A WebSocket client that hides nothing, and a gunicorn for it to talk to."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from uuid import UUID

import websocket
from websocket import ABNF

from lab.apps import answers
from lab.folder import ROOT
from tests.boards.conftest import ENVIRON
from tests.processes import until
from web.tokens import Tokens

TOKENS = Tokens([ENVIRON["SECRET_KEYS"].encode()])
ORIGIN = "https://play.example"
_LISTENING = re.compile(r"Listening at: http://([\d.:]+)")


@contextmanager
def gunicorn(environ: Mapping[str, str], log: Path, **limits: Any) -> Iterator[tuple[str, int]]:
    """One gevent worker as in production; its address and pid."""
    argv = [
        *(sys.executable, "-m", "gunicorn", "tests.realtime.serve:app", "--worker-class", "gevent"),
        *("--bind", "127.0.0.1:0", "--graceful-timeout", "10", "--no-control-socket"),
    ]
    env = {**os.environ, **environ, "LIMITS": json.dumps(limits), "SOCKET_ORIGINS": ORIGIN}
    with log.open("wb") as output, subprocess.Popen(argv, cwd=ROOT, env=env, stdout=output, stderr=output) as process:
        try:
            until(lambda: _LISTENING.search(log.read_text()), what="gunicorn")
            found = _LISTENING.search(log.read_text())
            assert found is not None
            address = found[1]
            # It listens long before its worker answers, on a busy machine.
            until(lambda: answers(f"http://{address}/livez"), 120, what="a worker")
            yield address, process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


class Client:
    """One connection. Frames are dicts."""

    def __init__(self, address: str, player: UUID | None = None, **options: Any) -> None:
        options = {"suppress_origin": True, "timeout": 20, **options}
        self.socket = websocket.create_connection(f"ws://{address}/v1/realtime", **options)
        if player is not None:
            self.send(type="hello", token=TOKENS.sign_realtime(player), protocol=1)
            assert self.receive()["type"] == "welcome"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.shutdown()

    def send(self, **frame: Any) -> None:
        """A message."""
        self.socket.send(json.dumps(frame))

    def send_raw(self, payload: bytes, opcode: int = ABNF.OPCODE_TEXT) -> None:
        """A frame with whatever in it."""
        self.socket.send_frame(ABNF(1, 0, 0, 0, opcode, 1, payload))

    def receive(self) -> dict[str, Any]:
        """The next message; fails if the connection is closed instead."""
        opcode, data = self.socket.recv_data(control_frame=True)
        while opcode == ABNF.OPCODE_PING:
            opcode, data = self.socket.recv_data(control_frame=True)
        assert opcode == ABNF.OPCODE_TEXT, (opcode, data)
        found: dict[str, Any] = json.loads(data)
        return found

    def receive_type(self, kind: str) -> dict[str, Any]:
        """The next message, which is of a type."""
        found = self.receive()
        assert found["type"] == kind, found
        return found

    def subscribe(self, board: str) -> dict[str, Any]:
        """Subscribe to a board; the snapshot."""
        self.send(type="subscribe", id="s", topic=f"board:{board}")
        assert self.receive() == {"type": "ok", "id": "s", "result": {"topic": f"board:{board}"}}
        return self.receive_type("board.snapshot")

    def closed(self) -> int:
        """Read to the end; the code that the server closed with."""
        while True:
            opcode, data = self.socket.recv_data(control_frame=True)
            if opcode == ABNF.OPCODE_CLOSE:
                return int.from_bytes(data[:2], "big")

    def ask(self, text: str) -> dict[str, Any]:
        """Send anything as text; the answer."""
        self.send_raw(text.encode())
        return self.receive()
