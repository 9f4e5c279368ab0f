"""How fast a counter grows, from readings at uneven times."""

from bisect import bisect_left
from collections import deque
from itertools import pairwise

WINDOW_S = 2.0
HISTORY_S = 120
_GAP_S = 4.0
"""Between readings further apart than this nothing is known."""


class Speed:
    """Remembers the last two minutes of (time, total) readings."""

    def __init__(self) -> None:
        self._readings: deque[tuple[float, int]] = deque(maxlen=HISTORY_S * 4)

    def read(self, at: float, total: int) -> None:
        """Add a reading; `at` in seconds of a monotonic clock. A total that fell (a new database) begins anew."""
        if self._readings and total < self._readings[-1][1]:
            self._readings.clear()
        self._readings.append((at, total))

    def now(self, at: float) -> float | None:
        """Growth a second over the last two seconds; None when there were not two fresh readings."""
        if not self._readings or at - self._readings[-1][0] > _GAP_S:
            return None
        last = self._readings[-1][0]
        before = self._total(last - WINDOW_S)
        return None if before is None else (self._readings[-1][1] - before) / WINDOW_S

    def history(self, at: float, seconds: int = HISTORY_S) -> list[float | None]:
        """Growth in each of the last seconds, oldest first; None where nothing is known."""
        # One second back: the reading that ends the newest second may not have been taken yet.
        totals = [self._total(at - 1 - back) for back in range(seconds, -1, -1)]
        return [None if a is None or b is None else round(b - a, 1) for a, b in pairwise(totals)]

    def _total(self, at: float) -> float | None:
        """The total at a time, on the line between the readings around it."""
        index = bisect_left(self._readings, at, key=lambda reading: reading[0])
        if index == len(self._readings):
            return None
        later, high = self._readings[index]
        if later == at:
            return high
        if index == 0:
            return None
        earlier, low = self._readings[index - 1]
        if later - earlier > _GAP_S:
            return None
        return low + (high - low) * (at - earlier) / (later - earlier)
