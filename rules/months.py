"""Months of the books, by UTC: a transfer is of the month in which it is posted, for ever."""

from datetime import UTC, date, datetime, time
from typing import NamedTuple


class Month(NamedTuple):
    """One, as 2026-11."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def next(self) -> "Month":
        """The one after it."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def begins(self) -> datetime:
        """Its first moment."""
        return datetime(self.year, self.number, 1, tzinfo=UTC)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return self.next.begins


def parse(text: str) -> Month:
    """The month of YYYY-MM. Raises ValueError."""
    day = date.fromisoformat(f"{text}-01")
    if str(found := Month(day.year, day.month)) != text:
        raise ValueError(f"{text} is no month like 2026-11")
    return found


def of(at: datetime) -> Month:
    """The month of a moment."""
    day = at.astimezone(UTC)
    return Month(day.year, day.month)


def span(first: date, last: date) -> tuple[datetime, datetime]:
    """The moments from the beginning of a day to the end of another."""
    return datetime.combine(first, time(), UTC), datetime.combine(date.fromordinal(last.toordinal() + 1), time(), UTC)
