"""A small server with strict headers: the home page, the CMS, two documents, and the API on the same origin."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import msgspec

from lab import demo
from lab.cms.build import build
from lab.folder import LAB
from lab.home.cms import Cms, File
from lab.home.crew import flower_url
from lab.home.proxy import forward
from lab.home.pulse import Pulse
from lab.serving import leave_on_sigterm, serve_until_told
from lab.start import print_line
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


def cms_policy(realtime_url: str, media_url: str) -> str:
    """That of the CMS: its script constructs its styles, so none is inline; `blob:` shows a file before it goes."""
    realtime, media = (f"{url.scheme}://{url.netloc}" for url in map(urlsplit, (realtime_url, media_url)))
    return (
        f"default-src 'self'; connect-src 'self' {realtime} {media}; img-src 'self' blob: {media}; "
        f"media-src 'self' blob: {media}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
    )


def config(settings: Settings, home: Path) -> dict[str, Any]:
    """The body of /config.json: what the page cannot know. The demo player is anybody's."""
    issuer = next((one for each in settings.oidc_issuers if each.loopback for one in each.issuers), "")
    player = {"email": demo.EMAIL, "password": demo.PASSWORD}
    return {"api_url": settings.api_url, "flower_url": flower_url(home), "issuer_url": issuer, "demo": player}


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

    def __init__(
        self,
        *args: Any,
        config: Callable[[], dict[str, Any]],
        pulse: Pulse,
        csp: str,
        cms: Cms,
        cms_csp: str,
        api_url: str,
    ) -> None:
        self._config = config
        self._pulse = pulse
        self._csp = csp
        self._cms = cms
        self._cms_csp = cms_csp
        self._api_url = api_url
        self._policy, self._for_ever = csp, False
        super().__init__(*args, directory=str(PAGE))

    def do_GET(self) -> None:
        """From the API, or from here."""
        if self._is_api():
            return forward(self, self._api_url)
        return super().do_GET()

    def _pass_on(self) -> None:
        """Whatever changes something is for the API."""
        if self._is_api():
            return forward(self, self._api_url)
        self.close_connection = True
        return self.send_error(HTTPStatus.METHOD_NOT_ALLOWED)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _pass_on

    def _is_api(self) -> bool:
        return self.path.startswith("/v1/")

    def send_head(self) -> BytesIO | BinaryIO | None:
        """A document where the path names one, else a file."""
        self._policy, self._for_ever = self._csp, False
        if self.headers.get("Host", "").startswith("localhost:"):
            self._move(f"http://127.0.0.1:{self.connection.getsockname()[1]}/{self.path.lstrip('/')}")
            return None
        path = urlsplit(self.path).path
        if path == "/admin":
            self._move("/admin/")
            return None
        if path.startswith("/admin/"):
            self._policy = self._cms_csp
            return self._file(self._cms.file(path.removeprefix("/admin/")))
        match path:
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

    def _file(self, file: File | None) -> BytesIO | None:
        if file is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        self._for_ever = file.for_ever
        self.send_response(file.status)
        self.send_header("Content-Type", file.type)
        self.send_header("Content-Length", str(len(file.body)))
        self.end_headers()
        return BytesIO(file.body)

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
        self.send_header("Content-Security-Policy", self._policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cache-Control", "public, max-age=31536000, immutable" if self._for_ever else "no-cache")
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
    cms = Cms(partial(build, print_line))
    cms.begin()
    handler = partial(
        Page,
        config=partial(config, settings, options.home),
        pulse=pulse,
        csp=csp,
        cms=cms,
        cms_csp=cms_policy(settings.realtime_url, settings.media_url),
        api_url=settings.api_url,
    )
    leave_on_sigterm()
    with Server(("127.0.0.1", options.port), handler) as server:
        return serve_until_told(server)
