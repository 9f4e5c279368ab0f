"""Where the apps of players' devices are reached: a token of the push service, of one login each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, LargeBinary, String, func
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql

TOKEN_MOST = 4096
_REACHED = (
    "FROM push_tokens t JOIN devices d ON d.id = t.device_id AND d.player_id = t.player_id AND d.ended_at IS NULL"
)


class PushToken(Base):
    """A login's token. One that another login has now is the other's: an app was opened by somebody else."""

    __tablename__ = "push_tokens"
    __table_args__ = (Index(None, "player_id"),)

    device_id: Mapped[UUID] = mapped_column(primary_key=True)
    player_id: Mapped[UUID]
    token: Mapped[str] = mapped_column(String(TOKEN_MOST))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    kept_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


@dataclass(frozen=True)
class Reached:
    """A device that a player can be reached at."""

    player_id: UUID
    device_id: UUID


def put(connection: Connection, player: UUID, device: UUID, token: str) -> bool:
    """Keep a login's token in place of any before; False: the player has no such login, or it has ended."""
    login = sql("SELECT FROM devices WHERE id = :device AND player_id = :player AND ended_at IS NULL FOR UPDATE")
    if connection.execute(login, {"device": device, "player": player}).first() is None:
        return False
    values = {"device": device, "player": player, "token": token, "hash": sha256(token.encode()).digest()}
    # Both in one order: two logins that change tokens at once wait for each other, and do not lock up.
    rows = sql("SELECT FROM push_tokens WHERE device_id = :device OR token_hash = :hash ORDER BY device_id FOR UPDATE")
    connection.execute(rows, values)
    connection.execute(sql("DELETE FROM push_tokens WHERE device_id = :device OR token_hash = :hash"), values)
    statement = sql(
        "INSERT INTO push_tokens (device_id, player_id, token, token_hash) VALUES (:device, :player, :token, :hash) "
        "ON CONFLICT (token_hash) DO UPDATE SET device_id = excluded.device_id, player_id = excluded.player_id, "
        "kept_at = now()"
    )
    connection.execute(statement, values)
    return True


def remove(connection: Connection, player: UUID, device: UUID) -> None:
    """Forget a login's token, if it has one."""
    statement = sql("DELETE FROM push_tokens WHERE device_id = :device AND player_id = :player")
    connection.execute(statement, {"device": device, "player": player})


def reached(connection: Connection, players: Collection[UUID]) -> list[Reached]:
    """The devices of players that can be reached: those whose login goes on."""
    statement = sql(f"SELECT t.player_id, t.device_id {_REACHED} WHERE t.player_id = ANY(:players)")
    return [Reached(*row) for row in connection.execute(statement, {"players": list(players)})]


def of_device(connection: Connection, device: UUID) -> str | None:
    """A login's token; None: it has none any more, or has ended."""
    statement = sql(f"SELECT t.token {_REACHED} WHERE t.device_id = :device")
    return connection.execute(statement, {"device": device}).scalar()


def drop(connection: Connection, token: str) -> None:
    """Forget a token that the push service knows no more, unless the login has another by now."""
    statement = sql("DELETE FROM push_tokens WHERE token_hash = :hash")
    connection.execute(statement, {"hash": sha256(token.encode()).digest()})
