"""The API under the home page's own origin, as a CDN does it in production: cookies of staff are for one origin."""

import json
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

_HOP = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "server",
    "date",
}
_CHUNK = 64 * 1024
_PATIENCE_S = 60


def forward(handler: BaseHTTPRequestHandler, api_url: str) -> None:
    """Hand a request on to the API, and its answer back, as they are."""
    length = handler.headers.get("Content-Length", "0")
    if "Transfer-Encoding" in handler.headers or not length.isdigit():
        return _refuse(handler, 411, "length_required", "Send a Content-Length.")
    api = urlsplit(api_url)
    connection = HTTPConnection(api.hostname or "", api.port or 80, timeout=_PATIENCE_S)
    try:
        answer = _ask(connection, handler, int(length))
    except (OSError, HTTPException):
        handler.close_connection = True  # Part of the body may not have been read.
        return _refuse(handler, 503, "unavailable", "The API does not answer; it may be starting.")
    else:
        return _give_back(handler, answer)
    finally:
        connection.close()


def _ask(connection: HTTPConnection, handler: BaseHTTPRequestHandler, length: int) -> HTTPResponse:
    connection.putrequest(handler.command, handler.path, skip_host=True, skip_accept_encoding=True)
    for name, value in handler.headers.items():
        if name.lower() not in _HOP:
            connection.putheader(name, value)
    connection.endheaders()
    while length:
        part = handler.rfile.read(min(length, _CHUNK))
        if not part:
            raise OSError("the client went away")
        connection.send(part)
        length -= len(part)
    return connection.getresponse()


def _give_back(handler: BaseHTTPRequestHandler, answer: HTTPResponse) -> None:
    handler.send_response_only(answer.status, answer.reason)
    for name, value in answer.getheaders():
        if name.lower() not in _HOP:
            handler.send_header(name, value)
    if answer.length is None and answer.status not in (204, 304):
        handler.close_connection = True
        handler.send_header("Connection", "close")
    BaseHTTPRequestHandler.end_headers(handler)
    while part := answer.read(_CHUNK):
        handler.wfile.write(part)


def _refuse(handler: BaseHTTPRequestHandler, status: int, code: str, detail: str) -> None:
    title = HTTPStatus(status).phrase
    problem = {"type": "about:blank", "title": title, "status": status, "code": code, "detail": detail}
    body = json.dumps(problem).encode()
    handler.send_response_only(status)
    handler.send_header("Content-Type", "application/problem+json")
    handler.send_header("Content-Length", str(len(body)))
    if status == 503:
        handler.send_header("Retry-After", "1")
    handler.close_connection = True
    handler.send_header("Connection", "close")
    BaseHTTPRequestHandler.end_headers(handler)
    handler.wfile.write(body)
