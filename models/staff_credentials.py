"""How members of staff prove who they are: a password's hash, and the secret of their TOTP, sealed with our key."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Connection, DateTime, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql


class StaffCredential(Base):
    """Of one member. `totp_step` is the time step of the last code that was taken: none is taken twice."""

    __tablename__ = "staff_credentials"

    staff_id: Mapped[UUID] = mapped_column(primary_key=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_step: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    totp_pending: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Another secret, which counts once a code of it was given."""
    enrolled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


@dataclass(frozen=True)
class Credentials:
    """A row of it."""

    staff_id: UUID
    password_hash: str
    totp_secret: bytes | None
    totp_step: int
    totp_pending: bytes | None


_COLUMNS = "c.staff_id, c.password_hash, c.totp_secret, c.totp_step, c.totp_pending"


def by_email(connection: Connection, email: str) -> Credentials | None:
    """Of the member with that address, in lower case, who is not disabled."""
    statement = sql(
        f"SELECT {_COLUMNS} FROM staff_credentials c JOIN staff s ON s.id = c.staff_id "
        "WHERE s.email = :email AND s.disabled_at IS NULL"
    )
    row = connection.execute(statement, {"email": email}).first()
    return None if row is None else Credentials(*row)


def lock(connection: Connection, staff: UUID) -> Credentials | None:
    """A member's, held until the transaction ends: of two who give the same code one comes second."""
    statement = sql(f"SELECT {_COLUMNS} FROM staff_credentials c WHERE c.staff_id = :staff FOR UPDATE")
    row = connection.execute(statement, {"staff": staff}).first()
    return None if row is None else Credentials(*row)


def set_password(connection: Connection, staff: UUID, password_hash: str) -> None:
    """Begin anew: with this password, and no second factor yet."""
    statement = sql(
        "INSERT INTO staff_credentials (staff_id, password_hash) VALUES (:staff, :hash) ON CONFLICT (staff_id) "
        "DO UPDATE SET password_hash = :hash, totp_secret = NULL, totp_pending = NULL, enrolled_at = NULL"
    )
    connection.execute(statement, {"staff": staff, "hash": password_hash})


def rehash(connection: Connection, staff: UUID, password_hash: str) -> None:
    """The same password, hashed as it is today; the credentials are locked."""
    statement = sql("UPDATE staff_credentials SET password_hash = :hash WHERE staff_id = :staff")
    connection.execute(statement, {"staff": staff, "hash": password_hash})


def propose(connection: Connection, staff: UUID, pending: bytes) -> None:
    """A secret that counts once a code of it was given."""
    statement = sql("UPDATE staff_credentials SET totp_pending = :pending WHERE staff_id = :staff")
    connection.execute(statement, {"staff": staff, "pending": pending})


def take_code(connection: Connection, staff: UUID, secret: bytes, step: int) -> None:
    """A code of the secret was given; it is good no more, nor any before it."""
    statement = sql("UPDATE staff_credentials SET totp_secret = :secret, totp_step = :step WHERE staff_id = :staff")
    connection.execute(statement, {"staff": staff, "secret": secret, "step": step})


def enrol(connection: Connection, staff: UUID) -> None:
    """The pending secret is theirs now."""
    statement = sql("UPDATE staff_credentials SET totp_pending = NULL, enrolled_at = now() WHERE staff_id = :staff")
    connection.execute(statement, {"staff": staff})
