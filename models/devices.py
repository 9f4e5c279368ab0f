"""Devices: the logins of players. A refresh token is made of a row's seed and our key; neither has it alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql

How = Literal["guest", "password", "oidc"]
"""What a login began with; `guest`: the device's key; `oidc`: an id token of an issuer outside."""
EndReason = Literal["logout", "revoked", "reused", "reset", "crowded", "erased", "linked"]
"""`linked`: an issuer's word for the account's address took the place of its password."""

ACTIVE_MOST = 20
"""Logins of one player; one more ends the one that was unused for longest."""


class Device(Base):
    """One login. Its refresh tokens are numbered; `generation` is the only one that is good."""

    __tablename__ = "devices"
    __table_args__ = (
        Index(None, "player_id"),
        Index(None, "agent"),
        Index(
            "devices_guest_key",
            "player_id",
            unique=True,
            postgresql_where=text("how = 'guest' AND ended_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    player_id: Mapped[UUID]
    how: Mapped[str] = mapped_column(String(8))
    agent: Mapped[str] = mapped_column(String(200))
    """What the client calls itself."""
    seed: Mapped[bytes] = mapped_column(LargeBinary)
    generation: Mapped[int] = mapped_column(server_default=text("0"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    rotated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    end_reason: Mapped[str | None] = mapped_column(String(10))


def open_guest(connection: Connection, device: Device) -> UUID:
    """Log a guest in; the login's id. The one that was there goes on with new tokens, and its old ones are void."""
    statement = sql(
        "INSERT INTO devices (id, player_id, how, agent, seed, created_at, rotated_at) "
        "VALUES (:id, :player_id, 'guest', :agent, :seed, :now, :now) "
        "ON CONFLICT (player_id) WHERE how = 'guest' AND ended_at IS NULL DO UPDATE "
        "SET agent = excluded.agent, seed = excluded.seed, generation = 0, rotated_at = excluded.rotated_at "
        "RETURNING id"
    )
    login: UUID = connection.execute(statement, _values(device)).scalar_one()
    return login


def open_another(connection: Connection, device: Device) -> list[UUID]:
    """Log a player in beside their other logins; those that had to end for it.

    The player is locked: of two logins at once each would count without the other.
    """
    statement = sql(
        "INSERT INTO devices (id, player_id, how, agent, seed, created_at, rotated_at) "
        "VALUES (:id, :player_id, :how, :agent, :seed, :now, :now)"
    )
    connection.execute(statement, _values(device) | {"how": device.how})
    crowded = sql(
        "UPDATE devices SET ended_at = now(), end_reason = 'crowded' WHERE id IN (SELECT id FROM devices "
        "WHERE player_id = :player_id AND ended_at IS NULL ORDER BY rotated_at DESC, id DESC OFFSET :most) "
        "RETURNING id"
    )
    return list(connection.execute(crowded, {"player_id": device.player_id, "most": ACTIVE_MOST}).scalars())


def _values(device: Device) -> dict[str, object]:
    names = ("id", "player_id", "agent", "seed")
    return {name: getattr(device, name) for name in names} | {"now": device.created_at}


def lock(connection: Connection, device: UUID) -> Device | None:
    """A login that has not ended, locked, so that its token is exchanged by one at a time."""
    statement = sql("SELECT * FROM devices WHERE id = :id AND ended_at IS NULL FOR UPDATE")
    row = connection.execute(statement, {"id": device}).first()
    return None if row is None else Device(**row._mapping)


def rotate(connection: Connection, device: UUID, now: datetime) -> None:
    """The next generation is the good one from now on."""
    statement = sql("UPDATE devices SET generation = generation + 1, rotated_at = :now WHERE id = :id")
    connection.execute(statement, {"id": device, "now": now})


def active(connection: Connection, player: UUID, since: datetime) -> Sequence[Device]:
    """A player's logins that have not ended and were used since then, the last used first."""
    statement = sql(
        "SELECT * FROM devices WHERE player_id = :player AND ended_at IS NULL AND rotated_at > :since "
        "ORDER BY rotated_at DESC, id"
    )
    rows = connection.execute(statement, {"player": player, "since": since})
    return [Device(**row._mapping) for row in rows]


def end(connection: Connection, player: UUID, device: UUID, reason: EndReason) -> bool:
    """End a login of a player's; False: there is none such, or it has ended."""
    statement = sql(
        "UPDATE devices SET ended_at = now(), end_reason = :reason "
        "WHERE id = :id AND player_id = :player AND ended_at IS NULL"
    )
    return connection.execute(statement, {"id": device, "player": player, "reason": reason}).rowcount == 1


def end_all(connection: Connection, player: UUID, reason: EndReason) -> list[UUID]:
    """End every login of a player's; which ones."""
    statement = sql(
        "UPDATE devices SET ended_at = now(), end_reason = :reason WHERE player_id = :player AND ended_at IS NULL "
        "RETURNING id"
    )
    return list(connection.execute(statement, {"player": player, "reason": reason}).scalars())
