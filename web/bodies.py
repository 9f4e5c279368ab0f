"""Bodies and parameters: how they are read, with what is no JSON, too deep, or unknown refused before any view."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import flask_smorest
import marshmallow as ma
import msgspec
from flask import Request, request
from gunicorn.http.errors import ParseException
from webargs import missing
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import MultiDict

from web.contract import View
from web.errors import Problem

T = TypeVar("T")

BODY_MOST = 64 * 1024
BATCH_BODY_MOST = 1024 * 1024

FORM = "multipart/form-data"
_STRICT = ("query", "form")
"""Where unknown names are refused as they are in JSON."""

_decode_any = msgspec.json.Decoder().decode
_PLACE = re.compile(r"(.*?)(?: - at `\$(.*)`)?", re.DOTALL).fullmatch


def read(decode: Callable[[bytes], T]) -> T:
    """The request's JSON body through a msgspec decoder. Raises Problem 400, 413, 415 or 422."""
    this = request._get_current_object()  # type: ignore[attr-defined]  # each use of the proxy costs
    if not this.is_json:
        raise Problem(415, "unsupported_media_type", "Send the body as JSON, with Content-Type: application/json.")
    try:
        return decode(_raw(this))
    except msgspec.ValidationError as error:
        raise _invalid(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Problem(400, "malformed_json", f"The body is not JSON (RFC 8259): {error}.") from None
    except (OSError, ParseException) as error:  # gunicorn's: chunks that are none, a client that went away
        raise Problem(400, "malformed_body", f"The body could not be read to its end: {error}.") from None
    except RecursionError:
        raise Problem(400, "malformed_json", "The body is nested too deeply.") from None


def _raw(this: Request) -> bytes:
    """The bytes of the body. A length that is told and allowed is read at once: werkzeug's stream costs tenfold."""
    told = this.environ.get("CONTENT_LENGTH", "")
    length = int(told) if told.isdecimal() and len(told) < 10 else -1
    if not 0 <= length <= (this.max_content_length or 0):
        if 0 < length <= BATCH_BODY_MOST:
            this.environ["wsgi.input"].read(length)  # closed with it unread, the answer may be lost to a reset
        return this.get_data(cache=False)
    found: bytes = this.environ["wsgi.input"].read(length)
    if len(found) < length:
        raise OSError(f"{len(found)} bytes came of the {length} that were told")
    return found


def _invalid(message: str) -> Problem:
    found = _PLACE(message)
    detail, path = (found[1], found[2] or "") if found else (message, "")
    pointer = path.replace(".", "/").replace("[", "/").replace("]", "")
    fault = {"pointer": pointer, "detail": detail}
    return Problem(422, "invalid", "The fields named in `errors` are wrong.", errors=[fault])


def _read_any(raw: bytes) -> Any:
    """Any JSON, but no NUL inside a string: no field of ours means one, and Postgres cannot hold it."""
    value = _decode_any(raw)
    if b"\\u0000" in raw and _has_nul(value):
        raise Problem(422, "invalid", "A string holds the character U+0000.")
    return value


def _has_nul(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_nul(item) for pair in value.items() for item in pair)
    if isinstance(value, list):
        return any(map(_has_nul, value))
    return isinstance(value, str) and "\0" in value


class _Parser(FlaskParser):
    """webargs, with our reading of JSON, and with unknown parameters refused in the query too."""

    DEFAULT_UNKNOWN_BY_LOCATION = FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION | dict.fromkeys(_STRICT, ma.RAISE)

    def load_json(self, req: Request, schema: ma.Schema) -> Any:  # noqa: ARG002 - webargs' signature
        """The body, or `missing` where there is none and none is announced."""
        if not req.content_length and not req.mimetype and "Transfer-Encoding" not in req.headers:
            return missing
        return read(_read_any)

    def load_querystring(self, req: Request, schema: ma.Schema) -> Any:
        """The parameters; like strings in a body, none may hold a NUL."""
        _refuse_nul(req.args)
        return super().load_querystring(req, schema)

    def load_form(self, req: Request, schema: ma.Schema) -> Any:
        """The fields of a form, files among them."""
        _refuse_nul(req.form)
        return self._makeproxy(MultiDict([*req.form.items(multi=True), *req.files.items(multi=True)]), schema)


def _refuse_nul(given: MultiDict[str, str]) -> None:
    for name, value in given.items(multi=True):
        if "\0" in value:
            fault = {"field": name, "detail": "Holds the character U+0000."}
            raise Problem(422, "invalid", fault["detail"], errors=[fault])


def form_data(most: int) -> Callable[[View], View]:
    """The body is multipart/form-data, of so many bytes at most. Stands over the arguments. Raises Problem 413, 415."""

    def decorate(view: View) -> View:
        @wraps(view)
        def parsed(*given: Any, **named: Any) -> Any:
            if request.mimetype != FORM:
                raise Problem(415, "unsupported_media_type", f"Send the body as {FORM}, the file with its fields.")
            request.max_content_length = most
            return view(*given, **named)

        return parsed

    return decorate


class Blueprint(flask_smorest.Blueprint):
    """flask-smorest's blueprint with our parser."""

    ARGUMENTS_PARSER = _Parser()
