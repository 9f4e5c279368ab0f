"""Products as they are looked at: what is sold in a country, and all of them for staff, who change some of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from models.base import sql
from models.products import SELECT, Item, Kind
from rules.pricing import HOME

STAFFS = ("shown", "margin_bp", "stock", "day_limit_per_player")
"""Columns that are staff's to say."""


class Place(NamedTuple):
    """Where a page ended."""

    name: str
    id: UUID


def sold_in(connection: Connection, country: str, kind: Kind | None, after: Place | None, limit: int) -> list[Item]:
    """What is sold in a country (in capitals), by name; what there is none of just now, too."""
    statement = sql(
        f"{SELECT} WHERE p.country = :country AND p.available AND p.shown AND r.currency IS NOT NULL "
        f"AND (CAST(:kind AS text) IS NULL OR p.kind = :kind) {_AFTER} LIMIT :limit"
    )
    values = {"country": country, "kind": kind, "limit": limit}
    return [Item(*row) for row in connection.execute(statement, values | _place(after))]


@dataclass(frozen=True)
class Filter:
    """Which products; None: whichever. `q` is in the name, whatever its case."""

    partner: str | None = None
    kind: Kind | None = None
    country: str | None = None
    available: bool | None = None
    shown: bool | None = None
    priced: bool | None = None
    q: str | None = None


_CONDITIONS = {
    "partner": "p.partner = :partner",
    "kind": "p.kind = :kind",
    "country": "p.country = :country",
    "available": "p.available = :available",
    "shown": "p.shown = :shown",
    "priced": "(r.currency IS NOT NULL) = :priced",
    "q": "strpos(lower(p.name), lower(:q)) > 0",
}


def page(connection: Connection, wanted: Filter, after: Place | None, limit: int) -> list[Item]:
    """Products by name."""
    values = {name: value for name, value in vars(wanted).items() if value is not None}
    where = " AND ".join(["true", *(_CONDITIONS[name] for name in values)])
    statement = sql(f"{SELECT} WHERE {where} {_AFTER} LIMIT :limit")
    return [Item(*row) for row in connection.execute(statement, values | {"limit": limit} | _place(after))]


def touched_by(connection: Connection, currency: str) -> list[Item]:
    """All whose price, or what they cost us, goes by a currency's rate."""
    statement = sql(f"{SELECT} WHERE p.currency = :currency OR p.cost_currency = :currency")
    return [Item(*row) for row in connection.execute(statement, {"currency": currency})]


_AFTER = (
    "AND (CAST(:after_name AS text) IS NULL OR (p.name, p.id) > (:after_name, CAST(:after_id AS uuid))) "
    "ORDER BY p.name, p.id"
)


def _place(after: Place | None) -> dict[str, Any]:
    return {"after_name": after and after.name, "after_id": after and after.id}


def change(connection: Connection, product: Item, wanted: Mapping[str, Any]) -> None:
    """Say of a locked product what staff want to be another way: any of STAFFS."""
    values = {name: wanted.get(name, getattr(product, name)) for name in STAFFS}
    statement = sql(
        f"UPDATE products SET {', '.join(f'{name} = :{name}' for name in STAFFS)}, version = version + 1 WHERE id = :id"
    )
    connection.execute(statement, {**values, "id": product.id})


class Currency(NamedTuple):
    """A currency of products: how many have it, and what one of it costs us in HOME; None: nobody charges in that."""

    products: int
    cost: Decimal | None


def currencies(connection: Connection) -> dict[str, Currency]:
    """Of products that are available."""
    statement = sql(
        "SELECT currency, count(*), max(cost_rate) FILTER (WHERE cost_currency = :home) FROM products "
        "WHERE available GROUP BY currency"
    )
    return {row[0]: Currency(row[1], row[2]) for row in connection.execute(statement, {"home": HOME})}
