"""Pages of a list: `limit` and an opaque `cursor` in, `{items, next}` out."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

import marshmallow as ma

from web.fields import Matches

LIMIT_MOST = 100


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


class _Item(Protocol):
    @property
    def id(self) -> UUID:
        """Which one."""


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


def pack(place: bytes) -> str:
    """The cursor that says where a page ended."""
    return urlsafe_b64encode(place).rstrip(b"=").decode()


def unpack(cursor: str) -> bytes:
    """What a cursor says."""
    return urlsafe_b64decode(cursor + "==")
