"""Cursors of lists that are in the order of more than an id: opaque, and good for their own list alone."""

from collections.abc import Callable
from typing import Any, TypeVar

import marshmallow as ma
import msgspec

from web.errors import Problem
from web.pages import cursor_field, limit_field, pack, unpack

T = TypeVar("T")

_encode = msgspec.msgpack.Encoder().encode


class KeyPageSchema(ma.Schema):
    """Parameters of such a list."""

    limit = limit_field()
    cursor = cursor_field("[A-Za-z0-9_-]{1,400}")


def reader(key: type[T]) -> Callable[[str | None], T | None]:
    """Reads cursors that hold a key of a type, a msgspec struct; Problem 422 `bad_cursor` for others."""
    decode = msgspec.msgpack.Decoder(key).decode

    def read(cursor: str | None) -> T | None:
        if cursor is None:
            return None
        try:
            return decode(unpack(cursor))
        except (ValueError, msgspec.MsgspecError):
            detail = "Not a cursor of this list; take it from `next` of the page before."
            raise Problem(422, "bad_cursor", detail, errors=[{"field": "cursor", "detail": detail}]) from None

    return read


def write(key: Any) -> str:
    """The cursor that continues after a key."""
    return pack(_encode(key))
