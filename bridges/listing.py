"""What a list that can be had as a file is, and how one that comes page by page is gone through."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection

AT_ONCE = 500
T = TypeVar("T")
Filters = Mapping[str, Any]


@dataclass(frozen=True)
class Listing:
    """A list that can be had as CSV. `rows` takes the filter as it was sent, in JSON."""

    columns: Sequence[str]
    rows: Callable[[Connection, Filters], Iterable[Sequence[object]]]


def pages(page: Callable[[Any, int], Sequence[T]], place: Callable[[T], Any]) -> Iterator[T]:
    """All that comes page by page: `page` gives so many at most of what stands after a place, None: from the first."""
    after = None
    while found := page(after, AT_ONCE):
        yield from found
        after = place(found[-1])


def by_id(columns: Sequence[str], page: Callable[[Connection, Filters, Any, int], Sequence[Any]]) -> Listing:
    """A list in the order of ids. `page` gives rows (mappings, or with attributes) from after the one with an id."""

    def rows(connection: Connection, filters: Filters) -> Iterator[Sequence[object]]:
        for one in pages(partial(page, connection, filters), lambda row: _cell(row, "id")):
            yield [_cell(one, name) for name in columns]

    return Listing(columns, rows)


def given(filters: Filters, *names: str) -> dict[str, Any]:
    """These of the filters, as queries take them; None where one is not set."""
    return {name: _typed(name, filters.get(name)) for name in names}


def _typed(name: str, value: Any) -> Any:
    if isinstance(value, str) and name in ("player_id", "battle_id"):
        return UUID(value)
    if isinstance(value, str) and name in ("since", "until"):
        return datetime.fromisoformat(value)
    return value


def _cell(row: Any, name: str) -> Any:
    return row[name] if isinstance(row, Mapping) else getattr(row, name)
