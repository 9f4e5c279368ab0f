"""Files that no row names: their import was rolled back, or its worker died."""

from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from sqlalchemy import Engine

from bridges.media import Store
from models import media

_AT_ONCE = 500


def remove_strays(engine: Engine, store: Store) -> int:
    """Remove them; how many there were. While somebody puts files nothing is removed, as their rows are to come."""
    removed = 0
    for ids in _chunks(store.ids()):
        with engine.begin() as connection:
            strays = media.strays(connection, ids)
            if strays and media.hold_alone(connection):
                for id_ in media.strays(connection, strays):
                    store.remove(id_)
                    removed += 1
    return removed


def _chunks(ids: Iterator[UUID]) -> Iterator[list[UUID]]:
    while chunk := list(islice(ids, _AT_ONCE)):
        yield chunk
