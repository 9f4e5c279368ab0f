"""A part of the system that is looked at again and again, while somebody wants to know, and that may be away."""

from collections.abc import Callable
from threading import Event, Lock, Thread
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")
IDLE_S = 300.0
"""So long after the last question nobody looks any more: a page that nobody watches costs nothing."""
PATIENCE_S = 3.0
"""A look that takes longer found the part frozen."""


class Source(Generic[T]):
    """Reads by a thread of its own every `every_s`. `away` are the errors that mean the part does not answer."""

    def __init__(self, read: Callable[[], T], away: tuple[type[Exception], ...], every_s: float = 0.5) -> None:
        self._read = read
        self._away = away
        self._every_s = every_s
        self._rest = Event()
        self._lock = Lock()
        self._thread: Thread | None = None
        self._asked = 0.0
        self._began: float | None = None
        self._fault: str | None = None
        self.latest: T | None = None
        """What was read last, however long ago."""

    def ask(self) -> T | None:
        """What was read last, without waiting; from now on it is kept fresh for a while."""
        self._asked = monotonic()
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="source", daemon=True)
                self._thread.start()
        return self.latest

    @property
    def fault(self) -> str | None:
        """Why the part counts as away; None while it answers."""
        began = self._began
        if began is not None and monotonic() - began > PATIENCE_S:
            return "no answer"
        return self._fault

    def _run(self) -> None:
        while True:
            self.look()
            self._rest.wait(self._every_s)
            with self._lock:
                if monotonic() - self._asked > IDLE_S:
                    self._thread = None
                    return

    def look(self) -> None:
        """Read once, on the caller's thread."""
        self._began = monotonic()
        try:
            self.latest = self._read()
            self._fault = None
        except self._away as error:
            self._fault = f"{type(error).__name__}: {error}".partition("\n")[0]
        finally:
            self._began = None
