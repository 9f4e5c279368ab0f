"""The ledger's tables: accounts, transfers, entries. The database itself keeps them in balance (migration 0033)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Identity, Index, String, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class LedgerAccount(Base):
    """An account of a player, or of ours.

    A player's holds its balance, changed under its row's lock. One of ours has none: it is the sum of its entries, so
    that all players' transfers do not queue up for one row.
    """

    __tablename__ = "ledger_accounts"
    __table_args__ = (
        CheckConstraint("kind IN ('player', 'debt', 'house')", "kind"),
        CheckConstraint(
            "(kind = 'house') = (player_id IS NULL) AND (kind = 'house') = (purpose IS NOT NULL) "
            "AND (kind = 'house') = (posted IS NULL)",
            "owner",
        ),
        CheckConstraint("held >= 0 AND (kind = 'player' OR held = 0)", "held"),
        CheckConstraint("kind <> 'player' OR posted - held >= 0", "free"),
        CheckConstraint("kind <> 'debt' OR posted <= 0", "debt"),
        UniqueConstraint("player_id", "kind"),
        UniqueConstraint("purpose"),
        {"postgresql_with": {"fillfactor": "70"}},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    kind: Mapped[str] = mapped_column(String(6))
    player_id: Mapped[UUID | None]
    purpose: Mapped[str | None] = mapped_column(String(40))
    """Of one of ours: rules.ledger.House."""
    posted: Mapped[int | None] = mapped_column(BigInteger)
    held: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    number: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    """Of its last entry."""


class Transfer(Base):
    """Tokens of a player that change hands, or are held, and then taken (`capture`) or let go (`release`).

    (scope, key) says what it is for, which happens once. In other ledgers' words a hold is a pending transfer, a
    capture posts it, a release voids it.
    """

    __tablename__ = "transfers"
    __table_args__ = (
        CheckConstraint("kind IN ('credit', 'debit', 'claw_back', 'hold', 'capture', 'release')", "kind"),
        CheckConstraint("amount > 0", "amount"),
        CheckConstraint("(kind IN ('capture', 'release')) = (pending_id IS NOT NULL)", "pending"),
        CheckConstraint("(kind IN ('hold', 'release')) = (house IS NULL)", "house"),
        UniqueConstraint("scope", "key"),
        UniqueConstraint("pending_id"),
        Index(None, "player_id", "id"),
        Index(None, "player_id", "at", "id"),
        Index(None, "xid", "id"),
        Index(None, "at", postgresql_using="brin"),
        {"info": {"append_only": True}},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    kind: Mapped[str] = mapped_column(String(9))
    scope: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(160))
    player_id: Mapped[UUID]
    amount: Mapped[int] = mapped_column(BigInteger)
    source: Mapped[str] = mapped_column(String(20))
    """What kind of thing it is for: rules.earning's sources, and what tokens are spent on."""
    house: Mapped[str | None] = mapped_column(String(40))
    """The account of ours on the other side."""
    cause: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    pending_id: Mapped[int | None] = mapped_column(BigInteger)
    """What was held, of a capture or release: there is one of both at most."""
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    xid: Mapped[int] = mapped_column(BigInteger, server_default=text("(pg_current_xact_id()::text)::bigint"))
    """Of the transaction that wrote it: seals go by it."""


class LedgerEntry(Base):
    """What one account got by a transfer, or gave (below 0); a transfer's add up to 0. A player's says what it left."""

    __tablename__ = "ledger_entries"
    __table_args__ = (
        CheckConstraint("amount <> 0", "amount"),
        CheckConstraint("(number IS NULL) = (balance IS NULL)", "number"),
        UniqueConstraint("account_id", "number"),
        {"info": {"append_only": True}},
    )

    transfer_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    amount: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int | None] = mapped_column(BigInteger)
    """1, 2, 3 of a player's account; NULL on ours."""
    balance: Mapped[int | None] = mapped_column(BigInteger)
    """After it."""
