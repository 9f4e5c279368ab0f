"""Codes that were sent to prove an address. The code itself is made of the row's id and our key, and is not here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, SmallInteger, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_json, sql
from rules.codes import ATTEMPTS_MOST

Purpose = Literal["sign_up", "reset", "phone"]


class Code(Base):
    """What is to be done once the code is known. Its id is a secret of the client that asked for it."""

    __tablename__ = "codes"
    __table_args__ = (Index(None, "expires_at"), Index(None, "player_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(8))
    player_id: Mapped[UUID | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


def insert(
    connection: Connection,
    code: UUID,
    purpose: Purpose,
    expires_at: datetime,
    player: UUID | None,
    details: Mapping[str, Any],
) -> None:
    """A code was made."""
    statement = sql(
        "INSERT INTO codes (id, purpose, player_id, details, expires_at) "
        "VALUES (:id, :purpose, :player, CAST(:details AS jsonb), :expires_at)"
    )
    values = {"id": code, "purpose": purpose, "player": player, "expires_at": expires_at}
    connection.execute(statement, values | {"details": encode_json(details)})


def attempt(connection: Connection, code: UUID, purpose: Purpose) -> Code | None:
    """Count an attempt, which must commit; None: it is not one that may be tried (any more)."""
    statement = sql(
        "UPDATE codes SET attempts = attempts + 1 WHERE id = :id AND purpose = :purpose AND used_at IS NULL "
        "AND expires_at > now() AND attempts < :most RETURNING *"
    )
    row = connection.execute(statement, {"id": code, "purpose": purpose, "most": ATTEMPTS_MOST}).first()
    return None if row is None else Code(**row._mapping)


def use(connection: Connection, code: UUID) -> bool:
    """Use a code up, and forget what was to be done; False: somebody was faster."""
    statement = sql("UPDATE codes SET used_at = now(), details = '{}' WHERE id = :id AND used_at IS NULL")
    return connection.execute(statement, {"id": code}).rowcount == 1


def void(connection: Connection, player: UUID, purpose: Purpose) -> None:
    """No code of a player's is good for this any more."""
    statement = sql(
        "UPDATE codes SET used_at = now(), details = '{}' "
        "WHERE player_id = :player AND purpose = :purpose AND used_at IS NULL"
    )
    connection.execute(statement, {"player": player, "purpose": purpose})
