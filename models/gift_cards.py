"""Gift cards under seal, and who looked at them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, LargeBinary, SmallInteger, String, func
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql, take_turns


class GiftCard(Base):
    """One card of a redemption: sealed under a key of its own, which is wrapped by one of ours (bridges/gift_codes)."""

    __tablename__ = "gift_cards"
    __table_args__ = (Index(None, "fingerprint"),)

    redemption_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    player_id: Mapped[UUID]
    key_id: Mapped[str] = mapped_column(String(40))
    """Which of our keys wraps it."""
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    """Of the code: the same code again has the same, and it says nothing of it."""
    fingerprint_key: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class GiftCardView(Base):
    """A player was shown the cards of a redemption."""

    __tablename__ = "gift_card_views"
    __table_args__ = (Index(None, "redemption_id"), {"info": {"append_only": True}})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    redemption_id: Mapped[UUID]
    player_id: Mapped[UUID]
    device_id: Mapped[UUID | None]
    request_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())


def add(connection: Connection, cards: Sequence[GiftCard]) -> None:
    """Keep cards; those that are there already stay as they are."""
    statement = sql(
        "INSERT INTO gift_cards (redemption_id, number, player_id, key_id, wrapped, sealed, fingerprint, "
        "fingerprint_key) VALUES (:redemption_id, :number, :player_id, :key_id, :wrapped, :sealed, :fingerprint, "
        ":fingerprint_key) ON CONFLICT DO NOTHING"
    )
    names = ("redemption_id", "number", "player_id", "key_id", "wrapped", "sealed", "fingerprint", "fingerprint_key")
    for card in cards:
        connection.execute(statement, {name: getattr(card, name) for name in names})


def elsewhere(connection: Connection, redemption: UUID, fingerprints: Sequence[bytes]) -> UUID | None:
    """Another redemption that has a card of one of these fingerprints; who brings the same asks one by one."""
    for fingerprint in sorted(fingerprints):
        take_turns(connection, fingerprint.hex(), 4)
    statement = sql(
        "SELECT redemption_id FROM gift_cards WHERE fingerprint = ANY(:fingerprints) AND redemption_id <> :redemption "
        "LIMIT 1"
    )
    values = {"fingerprints": list(fingerprints), "redemption": redemption}
    found: UUID | None = connection.execute(statement, values).scalar()
    return found


def of_redemption(connection: Connection, redemption: UUID) -> list[GiftCard]:
    """Its cards, in order."""
    statement = sql("SELECT * FROM gift_cards WHERE redemption_id = :id ORDER BY number")
    return [GiftCard(**row._mapping) for row in connection.execute(statement, {"id": redemption})]


def view(connection: Connection, view: GiftCardView) -> None:
    """Write down that a player was shown cards."""
    statement = sql(
        "INSERT INTO gift_card_views (id, redemption_id, player_id, device_id, request_id) "
        "VALUES (:id, :redemption_id, :player_id, :device_id, :request_id)"
    )
    names = ("id", "redemption_id", "player_id", "device_id", "request_id")
    connection.execute(statement, {name: getattr(view, name) for name in names})


def under_others(connection: Connection, key_id: str, most: int) -> list[GiftCard]:
    """Up to so many cards that other keys wrap, locked."""
    statement = sql("SELECT * FROM gift_cards WHERE key_id <> :key LIMIT :most FOR NO KEY UPDATE SKIP LOCKED")
    rows = connection.execute(statement, {"key": key_id, "most": most})
    return [GiftCard(**row._mapping) for row in rows]


def wrap(connection: Connection, redemption: UUID, number: int, key_id: str, wrapped: bytes) -> None:
    """A card's key is wrapped by another of ours."""
    statement = sql(
        "UPDATE gift_cards SET key_id = :key, wrapped = :wrapped WHERE redemption_id = :id AND number = :number"
    )
    connection.execute(statement, {"id": redemption, "number": number, "key": key_id, "wrapped": wrapped})
