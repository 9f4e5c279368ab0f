"""Who plays, as it was counted: by day, by week, and by the week in which players joined."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from models.base import sql


@dataclass(frozen=True)
class Day:
    """Of a UTC day: how many players joined, were active, had something redeemed."""

    day: date
    joined: int
    active: int
    redeemed: int


@dataclass(frozen=True)
class Cohort:
    """Of who joined in the week from a Monday on: how many ever played and redeemed, and were active week by week.

    `active[0]` is of that week itself; the last is of the week that runs.
    """

    week: date
    joined: int
    played: int
    redeemed: int
    active: list[int]


@dataclass(frozen=True)
class Week:
    """How many players were active in the week from a Monday on."""

    week: date
    active: int


def days(connection: Connection, last: date, count: int) -> list[Day]:
    """So many days up to the last one, which comes last; where nothing was counted, nothing was."""
    statement = sql(
        "SELECT d::date, COALESCE(a.joined, 0), COALESCE(a.active, 0), COALESCE(a.redeemed, 0) "
        "FROM generate_series(CAST(:first AS date), CAST(:last AS date), interval '1 day') d "
        "LEFT JOIN activity_days a ON a.day = d::date ORDER BY d"
    )
    rows = connection.execute(statement, {"first": last - timedelta(days=count - 1), "last": last})
    return [Day(*row) for row in rows]


def weeks(connection: Connection, last: date, count: int) -> list[Week]:
    """The same of weeks, up to that of a day."""
    first, monday = _mondays(last, count)
    statement = sql(
        "SELECT week, sum(players) FROM activity_retention WHERE week BETWEEN :first AND :last GROUP BY week"
    )
    found = {row[0]: int(row[1]) for row in connection.execute(statement, {"first": first, "last": monday})}
    return [Week(week, found.get(week, 0)) for week in _each(first, count)]


def cohorts(connection: Connection, last: date, count: int) -> list[Cohort]:
    """The same of who joined in these weeks."""
    first, monday = _mondays(last, count)
    joined = sql("SELECT cohort, joined, played, redeemed FROM activity_cohorts WHERE cohort BETWEEN :first AND :last")
    kept = sql("SELECT cohort, week, players FROM activity_retention WHERE cohort BETWEEN :first AND :last")
    values = {"first": first, "last": monday}
    found = {row[0]: (row[1], row[2], row[3]) for row in connection.execute(joined, values)}
    active = {(row[0], row[1]): row[2] for row in connection.execute(kept, values)}
    return [
        Cohort(week, *found.get(week, _NOBODY), [active.get((week, each), 0) for each in _each(week, count - number)])
        for number, week in enumerate(_each(first, count))
    ]


_NOBODY = (0, 0, 0)


def _mondays(last: date, count: int) -> tuple[date, date]:
    monday = last - timedelta(days=last.weekday())
    return monday - timedelta(weeks=count - 1), monday


def _each(first: date, count: int) -> list[date]:
    return [first + timedelta(weeks=number) for number in range(count)]
