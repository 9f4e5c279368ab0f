"""What tokens can buy: partners' products, a row for each country, with what staff say of them."""

from datetime import datetime
from decimal import Decimal
from typing import Literal, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import (
    CHAR,
    CheckConstraint,
    Connection,
    DateTime,
    Index,
    Integer,
    Numeric,
    String,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql
from models.token_rates import LATEST
from rules.partnering import PartnerName
from rules.pricing import Terms, price

_ZERO = text("0")
Kind = Literal["recharge", "gift_card"]


class Product(Base):
    """A product in a country. `shown` to `day_limit_per_player` are staff's: no sync writes them."""

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("kind IN ('recharge', 'gift_card')", "kind"),
        CheckConstraint(
            "CASE WHEN cardinality(fixed) > 0 THEN least IS NULL AND most IS NULL ELSE least > 0 AND most >= least END",
            "values",
        ),
        CheckConstraint("cost_rate > 0", "cost_rate"),
        CheckConstraint("margin_bp BETWEEN -9000 AND 100000", "margin_bp"),
        CheckConstraint("stock >= 0", "stock"),
        CheckConstraint("day_limit_per_player >= 0", "day_limit_per_player"),
        UniqueConstraint("partner", "partner_product", "country", name="products_partner_key"),
        Index("products_country_name_id_ix", "country", "name", "id"),
        {"postgresql_with": {"fillfactor": "70"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Of partner, product and country: `product_id`."""
    partner: Mapped[str] = mapped_column(String(20))
    partner_product: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(9))
    name: Mapped[str] = mapped_column(String(200))
    brand: Mapped[str] = mapped_column(String(100))
    country: Mapped[str] = mapped_column(CHAR(2))
    """ISO 3166-1 alpha-2 in capitals, as partners write it."""
    currency: Mapped[str] = mapped_column(CHAR(3))
    fixed: Mapped[list[Decimal]] = mapped_column(ARRAY(Numeric), server_default=text("'{}'"))
    least: Mapped[Decimal | None] = mapped_column(Numeric)
    most: Mapped[Decimal | None] = mapped_column(Numeric)
    fee_fixed: Mapped[Decimal] = mapped_column(Numeric, server_default=_ZERO)
    fee_percent: Mapped[Decimal] = mapped_column(Numeric, server_default=_ZERO)
    discount_percent: Mapped[Decimal] = mapped_column(Numeric, server_default=_ZERO)
    cost_currency: Mapped[str] = mapped_column(CHAR(3))
    cost_rate: Mapped[Decimal] = mapped_column(Numeric)
    available: Mapped[bool]
    """Whether the partner offers it."""
    shown: Mapped[bool] = mapped_column(server_default=text("true"))
    margin_bp: Mapped[int | None] = mapped_column(Integer)
    """None: its currency's (models.token_rates)."""
    stock: Mapped[int | None] = mapped_column(Integer)
    """So many more may be redeemed; None: any number."""
    day_limit_per_player: Mapped[int | None] = mapped_column(Integer)
    image_url: Mapped[str | None] = mapped_column(String(500))
    synced_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    """Counts what staff change."""


class Item(NamedTuple):
    """A product with the rate of its currency; none: it has no price, and is not sold."""

    id: UUID
    partner: PartnerName
    partner_product: str
    kind: Kind
    name: str
    brand: str
    country: str
    currency: str
    fixed: list[Decimal]
    least: Decimal | None
    most: Decimal | None
    fee_fixed: Decimal
    fee_percent: Decimal
    discount_percent: Decimal
    cost_currency: str
    cost_rate: Decimal
    available: bool
    shown: bool
    margin_bp: int | None
    stock: int | None
    day_limit_per_player: int | None
    image_url: str | None
    synced_at: datetime
    version: int
    rate: Decimal | None
    rate_number: int | None
    rate_margin_bp: int | None

    @property
    def margin(self) -> int:
        """The margin that counts, in hundredths of a per cent."""
        return (self.rate_margin_bp or 0) if self.margin_bp is None else self.margin_bp

    @property
    def listed(self) -> list[Decimal]:
        """The values that are listed with their prices: all there are, or the least and the most of a range."""
        return self.fixed or [value for value in (self.least, self.most) if value is not None]

    @property
    def terms(self) -> Terms:
        """What the partner asks."""
        return Terms(self.fee_fixed, self.fee_percent, self.discount_percent, self.cost_rate)

    @property
    def is_sold(self) -> bool:
        """Whether it can be redeemed at all now, switches aside."""
        return self.available and self.shown and self.rate is not None and self.stock != 0

    def price(self, value: Decimal) -> int:
        """Tokens for a value of it."""
        assert self.rate is not None, "it has no price"
        return price(value, self.rate, self.margin)


_COLUMNS = ", ".join(f"p.{name}" for name in Item._fields if not name.startswith("rate"))
SELECT = (
    f"SELECT {_COLUMNS}, r.tokens_per_unit, r.number, r.margin_bp FROM products p "
    f"LEFT JOIN ({LATEST}) r ON r.currency = p.currency"
)
"""Items, for queries of others: their conditions follow."""


def product_id(partner: str, product: str, country: str) -> UUID:
    """A product's id, the same for ever."""
    return uuid5(NAMESPACE_URL, f"buzzline:product:{partner}:{product}:{country}")


def one(connection: Connection, id_: UUID, lock: bool = False) -> Item | None:
    """The product of that id; `lock`: for nobody else to change until the transaction ends."""
    statement = sql(f"{SELECT} WHERE p.id = :id {'FOR UPDATE OF p' if lock else ''}")
    row = connection.execute(statement, {"id": id_}).first()
    return None if row is None else Item(*row)


def take_one(connection: Connection, id_: UUID) -> bool | None:
    """Take one from the stock of a product: True if it has one, False if any number is there; None: there is none left.

    Only what was taken from a stock is given back to it.
    """
    statement = sql("UPDATE products SET stock = stock - 1 WHERE id = :id AND stock > 0 RETURNING id")
    if connection.execute(statement, {"id": id_}).first():
        return True
    there = sql("SELECT stock IS NULL FROM products WHERE id = :id")
    return False if connection.execute(there, {"id": id_}).scalar() else None


def give_back(connection: Connection, id_: UUID) -> None:
    """Put one back that was taken and not issued."""
    connection.execute(sql("UPDATE products SET stock = stock + 1 WHERE id = :id"), {"id": id_})
