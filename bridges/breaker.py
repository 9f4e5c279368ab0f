"""A breaker: remembers for a moment that a store is away, so that not every request must find it out again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import structlog

log = structlog.get_logger()


class Away(Exception):
    """A store is away: it failed just now, or a moment ago and nobody tried."""


class Breaker:
    """Closed while the store answers. Once it failed, one caller in `rest_s` seconds tries it again."""

    def __init__(self, store: str, means_away: Callable[[Exception], bool], rest_s: float = 1.0) -> None:
        self._store = store
        self._means_away = means_away
        self._rest_s = rest_s
        self._next_try: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether the store was away when it was last asked."""
        return self._next_try is not None

    @property
    def rests(self) -> bool:
        """Whether a call would be turned away now, without trying."""
        return self._next_try is not None and monotonic() < self._next_try

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Around a call: raises Away at once while the store rests, and for errors that mean that it is away."""
        self._enter()
        try:
            yield
        except Exception as error:
            if not self._means_away(error):
                raise
            self._next_try = monotonic() + self._rest_s
            log.warning("store away", store=self._store, error=str(error.__cause__ or error)[:200])
            raise Away(self._store) from error
        if self._next_try is not None:
            log.info("store back", store=self._store)
            self._next_try = None

    def _enter(self) -> None:
        if self.rests:
            raise Away(self._store)
        if self._next_try is not None:
            self._next_try = monotonic() + self._rest_s
