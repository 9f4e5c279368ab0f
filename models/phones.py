"""Phones: one number a player, one player a number, proved by a code."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, String, func
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql, take_turns


class Phone(Base):
    """A player's number, as E.164."""

    __tablename__ = "phones"
    __table_args__ = (Index(None, "verified_at"),)

    player_id: Mapped[UUID] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(String(16), unique=True)
    verified_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


def by_player(connection: Connection, player: UUID) -> str | None:
    """A player's number."""
    statement = sql("SELECT phone FROM phones WHERE player_id = :player")
    found: str | None = connection.execute(statement, {"player": player}).scalar()
    return found


def forget(connection: Connection, player: UUID) -> None:
    """A player's number is nobody's."""
    connection.execute(sql("DELETE FROM phones WHERE player_id = :player"), {"player": player})


def prove(connection: Connection, player: UUID, phone: str) -> bool:
    """The player's number from now on; False: it is another player's."""
    # Two who prove one number at once go one after the other.
    take_turns(connection, phone)
    statement = sql(
        "INSERT INTO phones (player_id, phone) SELECT CAST(:player AS uuid), CAST(:phone AS varchar) "
        "WHERE NOT EXISTS (SELECT FROM phones WHERE phone = :phone AND player_id <> :player) "
        "ON CONFLICT (player_id) DO UPDATE SET phone = excluded.phone, verified_at = now()"
    )
    return connection.execute(statement, {"player": player, "phone": phone}).rowcount == 1
