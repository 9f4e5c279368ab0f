"""Accounts: what only registered players have. Their personal data is here, and not in `players`."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, String, func
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql


class Account(Base):
    """One account; its address was proved. `email_key` is the address as addresses are compared."""

    __tablename__ = "accounts"
    __table_args__ = (Index(None, "created_at"),)

    player_id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    """None: there is no password, and one may be set by a mailed code."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    password_set_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


def by_email(connection: Connection, email_key: str) -> Account | None:
    """The account with that address."""
    row = connection.execute(sql("SELECT * FROM accounts WHERE email_key = :key"), {"key": email_key}).first()
    return None if row is None else Account(**row._mapping)


def by_player(connection: Connection, player: UUID) -> Account | None:
    """The account of a player; None: a guest."""
    row = connection.execute(sql("SELECT * FROM accounts WHERE player_id = :player"), {"player": player}).first()
    return None if row is None else Account(**row._mapping)


def holds(connection: Connection, player: UUID, password_hash: str | None) -> bool:
    """Whether that is the account's hash still; nobody changes it before the transaction ends."""
    statement = sql("SELECT FROM accounts WHERE player_id = :player AND password_hash = :hash FOR UPDATE")
    return connection.execute(statement, {"player": player, "hash": password_hash}).first() is not None


def emails(connection: Connection, players: Collection[UUID]) -> dict[UUID, str]:
    """The proved addresses of players; guests are left out."""
    statement = sql("SELECT player_id, email FROM accounts WHERE player_id = ANY(:players)")
    return {row[0]: row[1] for row in connection.execute(statement, {"players": list(players)})}


def insert(connection: Connection, account: Account) -> bool:
    """Make an account; False: the address has one already."""
    statement = sql(
        "INSERT INTO accounts (player_id, email, email_key, password_hash) "
        "VALUES (:player_id, :email, :email_key, :password_hash) ON CONFLICT DO NOTHING"
    )
    names = ("player_id", "email", "email_key", "password_hash")
    return connection.execute(statement, {name: getattr(account, name) for name in names}).rowcount == 1


def set_password(connection: Connection, player: UUID, password_hash: str) -> None:
    """Another password."""
    statement = sql("UPDATE accounts SET password_hash = :hash, password_set_at = now() WHERE player_id = :player")
    connection.execute(statement, {"player": player, "hash": password_hash})


def drop_password(connection: Connection, player: UUID) -> None:
    """No password opens the account any more, until another is set."""
    connection.execute(sql("UPDATE accounts SET password_hash = NULL WHERE player_id = :player"), {"player": player})


def rehash(connection: Connection, player: UUID, password_hash: str) -> None:
    """The same password under newer parameters; `holds` has said that it is."""
    statement = sql("UPDATE accounts SET password_hash = :hash WHERE player_id = :player")
    connection.execute(statement, {"player": player, "hash": password_hash})
