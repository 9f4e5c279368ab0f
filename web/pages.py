"""Pages of a list: `limit` and an opaque `cursor` in, `{items, next}` out.

The cursor holds the id that a page ended with; of a list in an order of time, that time and the id.
"""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar
from uuid import UUID

import marshmallow as ma

from web.errors import Problem
from web.fields import Matches

LIMIT_MOST = 100
Place = tuple[datetime, UUID]
"""Where a page of a list in an order of time ended."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FORM = struct.Struct(">q16s")


def limit_field() -> ma.fields.Integer:
    """How long a page may be."""
    return ma.fields.Integer(
        load_default=20,
        validate=ma.validate.Range(1, LIMIT_MOST),
        metadata={"description": "How many items at most."},
    )


def cursor_field(pattern: str) -> ma.fields.String:
    """Where a page begins: a cursor of that form."""
    return ma.fields.String(
        load_default=None,
        validate=Matches(pattern, error="Not a cursor; take it from `next` of the page before."),
        metadata={"description": "`next` of the page before, with the same filters and order; opaque."},
    )


class PageSchema(ma.Schema):
    """Parameters of a list."""

    limit = limit_field()
    cursor = cursor_field("[A-Za-z0-9_-]{22}")


class TimePageSchema(ma.Schema):
    """Parameters of a list in an order of time."""

    limit = limit_field()
    cursor = cursor_field("[A-Za-z0-9_-]{32}")


class _Item(Protocol):
    @property
    def id(self) -> UUID:
        """Which one."""


T = TypeVar("T", bound=_Item)


def paged(items: Sequence[_Item], limit: int) -> dict[str, Any]:
    """A page out of one item more than it may have, with the cursor of the next, for a list in the order of ids."""
    page = items[:limit]
    return {"items": page, "next": write_cursor(page[-1].id) if len(items) > limit else None}


def write_cursor(id_: UUID) -> str:
    """The cursor that continues after an id."""
    return pack(id_.bytes)


def read_cursor(cursor: str | None) -> UUID | None:
    """The id that a cursor, of a PageSchema, continues after."""
    return None if cursor is None else UUID(bytes=unpack(cursor))


def paged_in_time(items: Sequence[T], limit: int, order: str) -> tuple[Sequence[T], str | None]:
    """The items of a page out of one more than it has, and the cursor of the next; `order` is the attribute."""
    if len(items) <= limit:
        return items, None
    last: Any = items[limit - 1]
    return items[:limit], write_place(getattr(last, order), last.id)


def write_place(at: datetime, id_: UUID) -> str:
    """The cursor that continues after an item."""
    return pack(_FORM.pack((at - _EPOCH) // timedelta(microseconds=1), id_.bytes))


def read_place(cursor: str | None) -> Place | None:
    """Where a cursor, of a TimePageSchema, continues. Raises Problem 422."""
    if cursor is None:
        return None
    micros, id_ = _FORM.unpack(unpack(cursor))
    try:
        return _EPOCH + timedelta(microseconds=micros), UUID(bytes=id_)
    except OverflowError:
        fault = {"field": "cursor", "detail": "Not a cursor of this list; take it from `next` of the page before."}
        raise Problem(422, "bad_cursor", fault["detail"], errors=[fault]) from None


def pack(place: bytes) -> str:
    """The cursor that says where a page ended."""
    return urlsafe_b64encode(place).rstrip(b"=").decode()


def unpack(cursor: str) -> bytes:
    """What a cursor says."""
    return urlsafe_b64decode(cursor + "==")
