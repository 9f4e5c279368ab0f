"""A visitor's page, and what it did behind the scenes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, WebSocket

from lab.folder import ROOT

_PATIENCE_MS, _BEAT_MS = 20_000, 50
"""How long one waits for a frame, and how often one looks."""


@dataclass
class Visit:
    """One visitor's page and what it did behind the scenes."""

    page: Page
    spoken_to: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)
    """Frames of sockets."""
    hearers: list[Callable[[dict[str, Any]], None]] = field(default_factory=list)
    """Are told of each when it comes."""

    def listen(self) -> "Visit":
        """Note every request, socket, console error and exception."""

        def requested(request: Request) -> None:
            self.spoken_to.add(_origin(request.url))

        def connected(socket: WebSocket) -> None:
            self.spoken_to.add(_origin(socket.url))
            socket.on("framereceived", lambda text: self._hear(json.loads(text)))

        def said(message: ConsoleMessage) -> None:
            if message.type == "error":
                self.complaints.append(message.text)

        self.page.on("request", requested)
        self.page.on("websocket", connected)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", said)
        return self

    @property
    def player(self) -> str:
        """Who they are, once their socket was let in."""
        return str(self.frames("welcome")[0]["player"]["id"])

    def frames(self, kind: str, **members: Any) -> list[dict[str, Any]]:
        """Those of a type with these members that were heard, or the first that comes."""
        for _ in range(_PATIENCE_MS // _BEAT_MS):
            found = [frame for frame in self.heard if frame["type"] == kind and members.items() <= frame.items()]
            if found:
                return found
            self.page.wait_for_timeout(_BEAT_MS)
        raise AssertionError(f"no {kind} came")

    def _hear(self, frame: dict[str, Any]) -> None:
        self.heard.append(frame)
        for hear in self.hearers:
            hear(frame)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


Opener = Callable[..., Visit]


def lab(*words: str, **environ: str) -> str:
    """Run `python -m lab ...`; its standard output."""
    command = [sys.executable, "-m", "lab", *words]
    env = {**os.environ, **environ}
    return subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True, text=True).stdout
