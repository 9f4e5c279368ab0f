"""What a unit of each currency costs in tokens, with the margin on top: rates are added, never changed."""

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import CHAR, CheckConstraint, Connection, DateTime, Integer, Numeric, String, func, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql, take_turns
from rules.pricing import HOME


class TokenRate(Base):
    """A rate, which holds until the currency's next one. What was bought before keeps the one it was bought at."""

    __tablename__ = "token_rates"
    __table_args__ = (
        CheckConstraint("tokens_per_unit > 0", "tokens_per_unit"),
        CheckConstraint("margin_bp BETWEEN -9000 AND 100000", "margin_bp"),
        {"info": {"append_only": True}},
    )

    currency: Mapped[str] = mapped_column(CHAR(3), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    tokens_per_unit: Mapped[Decimal] = mapped_column(Numeric)
    margin_bp: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    """In hundredths of a per cent, for products that have none of their own."""
    valid_from: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    set_by: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(String(500))


class Rate(NamedTuple):
    """A currency's rate; `number` counts the rates it has had."""

    currency: str
    number: int
    tokens_per_unit: Decimal
    margin_bp: int
    valid_from: datetime
    reason: str
    setter: str | None = None
    """The name of a member of staff; none: of a command, or the first one."""


_SELECT = (
    "SELECT currency, number, tokens_per_unit, margin_bp, valid_from, reason, "
    "(SELECT s.name FROM staff s WHERE s.id = set_by) FROM token_rates"
)
LATEST = (
    "SELECT DISTINCT ON (currency) currency, number, tokens_per_unit, margin_bp FROM token_rates "
    "ORDER BY currency, number DESC"
)
"""The rates that hold, for queries of others."""
_HELD = sql(
    "SELECT currency, tokens_per_unit, margin_bp FROM (SELECT currency, number, tokens_per_unit, margin_bp, "
    "lead(valid_from) OVER (PARTITION BY currency ORDER BY number) AS valid_until FROM token_rates) r "
    "WHERE COALESCE(valid_until > clock_timestamp() - :ago, true) ORDER BY currency, number"
)


class Overtaken(Exception):
    """Somebody else has set the currency's next rate."""


def current(connection: Connection) -> dict[str, Rate]:
    """The rate of each currency that has one."""
    rows = connection.execute(sql(f"{_SELECT} ORDER BY currency, number"))
    return {row.currency: Rate(*row) for row in rows}


class Held(NamedTuple):
    """What a unit of a currency cost for a while."""

    tokens_per_unit: Decimal
    margin_bp: int


def held(connection: Connection, ago: timedelta) -> dict[str, list[Held]]:
    """All that each currency cost since so long ago, what it cost then first."""
    found = defaultdict[str, list[Held]](list)
    for currency, *rate in connection.execute(_HELD, {"ago": ago}):
        found[currency].append(Held(*rate))
    return found


def history(connection: Connection, currency: str, limit: int) -> list[Rate]:
    """A currency's rates, latest first."""
    statement = sql(f"{_SELECT} WHERE currency = :currency ORDER BY number DESC LIMIT :limit")
    return [Rate(*row) for row in connection.execute(statement, {"currency": currency, "limit": limit})]


def home(connection: Connection) -> Decimal:
    """Tokens for one of HOME: what a token is worth is its inverse."""
    found: Decimal = history(connection, HOME, 1)[0].tokens_per_unit
    return found


def hold(connection: Connection) -> None:
    """Keep rates and margins from being changed by anybody else until the transaction ends."""
    take_turns(connection, "token_rates")


class NewRate(NamedTuple):
    """A rate that is to hold from now on, the currency's next after `number - 1`."""

    currency: str
    number: int
    tokens_per_unit: Decimal
    margin_bp: int
    set_by: UUID | None
    reason: str


def put(connection: Connection, rate: NewRate) -> None:
    """Have a rate hold from now on. Raises Overtaken if its number is taken."""
    statement = sql(
        "INSERT INTO token_rates (currency, number, tokens_per_unit, margin_bp, set_by, reason) "
        "VALUES (:currency, :number, :tokens_per_unit, :margin_bp, :set_by, :reason)"
    )
    try:
        with connection.begin_nested():
            connection.execute(statement, rate._asdict())
    except IntegrityError:
        raise Overtaken(rate.currency) from None
