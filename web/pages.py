"""Pages of a list: `limit` and an opaque `cursor` in, `{items, next}` out."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

import marshmallow as ma

from web.fields import Matches

LIMIT_MOST = 100


class PageSchema(ma.Schema):
    """Parameters of a list."""

    limit = ma.fields.Integer(
        load_default=20,
        validate=ma.validate.Range(1, LIMIT_MOST),
        metadata={"description": "How many items at most."},
    )
    cursor = ma.fields.String(
        load_default=None,
        validate=Matches("[A-Za-z0-9_-]{22}", error="Not a cursor; take it from `next` of the page before."),
        metadata={"description": "`next` of the page before; opaque."},
    )


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
