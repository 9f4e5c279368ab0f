"""A latch: one waits, another opens it. A bare lock, as it is made for every answer and an Event costs much more."""

from contextlib import suppress
from threading import Lock


class Latch:
    """Shut when made; `open` it once, and whoever waits goes on."""

    __slots__ = ("_lock",)

    def __init__(self) -> None:
        self._lock = Lock()
        self._lock.acquire()

    def open(self) -> None:
        """Let the waiting one go on; open stays open."""
        with suppress(RuntimeError):
            self._lock.release()

    def wait(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds for the latch to open; whether it did. At most once."""
        return self._lock.acquire(timeout=max(timeout, 0))
