"""A member's request that comes again because its answer was lost: with an `Idempotency-Key` it is done once.

What the key stood for is kept in the transaction of `acting`.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from web import repeats
from web.admin.guard import staff
from web.contract import View
from web.repeats import HEADER, REUSED, KeySchema, keep, must_be_first

__all__ = ["HEADER", "REUSED", "KeySchema", "keep", "must_be_first", "once"]


def once(again: Callable[[Connection, str], Any], *, required: bool = False) -> Callable[[View], View]:
    """Do what a view does once for each key of a member (web.repeats)."""
    return repeats.once(again, whose=_member, required=required)


def _member() -> tuple[str, UUID]:
    return "staff", staff().id
