"""Who is nearest by rating among many that are taken one after the other: what a matchmaker's pass asks.

Players stand in rows by rating, one perhaps in several; whole runs of taken ones are skipped in one step.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from math import inf, nextafter


class Row:
    """Numbers of players, the lowest rating first; `down` and `up` lead past those that are taken."""

    __slots__ = ("down", "numbers", "ratings", "up")

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.ratings: list[float] = []
        self.down: list[int] = []
        self.up: list[int] = []

    def add(self, number: int, rating: float) -> None:
        """One more, whose rating is not less than the last one's."""
        self.numbers.append(number)
        self.ratings.append(rating)

    def close(self) -> None:
        """All are in."""
        self.down = list(range(-1, len(self.numbers) - 1))
        self.up = list(range(1, len(self.numbers) + 1))


class Nearest:
    """Players by number. `ratings` and `windows` are theirs: a window is how far away an opponent may be."""

    def __init__(self, ratings: Sequence[float], windows: Sequence[float]) -> None:
        self._ratings = ratings
        self._windows = windows
        self.taken = bytearray(len(ratings))
        """By number: who is in nobody's reach any more."""

    def take(self, number: int, rows: Iterable[Row], may: Callable[[int], bool]) -> int | None:
        """Take a player, and with them the nearest in these rows whom they may meet and who is within both windows.

        None: there is nobody. The player is taken nevertheless: nobody who comes later needs to look at them again.
        """
        self.taken[number] = True
        rating = self._ratings[number]
        best, limit = None, nextafter(self._windows[number], inf)
        for row in rows:
            start = bisect_left(row.ratings, rating)
            for first, following in ((start - 1, row.down), (start, row.up)):
                place = self._walk(row, first, following, rating, limit, may)
                if place is not None:
                    best, limit = row.numbers[place], abs(row.ratings[place] - rating)
        if best is not None:
            self.taken[best] = True
        return best

    def _walk(
        self, row: Row, place: int, following: list[int], rating: float, limit: float, may: Callable[[int], bool]
    ) -> int | None:
        """The first place from `place` on that will do and is nearer than `limit`."""
        numbers, ratings, taken, windows = row.numbers, row.ratings, self.taken, self._windows
        end = len(numbers)
        while 0 <= place < end:
            other = numbers[place]
            if taken[other]:
                place = _past(place, following, numbers, taken)
                continue
            away = abs(ratings[place] - rating)
            if away >= limit:
                return None
            if away <= windows[other] and may(other):
                return place
            place = following[place]
        return None


def _past(place: int, following: list[int], numbers: list[int], taken: bytearray) -> int:
    """The next place that is not taken, if any; the ways that were walked are cut short for who comes later."""
    end = len(numbers)
    while 0 <= place < end and taken[numbers[place]]:
        after = following[place]
        if 0 <= after < end and taken[numbers[after]]:
            following[place] = following[after]
        place = after
    return place
