"""What happened in quiz battles: a battle is the fold of its moves."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, Connection, DateTime, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql


class BattleMove(Base):
    """One move of one life. Those of a life that was given up stay, and count for nothing (rules.lives)."""

    __tablename__ = "battle_moves"

    battle_id: Mapped[UUID] = mapped_column(primary_key=True)
    life: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    move: Mapped[str] = mapped_column(Text)
    """rules.battle.Move as JSON."""
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    over: Mapped[bool]
    kafka_partition: Mapped[int] = mapped_column(SmallInteger)
    kafka_offset: Mapped[int] = mapped_column(BigInteger)


class Stored(NamedTuple):
    """A move that was applied."""

    battle_id: UUID
    life: int
    seq: int
    move: str
    at: datetime


def of(connection: Connection, battles: Collection[UUID]) -> list[Stored]:
    """Every move of some battles, of all lives, in the order of life and seq."""
    statement = sql(
        "SELECT battle_id, life, seq, move, at FROM battle_moves WHERE battle_id = ANY(:ids) "
        "ORDER BY battle_id, life, seq"
    )
    return [Stored(*row) for row in connection.execute(statement, {"ids": list(battles)})]
