"""A small static server with strict headers, for one page and two documents."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from types import FrameType
from typing import Any, BinaryIO, NoReturn
from urllib.parse import urlsplit

import msgspec

from lab.folder import LAB
from lab.home.crew import flower_url
from lab.home.pulse import Pulse
from settings import Settings

PAGE = Path(__file__).resolve().parent.parent / "play"


def policy(api_url: str, realtime_url: str, media_url: str) -> str:
    """The Content-Security-Policy: our own files, questions' media, nobody to talk to but the API and its sockets."""
    api, realtime, media = (f"{url.scheme}://{url.netloc}" for url in map(urlsplit, (api_url, realtime_url, media_url)))
    return (
        f"default-src 'self'; connect-src 'self' {api} {realtime}; img-src 'self' {media}; media-src {media}; "
        "base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'; object-src 'none'"
    )


def config(settings: Settings, home: Path) -> dict[str, str]:
    """The body of /config.json: what the page cannot know."""
    issuer = next((one for each in settings.oidc_issuers if each.loopback for one in each.issuers), "")
    return {"api_url": settings.api_url, "flower_url": flower_url(home), "issuer_url": issuer}


class Page(SimpleHTTPRequestHandler):
    """Serves the files of lab/play, `/config.json` and `/pulse.json`; reads nothing but the path."""

    protocol_version = "HTTP/1.1"
    server_version = "buzzline"
    sys_version = ""
    timeout = 60
    extensions_map = {  # noqa: RUF012 -- the base class' own name
        ".css": "text/css; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".svg": "image/svg+xml",
        "": "application/octet-stream",
    }

    def __init__(self, *args: Any, config: Callable[[], dict[str, str]], pulse: Pulse, csp: str) -> None:
        self._config = config
        self._pulse = pulse
        self._csp = csp
        super().__init__(*args, directory=str(PAGE))

    def send_head(self) -> BytesIO | BinaryIO | None:
        """A document where the path names one, else a file."""
        if self.headers.get("Host", "").startswith("localhost:"):
            self._move(f"http://127.0.0.1:{self.connection.getsockname()[1]}/")
            return None
        match urlsplit(self.path).path:
            case "/config.json":
                return self._json(self._config())
            case "/pulse.json":
                return self._json(self._pulse.document())
        return super().send_head()

    def _move(self, url: str) -> None:
        """To the one origin that the API and its sockets know this page by."""
        self.send_response(HTTPStatus.TEMPORARY_REDIRECT)
        self.send_header("Location", url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _json(self, document: dict[str, Any]) -> BytesIO:
        body = msgspec.json.encode(document)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return BytesIO(body)

    def list_directory(self, _path: str | os.PathLike[str]) -> None:
        """Folders are not listed."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """The headers of every response."""
        self.send_header("Content-Security-Policy", self._csp)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *_args: object) -> None:
        """Two requests a second a watcher are no news."""


class Server(ThreadingHTTPServer):
    """One thread a connection; a browser that goes away in the middle is no news either."""

    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say what went wrong, unless it was only the other end that left."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


def main(argv: Sequence[str]) -> int:
    """`python -m lab home --port P`: serve until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m lab home", description="Serve the home page on this machine.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--home", type=Path, default=LAB, help="where supervisor and players leave their state")
    options = parser.parse_args(argv)
    settings = Settings.from_environ()
    pulse = Pulse(settings, options.home)
    pulse.document()  # Begin to look, so that the first visitor finds a curve.
    csp = policy(settings.api_url, settings.realtime_url, settings.media_url)
    handler = partial(Page, config=partial(config, settings, options.home), pulse=pulse, csp=csp)
    signal.signal(signal.SIGTERM, _leave)
    with Server(("127.0.0.1", options.port), handler) as server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
