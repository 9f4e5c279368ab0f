"""What gunicorn answers to bytes that are no request, or none that it takes: no app sees those, yet it is a problem."""

from http import HTTPStatus
from os import urandom
from typing import Any

import structlog
from gunicorn import util

from web.errors import Problem

log = structlog.get_logger()

_CODES = {
    HTTPStatus.REQUEST_URI_TOO_LONG: "request_line_too_long",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "headers_too_large",
    HTTPStatus.NOT_IMPLEMENTED: "transfer_encoding_unsupported",
    HTTPStatus.INTERNAL_SERVER_ERROR: "internal",
}
_HEAD = (
    "HTTP/1.1 {status} {title}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
    "Content-Length: {length}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
    "X-Request-Id: {id}\r\n\r\n"
)


def install() -> None:
    """Have gunicorn's workers write problems: `util.write_error` is the one place where they write HTML."""
    util.write_error = _write


def _write(sock: Any, status_int: int, reason: str, mesg: str) -> None:
    """As gunicorn calls its own."""
    id_ = urandom(8).hex()
    log.info("unread", request_id=id_, status=status_int, reason=reason)
    detail = mesg or "Something went wrong here; it has been logged."
    body = Problem(status_int, _CODES.get(HTTPStatus(status_int), "bad_request"), detail).body(id_)
    title = HTTPStatus(status_int).phrase
    util.write_nonblock(sock, _HEAD.format(status=status_int, title=title, length=len(body), id=id_).encode() + body)
