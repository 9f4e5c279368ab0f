"""Codes to invite by: one a player, for ever."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, DateTime, String, func
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql


class ReferralCode(Base):
    """A player's code. Who signed up before it was made was not brought by it."""

    __tablename__ = "referral_codes"

    player_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Owned(NamedTuple):
    """A code with whose it is."""

    player: UUID
    code: str
    since: datetime


_SELECT = "SELECT player_id, code, created_at FROM referral_codes"


def of_player(connection: Connection, player: UUID) -> Owned | None:
    """A player's code."""
    row = connection.execute(sql(f"{_SELECT} WHERE player_id = :player"), {"player": player}).first()
    return None if row is None else Owned(*row)


def make(connection: Connection, player: UUID, code: str) -> Owned:
    """The player's code, this one if they had none. Raises IntegrityError if it is another's."""
    statement = sql(
        "INSERT INTO referral_codes (player_id, code) VALUES (:player, :code) ON CONFLICT (player_id) DO NOTHING"
    )
    connection.execute(statement, {"player": player, "code": code})
    made = of_player(connection, player)
    assert made is not None
    return made


def owner(connection: Connection, code: str) -> Owned | None:
    """Whose a code is."""
    row = connection.execute(sql(f"{_SELECT} WHERE code = :code"), {"code": code}).first()
    return None if row is None else Owned(*row)
