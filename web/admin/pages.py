"""Pages of lists in an order of time: the cursor holds the time and the id that a page ended with."""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar
from uuid import UUID

import marshmallow as ma

from web.errors import Problem
from web.pages import cursor_field, limit_field, pack, unpack

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FORM = struct.Struct(">q16s")
Place = tuple[datetime, UUID]


class _Item(Protocol):
    @property
    def id(self) -> UUID:
        """Which one."""


T = TypeVar("T", bound=_Item)


class TimePageSchema(ma.Schema):
    """Parameters of a list in an order of time."""

    limit = limit_field()
    cursor = cursor_field("[A-Za-z0-9_-]{32}")


def read_place(cursor: str | None) -> Place | None:
    """Where a cursor, of a TimePageSchema, continues. Raises Problem 422."""
    if cursor is None:
        return None
    micros, id_ = _FORM.unpack(unpack(cursor))
    try:
        return _EPOCH + timedelta(microseconds=micros), UUID(bytes=id_)
    except OverflowError:
        fault = {"field": "cursor", "detail": "Not a cursor; take it from `next` of the page before."}
        raise Problem(422, "bad_cursor", fault["detail"], errors=[fault]) from None


def write_place(at: datetime, id_: UUID) -> str:
    """The cursor that continues after an item."""
    return pack(_FORM.pack((at - _EPOCH) // timedelta(microseconds=1), id_.bytes))


def paged(items: Sequence[T], limit: int, order: str) -> tuple[Sequence[T], str | None]:
    """The items of a page out of one more than it has, and the cursor of the next; `order` is the attribute."""
    if len(items) <= limit:
        return items, None
    last: Any = items[limit - 1]
    return items[:limit], write_place(getattr(last, order), last.id)
