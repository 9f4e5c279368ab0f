"""Leases: what one process does at a time, by Postgres' clock alone."""

from datetime import datetime

from sqlalchemy import BigInteger, Connection, DateTime, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql


class Lease(Base):
    """Who does something until when. Each new holder has a greater token than all before."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    token: Mapped[int] = mapped_column(BigInteger)
    holder: Mapped[str] = mapped_column(String(80))
    ends_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


def take(connection: Connection, name: str, holder: str, seconds: float) -> int | None:
    """Take a lease that is free, or renew one's own; its token, or None while another holds it."""
    statement = sql(
        "INSERT INTO leases AS l (name, token, holder, ends_at) "
        "VALUES (:name, 1, :holder, clock_timestamp() + make_interval(secs => :seconds)) "
        "ON CONFLICT (name) DO UPDATE SET ends_at = EXCLUDED.ends_at, holder = EXCLUDED.holder, "
        "token = l.token + CAST(l.holder <> EXCLUDED.holder OR l.ends_at < clock_timestamp() AS integer) "
        "WHERE l.holder = EXCLUDED.holder OR l.ends_at < clock_timestamp() RETURNING token"
    )
    row = connection.execute(statement, {"name": name, "holder": holder, "seconds": seconds}).first()
    return None if row is None else int(row.token)


def holds(connection: Connection, name: str, token: int) -> bool:
    """Whether the lease's newest token is this one, which stays so until the transaction ends.

    Nobody can take over meanwhile. So the server ends the transaction of a holder that is frozen, after a few seconds.
    """
    statement = sql(
        "SELECT set_config('idle_in_transaction_session_timeout', '3s', true) FROM leases "
        "WHERE name = :name AND token = :token FOR SHARE"
    )
    return connection.execute(statement, {"name": name, "token": token}).first() is not None


def give_up(connection: Connection, name: str, token: int) -> None:
    """Let others take a lease at once, if its newest token is this one."""
    statement = sql("UPDATE leases SET ends_at = clock_timestamp() WHERE name = :name AND token = :token")
    connection.execute(statement, {"name": name, "token": token})
