"""Networks that players come from: of an address no more is kept, and that for a while (rules.retention)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, DateTime, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import CIDR
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from models.base import Base, sql


class PlayerNetwork(Base):
    """That a player came from a network, first and last."""

    __tablename__ = "player_networks"
    __table_args__ = (UniqueConstraint("player_id", "network"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    player_id: Mapped[UUID]
    network: Mapped[str] = mapped_column(CIDR, index=True)
    first_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    last_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), index=True)


def note(connection: Connection, player: UUID, network: str) -> None:
    """A player comes from there now. The last time is right to an hour: logins are renewed every few minutes."""
    statement = sql(
        "INSERT INTO player_networks AS n (id, player_id, network) VALUES (:id, :player, CAST(:network AS cidr)) "
        "ON CONFLICT (player_id, network) DO UPDATE SET last_at = now() WHERE n.last_at < now() - interval '1 hour'"
    )
    connection.execute(statement, {"id": uuid7(), "player": player, "network": network})
