"""What players bought for tokens: each with its transfer and its effect, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Connection, DateTime, Index, String, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models import ledger
from models.base import Base, encode_json, sql
from models.ledger import Posted, Wanted
from rules.shop import PRICES, VERSION, Item

SCOPE = "purchase"


class Purchase(Base):
    """One. Never changed: what was bought has been had."""

    __tablename__ = "purchases"
    __table_args__ = (
        CheckConstraint("item IN ('fifty_fifty', 'skip', 'streak_freeze')", "item"),
        CheckConstraint("tokens > 0", "tokens"),
        Index(None, "player_id", "id"),
        {"info": {"append_only": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    player_id: Mapped[UUID]
    item: Mapped[str] = mapped_column(String(20))
    """rules.shop.Item."""
    tokens: Mapped[int] = mapped_column(BigInteger)
    prices: Mapped[int]
    """The version of the prices."""
    what: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Of a lifeline: session, question (`no`) and what it hid; of a frozen day: the day."""
    bought_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())


@dataclass(frozen=True)
class Bought:
    """One that was made."""

    id: UUID
    player_id: UUID
    item: str
    tokens: int
    what: Mapping[str, Any]
    bought_at: datetime


def buy(connection: Connection, purchase: UUID, player: UUID, item: Item, what: Mapping[str, Any]) -> Posted:
    """Write one down and take its price, in the transaction of its effect. Raises InsufficientTokens."""
    tokens = PRICES[item]
    wanted = Wanted(SCOPE, str(purchase), player, "debit", tokens, item, "spent", {"purchase": str(purchase)})
    [posted] = ledger.post(connection, [wanted])
    statement = sql(
        "INSERT INTO purchases (id, player_id, item, tokens, prices, what) "
        "VALUES (:id, :player, :item, :tokens, :prices, CAST(:what AS jsonb))"
    )
    values = {"id": purchase, "player": player, "item": item, "tokens": tokens, "prices": VERSION}
    connection.execute(statement, {**values, "what": encode_json(what)})
    return posted


def one(connection: Connection, purchase: UUID) -> Bought | None:
    """One by its id."""
    statement = sql("SELECT id, player_id, item, tokens, what, bought_at FROM purchases WHERE id = :id")
    row = connection.execute(statement, {"id": purchase}).first()
    return None if row is None else Bought(*row)
