"""When each partner's products were read last, and are to be read next."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, DateTime, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql


class ProductSync(Base):
    """A partner's."""

    __tablename__ = "product_syncs"

    partner: Mapped[str] = mapped_column(String(20), primary_key=True)
    next_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    synced_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    offers: Mapped[int | None] = mapped_column(Integer)
    problem: Mapped[str | None] = mapped_column(String(200))
    """Why the last try came to nothing."""


class Sync(NamedTuple):
    """How a partner's products stand."""

    partner: str
    next_at: datetime
    synced_at: datetime | None
    offers: int | None
    problem: str | None


def every(connection: Connection) -> list[Sync]:
    """All partners that were ever asked."""
    statement = sql("SELECT partner, next_at, synced_at, offers, problem FROM product_syncs ORDER BY partner")
    return [Sync(*row) for row in connection.execute(statement)]


def claim(connection: Connection, partner: str, seconds: float) -> bool:
    """Whether a partner is due; it is again after so long, whatever becomes of whoever claimed it."""
    statement = sql(
        "INSERT INTO product_syncs AS s (partner, next_at) VALUES (:partner, now() + make_interval(secs => :seconds)) "
        "ON CONFLICT (partner) DO UPDATE SET next_at = EXCLUDED.next_at WHERE s.next_at <= now() RETURNING partner"
    )
    return connection.execute(statement, {"partner": partner, "seconds": seconds}).first() is not None


def succeed(connection: Connection, partner: str, offers: int, seconds: float) -> None:
    """Note that so many offers were taken over; the next time is after so long."""
    statement = sql(
        "UPDATE product_syncs SET synced_at = now(), offers = :offers, problem = NULL, "
        "next_at = now() + make_interval(secs => :seconds) WHERE partner = :partner"
    )
    connection.execute(statement, {"partner": partner, "offers": offers, "seconds": seconds})


def fail(connection: Connection, partner: str, problem: str) -> None:
    """Note why nothing was taken over."""
    statement = sql("UPDATE product_syncs SET problem = :problem WHERE partner = :partner")
    connection.execute(statement, {"partner": partner, "problem": problem[:200]})
