"""Identities: players known by an issuer outside and its key for them (`sub`), never by an address."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, String, func
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql, take_turns


class Identity(Base):
    """One way in. A player may have several, one identity has one player."""

    __tablename__ = "identities"
    __table_args__ = (Index(None, "player_id"),)

    issuer: Mapped[str] = mapped_column(String(40), primary_key=True)
    """The name that the settings give it."""
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    player_id: Mapped[UUID]
    email: Mapped[str | None] = mapped_column(String(254))
    """What the issuer said that was proved when it was linked; nothing is looked up by it."""
    owned: Mapped[bool]
    """Whether that address lies with the issuer, so that who has the one has the other."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    used_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


def owner(connection: Connection, issuer: str, subject: str) -> UUID | None:
    """Whose identity it is; None: nobody's yet. Two who come with one at once go one after the other."""
    take_turns(connection, f"{issuer} {subject}", 1)
    statement = sql("SELECT player_id FROM identities WHERE issuer = :issuer AND subject = :subject")
    player: UUID | None = connection.execute(statement, {"issuer": issuer, "subject": subject}).scalar()
    return player


def use(connection: Connection, issuer: str, subject: str, player: UUID) -> bool:
    """The player came in by it, and it is not taken from them before the transaction ends; False: it is not theirs."""
    statement = sql(
        "UPDATE identities SET used_at = now() WHERE issuer = :issuer AND subject = :subject AND player_id = :player"
    )
    return connection.execute(statement, {"issuer": issuer, "subject": subject, "player": player}).rowcount == 1


def link(connection: Connection, identity: Identity) -> None:
    """The player's from now on; `owner` has said that it is nobody's."""
    names = ("issuer", "subject", "player_id", "email", "owned")
    statement = sql(f"INSERT INTO identities ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})")
    connection.execute(statement, {name: getattr(identity, name) for name in names})


def issuers(connection: Connection, player: UUID) -> Collection[str]:
    """By which issuers a player comes in."""
    statement = sql("SELECT DISTINCT issuer FROM identities WHERE player_id = :player ORDER BY issuer")
    return list(connection.execute(statement, {"player": player}).scalars())


def unlink_others(connection: Connection, player: UUID, email_key: str) -> None:
    """None opens the player's account any more but those of whoever has its address."""
    statement = sql("DELETE FROM identities WHERE player_id = :player AND NOT (owned AND lower(email) = :key)")
    connection.execute(statement, {"player": player, "key": email_key})


def unlink_all(connection: Connection, player: UUID) -> None:
    """None of them opens the player's account any more."""
    connection.execute(sql("DELETE FROM identities WHERE player_id = :player"), {"player": player})
