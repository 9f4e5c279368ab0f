"""Around every request: an id that is told back, headers that browsers want, CORS, and how long it took.

A WSGI layer rather than Flask hooks: what every answer pays for must cost next to nothing (docs/performance.md).
"""

import re
from collections.abc import Callable, Collection, Iterable
from os import urandom
from time import perf_counter
from typing import Any

from flask import Flask, request

from web import metrics

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}").fullmatch
_ALLOW_HEADERS = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Prefer, X-Request-Id"
_EXPOSE_HEADERS = "Location, Retry-After, Preference-Applied, ETag, X-Request-Id"
_ALWAYS = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Strict-Transport-Security", "max-age=31536000"),  # ignored by browsers over plain HTTP, as in the lab
]
_NO_STORE = ("Cache-Control", "no-store")
_ID = "buzzline.request_id"

Environ = dict[str, Any]
Headers = list[tuple[str, str]]


def request_id() -> str:
    """The id of the request that is being answered."""
    return str(request.environ[_ID])


def init_app(app: Flask, cors_origins: Collection[str]) -> None:
    """Put the layer around an app."""
    app.wsgi_app = _Envelope(app.wsgi_app, cors_origins)  # type: ignore[method-assign]  # Flask's way


class _Envelope:
    def __init__(self, app: Callable[..., Iterable[bytes]], cors_origins: Collection[str]) -> None:
        self._app = app
        self._cors_origins = cors_origins

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        began = perf_counter()
        given = environ.get("HTTP_X_REQUEST_ID")
        id_ = environ[_ID] = given if given and _SANE_ID(given) else urandom(8).hex()

        def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
            headers += _ALWAYS
            headers.append(("X-Request-Id", id_))
            if not any(name == "Cache-Control" for name, _ in headers):
                headers.append(_NO_STORE)
            if "HTTP_ORIGIN" in environ and self._cors_origins:
                headers += self._sharing(environ, headers)
            metrics.observe(environ, status, perf_counter() - began)
            return start_response(status, headers, exc_info)

        return self._app(environ, start)

    def _sharing(self, environ: Environ, headers: Headers) -> Headers:
        """CORS for the origins of the settings, exactly; tokens are bearers, so there are never credentials."""
        origin = environ["HTTP_ORIGIN"]
        if not environ["PATH_INFO"].startswith("/v1/"):
            return []
        if origin not in self._cors_origins:
            return [("Vary", "Origin")]
        shared = [
            ("Vary", "Origin"),
            ("Access-Control-Allow-Origin", origin),
            ("Access-Control-Expose-Headers", _EXPOSE_HEADERS),
        ]
        if environ["REQUEST_METHOD"] == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ:
            allowed = next((value for name, value in headers if name == "Allow"), "")
            shared += [
                ("Access-Control-Allow-Methods", allowed),
                ("Access-Control-Allow-Headers", _ALLOW_HEADERS),
                ("Access-Control-Max-Age", "600"),
            ]
        return shared
