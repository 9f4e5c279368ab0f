"""Months of the books that are closed: their figures as they were told, for ever."""

from datetime import datetime
from time import monotonic, sleep
from typing import Any, NamedTuple

from sqlalchemy import CHAR, Connection, DateTime, String, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_json, sql, take_turns
from rules.months import Month, of, parse


class ClosedMonth(Base):
    """A UTC month, whose transfers are those that were posted in it."""

    __tablename__ = "closed_months"
    __table_args__ = ({"info": {"append_only": True}},)

    month: Mapped[str] = mapped_column(CHAR(7), primary_key=True)
    """YYYY-MM."""
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """rules.report.Report."""
    reason: Mapped[str] = mapped_column(String(500))
    closed_by: Mapped[str] = mapped_column(String(254))
    """As in the audit log: a member's email, or `flask`."""
    closed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Closed(NamedTuple):
    """One, as it was closed."""

    month: str
    figures: dict[str, Any]
    reason: str
    closed_by: str
    closed_at: datetime


def every(connection: Connection) -> list[Closed]:
    """All that are closed, latest first."""
    return [Closed(*row) for row in connection.execute(sql(f"{_SELECT} ORDER BY month DESC"))]


def one(connection: Connection, month: Month) -> Closed | None:
    """A month, if it is closed."""
    row = connection.execute(sql(f"{_SELECT} WHERE month = :month"), {"month": str(month)}).first()
    return None if row is None else Closed(*row)


def between(connection: Connection, since: datetime, until: datetime) -> dict[str, Any] | None:
    """What was told of a time, if that is a month which is closed."""
    month = of(since)
    found = one(connection, month) if (month.begins, month.ends) == (since, until) else None
    return found and found.figures


def last_before(connection: Connection, at: datetime) -> Closed | None:
    """The latest closed month that was over at a moment."""
    statement = sql(f"{_SELECT} WHERE month < :month ORDER BY month DESC LIMIT 1")
    row = connection.execute(statement, {"month": str(of(at))}).first()
    return None if row is None else Closed(*row)


def hold(connection: Connection) -> None:
    """Nobody else closes a month before this transaction ends."""
    take_turns(connection, "closed months")


def is_over(connection: Connection, month: Month) -> bool:
    """Whether it is, by the clock that transfers are stamped by."""
    now: datetime = connection.execute(sql("SELECT clock_timestamp()")).scalar_one()
    return month < of(now)


def due(connection: Connection) -> Month | None:
    """The month to be closed next: the one after the last, or that of the first transfer; None: there is none."""
    last = connection.execute(sql(f"{_SELECT} ORDER BY month DESC LIMIT 1")).first()
    if last is not None:
        return parse(last.month).next
    first = connection.execute(sql("SELECT at FROM transfers ORDER BY id LIMIT 1")).scalar()
    return None if first is None else of(first)


def add(connection: Connection, month: Month, figures: dict[str, Any], reason: str, by: str) -> None:
    """Close it."""
    statement = sql(
        "INSERT INTO closed_months (month, figures, reason, closed_by) "
        "VALUES (:month, CAST(:figures AS jsonb), :reason, :by)"
    )
    values = {"month": str(month), "figures": encode_json(figures), "reason": reason, "by": by}
    connection.execute(statement, values)


def wait(connection: Connection, patience_s: float) -> bool:
    """Wait for all transactions that are under way now, and may have posted before; whether they are over.

    A transfer's `at` is that of its statement, and it is seen when its transaction ends. Whoever begins to write from
    now on posts from now on: an id of a transaction is given before `at`, by the lock of a player's account.
    """
    until = monotonic() + patience_s
    horizon = connection.execute(sql("SELECT CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text)")).scalar_one()
    while connection.execute(_UNDER_WAY, {"horizon": horizon}).scalar_one():
        if monotonic() > until:
            return False
        sleep(_LOOK_S)
    return True


_LOOK_S = 0.05
_SELECT = "SELECT month, figures, reason, closed_by, closed_at FROM closed_months"
_UNDER_WAY = sql(
    "SELECT EXISTS (SELECT FROM pg_snapshot_xip(pg_current_snapshot()) AS x "
    "WHERE x < CAST(CAST(:horizon AS text) AS xid8))"
)
"""But for one's own."""
