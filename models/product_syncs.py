"""When each partner's products were read last, and are to be read next."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, DateTime, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_rows, sql
from models.products import product_id
from rules.partnering import Offer


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


def fail(connection: Connection, partner: str, problem: str, seconds: float) -> None:
    """Note why nothing was taken over; the next time is after so long."""
    statement = sql(
        "UPDATE product_syncs SET problem = :problem, next_at = now() + make_interval(secs => :seconds) "
        "WHERE partner = :partner"
    )
    connection.execute(statement, {"partner": partner, "problem": problem[:200], "seconds": seconds})


def take_over(connection: Connection, partner: str, offers: Sequence[Offer]) -> None:
    """A partner's products are these offers from now on, each once. What staff say of them stays as it is.

    One that is offered no more is unavailable, and stays: what was bought of it goes on.
    """
    rows = [one._asdict() | {"id": product_id(partner, one.product, one.country)} for one in offers]
    connection.execute(_PUT, {"partner": partner, "rows": encode_rows(rows)})
    connection.execute(_WITHDRAW, {"partner": partner})


_OFFERED = (
    *("kind", "name", "brand", "currency", "fixed", "least", "most", "fee_fixed", "fee_percent"),
    *("discount_percent", "cost_currency", "cost_rate", "available", "image_url"),
)
"""Columns that are the partner's to say."""
_PUT = sql(
    f"INSERT INTO products AS p (id, partner, partner_product, country, synced_at, {', '.join(_OFFERED)}) "
    f"SELECT id, :partner, product, country, now(), {', '.join(_OFFERED)} FROM json_to_recordset(:rows) AS r("
    "id uuid, product text, country text, kind text, name text, brand text, currency text, fixed numeric[], "
    "least numeric, most numeric, fee_fixed numeric, fee_percent numeric, discount_percent numeric, "
    "cost_currency text, cost_rate numeric, available boolean, image_url text) ORDER BY id "
    "ON CONFLICT (id) DO UPDATE SET synced_at = EXCLUDED.synced_at, "
    + ", ".join(f"{name} = EXCLUDED.{name}" for name in _OFFERED)
)
_WITHDRAW = sql("UPDATE products SET available = false WHERE partner = :partner AND available AND synced_at < now()")
