"""Daily partitions of `answers`, made ahead. A session's UUIDv7 begins with its time, so a day is a range of ids."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, text

from models.base import least_id

DAYS_AHEAD = 30


def first_id(day: date) -> UUID:
    """The least UUIDv7 of a UTC day."""
    return least_id(datetime(day.year, day.month, day.day, tzinfo=UTC))


def ensure(connection: Connection, today: date, days_ahead: int = DAYS_AHEAD) -> list[str]:
    """Make the partitions from yesterday to `days_ahead` days on that are missing; their names.

    Rows that a day's sessions already left in the DEFAULT partition move into the day's own. The owner's function of
    migration 0017 does it, as the app's role makes no tables.
    """
    there = set(
        connection.execute(
            text(
                "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
                "WHERE i.inhparent = 'answers'::regclass"
            )
        ).scalars()
    )
    days = (today + timedelta(days=offset) for offset in range(-1, days_ahead + 1))
    return [_make(connection, day) for day in days if _name(day) not in there]


def default_rows(connection: Connection) -> int:
    """Answers that no daily partition took: a clock was wrong, or the partitions ran out."""
    return int(connection.execute(text("SELECT count(*) FROM answers_default")).scalar_one())


def _name(day: date) -> str:
    return f"answers_{day:%Y%m%d}"


def _make(connection: Connection, day: date) -> str:
    return str(connection.execute(text("SELECT make_answers_partition(:day)"), {"day": day}).scalar_one())
