"""What was read a moment ago, kept for those who ask the same; who asks while it is being read waits for that."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_MOST = 4_096


@dataclass
class _Item(Generic[V]):
    lock: Lock = field(default_factory=Lock)
    until: float = 0.0
    value: V | None = None


class Remembered(Generic[K, V]):
    """Values by key, each read at most once in `seconds`. A read that fails is the next one's to try again."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._items: OrderedDict[K, _Item[V]] = OrderedDict()

    def get(self, key: K, read: Callable[[], V]) -> V:
        """The value, read anew if it is older than `seconds`."""
        item = self._items.setdefault(key, _Item())
        self._items.move_to_end(key)
        while len(self._items) > _MOST:
            self._items.popitem(last=False)
        with item.lock:
            if item.value is None or monotonic() >= item.until:
                item.value = read()
                item.until = monotonic() + self._seconds
            return item.value
