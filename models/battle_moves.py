"""What happened in quiz battles: a battle is the fold of its moves."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, Connection, DateTime, Index, SmallInteger, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_rows, sql


class BattleMove(Base):
    """One move of one life. Those of a life that was given up stay, and count for nothing (rules.lives)."""

    __tablename__ = "battle_moves"
    __table_args__ = (Index("battle_moves_over_ix", "battle_id", postgresql_where=text("over")),)

    battle_id: Mapped[UUID] = mapped_column(primary_key=True)
    life: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    move: Mapped[str] = mapped_column(Text)
    """rules.battle_state.Move as JSON."""
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


def insert(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> set[tuple[UUID, int, int]]:
    """Store moves; (battle, life, seq) of those that were not there."""
    statement = sql(
        "INSERT INTO battle_moves (battle_id, life, seq, move, at, over, kafka_partition, kafka_offset) "
        "SELECT battle_id, life, seq, move, at, over, kafka_partition, kafka_offset FROM json_to_recordset(:rows) AS "
        "r(battle_id uuid, life integer, seq integer, move text, at timestamptz, over boolean, "
        "kafka_partition smallint, kafka_offset bigint) ORDER BY battle_id, life, seq "
        "ON CONFLICT DO NOTHING RETURNING battle_id, life, seq"
    )
    return {(row[0], row[1], row[2]) for row in connection.execute(statement, {"rows": encode_rows(rows)})}


def stored(connection: Connection, keys: Collection[tuple[UUID, int, int]]) -> set[tuple[UUID, int, int]]:
    """Those of the (battle, life, seq) that are there."""
    if not keys:
        return set()
    statement = sql(
        "SELECT battle_id, life, seq FROM battle_moves JOIN json_to_recordset(:rows) AS "
        "r(battle_id uuid, life integer, seq integer) USING (battle_id, life, seq)"
    )
    rows = [{"battle_id": battle, "life": life, "seq": seq} for battle, life, seq in keys]
    return {(row[0], row[1], row[2]) for row in connection.execute(statement, {"rows": encode_rows(rows)})}


def with_an_end(connection: Connection, battles: Collection[UUID]) -> set[UUID]:
    """Those of the battles that some move of some life was over with."""
    statement = sql("SELECT DISTINCT battle_id FROM battle_moves WHERE battle_id = ANY(:ids) AND over")
    return set(connection.execute(statement, {"ids": list(battles)}).scalars())
