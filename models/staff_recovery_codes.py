"""Recovery codes of staff, for when their second factor is lost: good once each, kept as hashes."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, DateTime, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql


class StaffRecoveryCode(Base):
    """SHA-256 of a code: sixteen random letters need no slower hash."""

    __tablename__ = "staff_recovery_codes"

    staff_id: Mapped[UUID] = mapped_column(primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


def replace(connection: Connection, staff: UUID, hashes: Iterable[bytes]) -> None:
    """These are good from now on, and no others."""
    connection.execute(sql("DELETE FROM staff_recovery_codes WHERE staff_id = :staff"), {"staff": staff})
    statement = sql("INSERT INTO staff_recovery_codes (staff_id, code_hash) VALUES (:staff, :hash)")
    connection.execute(statement, [{"staff": staff, "hash": found} for found in hashes])


def use(connection: Connection, staff: UUID, code_hash: bytes) -> bool:
    """Use one up; False: it is none of theirs, or was used."""
    statement = sql(
        "UPDATE staff_recovery_codes SET used_at = now() "
        "WHERE staff_id = :staff AND code_hash = :hash AND used_at IS NULL"
    )
    return connection.execute(statement, {"staff": staff, "hash": code_hash}).rowcount == 1


def left(connection: Connection, staff: UUID) -> int:
    """How many are good still."""
    statement = sql("SELECT count(*) FROM staff_recovery_codes WHERE staff_id = :staff AND used_at IS NULL")
    return int(connection.execute(statement, {"staff": staff}).scalar_one())
