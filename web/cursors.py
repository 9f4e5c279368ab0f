"""Cursors of lists that are in the order of more than an id: opaque, and good for their own list alone."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

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


class _Number(msgspec.Struct, array_like=True):
    id: int


class _Numbered(Protocol):
    @property
    def id(self) -> int:
        """Which one."""


_read_number = reader(_Number)


def read_number(cursor: str | None) -> int | None:
    """The id that a cursor of `numbered` continues after. Raises Problem 422."""
    found = _read_number(cursor)
    return None if found is None else found.id


def numbered(items: Sequence[_Numbered], limit: int) -> dict[str, Any]:
    """A page out of one item more than it may have, with the cursor of the next, for a list in the order of numbers."""
    page = items[:limit]
    return {"items": page, "next": write(_Number(page[-1].id)) if len(items) > limit else None}
