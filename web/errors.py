"""Errors as RFC 9457 problems: one exception that a view raises, one table of handlers, one shape."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import marshmallow as ma
import msgspec
import structlog
from flask import Flask, Response
from flask_smorest import Blueprint
from redis import RedisError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from bridges.breaker import Away
from bridges.postgres import means_away, means_held
from web.contract import View, documented
from web.headers import request_id

log = structlog.get_logger()
_encode = msgspec.json.Encoder().encode

Errors = Sequence[Mapping[str, str]]

_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "unsupported_media_type",
    416: "range_not_satisfiable",
    422: "invalid",
    428: "precondition_required",
    429: "too_many_requests",
}


class Problem(Exception):
    """What a client is told in place of a result. `code` is stable, `detail` says what to change.

    `errors` name single fields: {"pointer": "/answers/3/token" or "field": "limit", "detail": ...}. Further members go
    into the body beside them.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: Errors = (),
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors
        self.headers = headers or {}
        self.members = members

    def body(self, request_id: str) -> bytes:
        """The problem as JSON."""
        members = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            **({"errors": self.errors} if self.errors else {}),
            **self.members,
            "request_id": request_id,
        }
        return _encode(members)

    def response(self) -> Response:
        """The problem as a response, with the request's id in it."""
        response = Response(self.body(request_id()), status=self.status, content_type="application/problem+json")
        response.headers.update(self.headers)
        return response


def unavailable(detail: str, code: str = "unavailable", retry_after: int = 1) -> Problem:
    """503: a part is away, or overloaded; the same request may succeed in a moment."""
    return Problem(503, code, detail, headers={"Retry-After": str(retry_after)})


class FieldErrorSchema(ma.Schema):
    """One field that was wrong."""

    pointer = ma.fields.String(metadata={"description": "JSON pointer into the body", "example": "/count"})
    field = ma.fields.String(metadata={"description": "name of a parameter", "example": "limit"})
    detail = ma.fields.String(required=True, metadata={"example": "Must be between 1 and 20."})


class ProblemSchema(ma.Schema):
    """RFC 9457 problem details. Clients decide by `code`; `detail` is for people."""

    type = ma.fields.String(required=True, metadata={"example": "about:blank"})
    title = ma.fields.String(required=True, metadata={"example": "Not Found"})
    status = ma.fields.Integer(required=True, metadata={"example": 404})
    code = ma.fields.String(required=True, metadata={"example": "session_unknown"})
    detail = ma.fields.String(required=True, metadata={"example": "There is no such session of yours."})
    errors = ma.fields.List(ma.fields.Nested(FieldErrorSchema))
    event_id = ma.fields.String(metadata={"description": "of a late answer: an earlier copy of it may count"})
    until = ma.fields.AwareDateTime(allow_none=True, metadata={"description": "of `blocked`: its end; null: for ever"})
    ground = ma.fields.String(metadata={"description": "of `blocked`: why, in general", "example": "cheating"})
    request_id = ma.fields.String(required=True, metadata={"example": "5f0c6a7e2b1d4c39"})


_WHY = {
    400: "`malformed_json`: the body is no JSON",
    401: "`unauthenticated`: no token, or one that is not ours or has expired",
    403: "`blocked`: the player may not play, until when and why it says",
    404: "there is no such thing, or it is another player's",
    409: "it is too late",
    412: "it was changed meanwhile",
    413: "`body_too_large`",
    415: "`unsupported_media_type`: the body must be `application/json`",
    416: "`range_not_satisfiable`: the range asked for begins behind the end",
    422: "`invalid`: `errors` name the fields, unknown ones too",
    428: "`precondition_required`: send `If-Match` with the `ETag` of what you changed",
    429: "`too_many_requests`: wait for `Retry-After` seconds",
    503: "`unavailable` or `overloaded`: nothing was done, try again after `Retry-After` seconds",
}
_RETRY_AFTER = {"Retry-After": {"description": "seconds", "schema": {"type": "integer"}}}


def document_problems(*statuses: int, **why: str) -> Callable[[View], View]:
    """Say in the OpenAPI document which problems a view may answer with; `why` replaces a reason: `s409="..."`."""
    return documented(*(_documented_problem(status, why.get(f"s{status}", _WHY[status])) for status in statuses))


def _documented_problem(status: int, why: str) -> Callable[[View], View]:
    decorator: Callable[[View], View] = Blueprint("problems", __name__).alt_response(
        status,
        schema=ProblemSchema,
        content_type="application/problem+json",
        description=why,
        headers=_RETRY_AFTER if status in (429, 503) else None,
    )
    return decorator


def init_app(app: Flask) -> None:
    """Register the table; a more special class wins over a more general one."""
    for error, handler in HANDLERS.items():
        app.register_error_handler(error, handler)


def _problem(problem: Problem) -> Response:
    return problem.response()


def _http(error: HTTPException) -> Response | HTTPException:
    """Werkzeug's, Flask's and webargs' own errors; Allow and Retry-After are kept. A redirect is none."""
    if (error.code or 500) < 400:
        return error
    status = error.code or 500
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Content-Range", "Retry-After")}
    errors = getattr(error, "data", {}).get("messages") or {}
    detail = "The fields named in `errors` are wrong." if errors else (error.description or "")
    code = _CODES.get(status) or HTTPStatus(status).phrase.lower().replace(" ", "_")
    return Problem(status, code, detail, errors=field_errors(errors), headers=headers).response()


def field_errors(messages: Mapping[str, Any]) -> list[dict[str, str]]:
    """Marshmallow's nested messages, by location, as a flat list of pointers and parameter names."""
    found = []
    for location, tree in messages.items():
        for path, detail in _leaves(tree, ()):
            place = "/".join(path)
            name = {"pointer": "".join(f"/{part}" for part in path)} if location == "json" else {"field": place}
            found.append({**name, "detail": detail})
    return found


def _leaves(tree: Any, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
    if isinstance(tree, Mapping):
        return [leaf for key, value in tree.items() for leaf in _leaves(value, (*path, _shown(key)))]
    if isinstance(tree, list):
        return [leaf for value in tree for leaf in _leaves(value, path)]
    return [(tuple(part for part in path if part != "_schema"), str(tree))]


def _shown(key: object) -> str:
    return str(key)[:80].encode("utf-8", "replace").decode()


def _store_away(_: Exception) -> Response:
    return unavailable("A part that this needs is away for the moment.").response()


def _database(error: DBAPIError) -> Response:
    """A database that cannot be talked to is away, a row may be held; anything else it says is our mistake."""
    if means_held(error):
        return unavailable("Something else is at work on what this would change.").response()
    return _store_away(error) if means_away(error) else _unexpected(error)


def _unexpected(error: Exception) -> Response:
    log.error("unexpected", request_id=request_id(), exc_info=error)
    return Problem(500, "internal", "Something went wrong here; it has been logged.").response()


HANDLERS: dict[type[Exception], Any] = {
    Problem: _problem,
    HTTPException: _http,
    Away: _store_away,
    DBAPIError: _database,
    RedisError: _store_away,
    RecursionError: lambda _: Problem(400, "malformed_json", "The body is nested too deeply.").response(),
    Exception: _unexpected,
}
