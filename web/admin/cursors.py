"""Cursors of lists that are in the order of more than an id: opaque, and good for their own list alone."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any, TypeVar

import marshmallow as ma
import msgspec

from web.errors import Problem
from web.fields import Matches
from web.pages import LIMIT_MOST

T = TypeVar("T")

_encode = msgspec.msgpack.Encoder().encode


class KeyPageSchema(ma.Schema):
    """Parameters of such a list."""

    limit = ma.fields.Integer(
        load_default=20,
        validate=ma.validate.Range(1, LIMIT_MOST),
        metadata={"description": "How many items at most."},
    )
    cursor = ma.fields.String(
        load_default=None,
        validate=Matches("[A-Za-z0-9_-]{1,400}", error="Not a cursor; take it from `next` of the page before."),
        metadata={"description": "`next` of the page before; opaque."},
    )


def reader(key: type[T]) -> Callable[[str | None], T | None]:
    """Reads cursors that hold a key of a type, a msgspec struct; Problem 422 `bad_cursor` for others."""
    decode = msgspec.msgpack.Decoder(key).decode

    def read(cursor: str | None) -> T | None:
        if cursor is None:
            return None
        try:
            return decode(urlsafe_b64decode(cursor.encode() + b"=="))
        except (ValueError, msgspec.MsgspecError):
            detail = "Not a cursor of this list; take it from `next` of the page before."
            raise Problem(422, "bad_cursor", detail, errors=[{"field": "cursor", "detail": detail}]) from None

    return read


def write(key: Any) -> str:
    """The cursor that continues after a key."""
    return urlsafe_b64encode(_encode(key)).rstrip(b"=").decode()
