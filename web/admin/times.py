"""Times that staff send: within what calendars, clocks and the database all hold."""

from datetime import UTC, datetime

from web.errors import Problem

_YEARS = range(2000, 2200)


def moment(at: datetime, pointer: str) -> datetime:
    """A time in UTC, in whole milliseconds as timetables are. Raises Problem 422."""
    if at.year not in _YEARS:
        fault = {"pointer": pointer, "detail": f"Must lie in the years {_YEARS[0]} to {_YEARS[-1]}."}
        raise Problem(422, "time_unfit", fault["detail"], errors=[fault])
    return at.astimezone(UTC).replace(microsecond=at.microsecond // 1000 * 1000)
