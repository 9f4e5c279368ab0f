"""What players earned on a UTC day, by source: what the day's caps are held against."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_rows, sql
from rules.earning import Source

Key = tuple[UUID, date]


class EarnedDay(Base):
    """One player's on one day."""

    __tablename__ = "earned_days"
    __table_args__ = ({"postgresql_with": {"fillfactor": "70"}},)

    player_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    tokens: Mapped[dict[str, int]] = mapped_column(JSONB, server_default=text("'{}'"))
    """By source."""


def lock(connection: Connection, keys: Collection[Key]) -> dict[Key, dict[Source, int]]:
    """What was earned on these days, locked until the transaction ends."""
    rows = encode_rows([{"p": player, "d": day} for player, day in keys])
    found = connection.execute(_LOCK, {"rows": rows})
    return {(row.player_id, row.day): row.tokens for row in found}


def save(connection: Connection, earned: Mapping[Key, Mapping[Source, int]]) -> None:
    """Keep what was locked."""
    rows = [{"p": player, "d": day, "t": tokens} for (player, day), tokens in earned.items()]
    connection.execute(_SAVE, {"rows": encode_rows(rows)})


_LOCK = sql(
    "INSERT INTO earned_days AS e (player_id, day) SELECT p, d FROM json_to_recordset(:rows) AS r(p uuid, d date) "
    "ORDER BY p, d ON CONFLICT (player_id, day) DO UPDATE SET tokens = e.tokens RETURNING player_id, day, tokens"
)
_SAVE = sql(
    "UPDATE earned_days e SET tokens = r.t FROM json_to_recordset(:rows) AS r(p uuid, d date, t jsonb) "
    "WHERE e.player_id = r.p AND e.day = r.d"
)
