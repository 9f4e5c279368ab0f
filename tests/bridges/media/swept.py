"""A store whose strays are removed at the worst moment: when a file is there and its row is not."""

from collections.abc import Iterator
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import Engine

from bridges.media import Store
from bridges.strays import remove_strays


class Swept:
    """Another store, swept after each file that it is given."""

    def __init__(self, store: Store, engine: Engine) -> None:
        self._store = store
        self._engine = engine
        self.sweeps = 0

    def put(self, data: bytes) -> UUID:
        """Keep a file, and sweep."""
        id_ = self._store.put(data)
        remove_strays(self._engine, self._store)
        self.sweeps += 1
        return id_

    def open(self, id_: UUID) -> BinaryIO:
        """The file."""
        return self._store.open(id_)

    def url(self, id_: UUID) -> str:
        """Where clients get it."""
        return self._store.url(id_)

    def ids(self) -> Iterator[UUID]:
        """All that is kept."""
        return self._store.ids()

    def remove(self, id_: UUID) -> None:
        """Forget a file."""
        self._store.remove(id_)
