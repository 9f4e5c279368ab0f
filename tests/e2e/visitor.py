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


@dataclass
class Visit:
    """One visitor's page and what it did behind the scenes."""

    page: Page
    spoken_to: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)
    """Frames of sockets."""

    def listen(self) -> "Visit":
        """Note every request, socket, console error and exception."""

        def requested(request: Request) -> None:
            self.spoken_to.add(_origin(request.url))

        def connected(socket: WebSocket) -> None:
            self.spoken_to.add(_origin(socket.url))
            socket.on("framereceived", lambda frame: self.heard.append(json.loads(frame)))

        def said(message: ConsoleMessage) -> None:
            if message.type == "error":
                self.complaints.append(message.text)

        self.page.on("request", requested)
        self.page.on("websocket", connected)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console", lambda message: self.complaints.append(message.text) if message.type == "error" else None
        )
        return self


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


Opener = Callable[..., Visit]


def lab(*words: str, **environ: str) -> str:
    """Run `python -m lab ...`; its standard output."""
    command = [sys.executable, "-m", "lab", *words]
    env = {**os.environ, **environ}
    return subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True, text=True).stdout
