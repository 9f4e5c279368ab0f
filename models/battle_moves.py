"""What happened in quiz battles: a battle is the fold of its moves."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


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
