"""A home page's server on a thread, with a CMS and an API of the test's."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx

from lab.home.cms import Cms
from lab.home.pulse import Pulse
from lab.home.site import Page, Server, cms_policy, config, policy
from settings import Settings
from tests.lab_home.nowhere import NOWHERE

_MEDIA = "http://127.0.0.1:5/v1/media"


def unbuilt() -> Cms:
    """A CMS whose build was never begun."""
    return Cms(lambda: Path("/nonexistent"))


@contextmanager
def serving(folder: Path, cms: Cms, api_url: str = "http://127.0.0.1:3") -> Iterator[httpx.Client]:
    """The home page of a system of which nothing else runs."""
    settings = Settings.from_environ(NOWHERE)
    handler = partial(
        Page,
        config=partial(config, settings, folder),
        pulse=Pulse(settings, folder),
        csp=policy(settings.api_url, settings.realtime_url, _MEDIA),
        cms=cms,
        cms_csp=cms_policy(settings.realtime_url, _MEDIA),
        api_url=api_url,
    )
    with running(Server(("127.0.0.1", 0), handler)) as url, httpx.Client(base_url=url) as client:
        yield client


@contextmanager
def running(server: ThreadingHTTPServer) -> Iterator[str]:
    """A server's address, while it serves."""
    with server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class Echo(BaseHTTPRequestHandler):
    """An API that says what it was asked, and sets two cookies."""

    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        """The request, as text."""
        length = int(self.headers.get("Content-Length", "0"))
        lines = [f"{self.command} {self.path}", *(f"{name}: {value}" for name, value in self.headers.items())]
        body = "\n".join(lines).encode() + b"\n\n" + self.rfile.read(length)
        self.send_response(418)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "__Host-a=1; Path=/; Secure")
        self.send_header("Set-Cookie", "__Host-b=2; Path=/; Secure")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def log_message(self, *_args: object) -> None:
        """Not here."""
