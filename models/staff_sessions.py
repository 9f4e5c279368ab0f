"""Staff sessions: what a cookie of the CMS stands for. The cookie's value is not kept, only its SHA-256."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, LargeBinary, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql
from models.staff import Staff
from rules.permissions import Role


class StaffSession(Base):
    """A login. It is whole once the second factor was given (`proven_at`), and opens nothing before."""

    __tablename__ = "staff_sessions"
    __table_args__ = (Index(None, "staff_id", postgresql_where=text("ended_at IS NULL")),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    staff_id: Mapped[UUID]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    agent: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(45))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    proven_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When the second factor was given last: at the login, or for a step-up."""
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


@dataclass(frozen=True)
class Login:
    """A session that has not ended, and whose it is."""

    id: UUID
    staff: Staff
    created_at: datetime
    seen_at: datetime
    proven_at: datetime | None


def open_session(connection: Connection, session: StaffSession) -> None:
    """Log a member in, now or, for a session that goes on under another token, at its `created_at`."""
    statement = sql(
        "INSERT INTO staff_sessions (id, staff_id, token_hash, agent, address, proven_at, created_at) "
        "VALUES (:id, :staff_id, :token_hash, :agent, :address, :proven_at, COALESCE(:created_at, now()))"
    )
    names = ("id", "staff_id", "token_hash", "agent", "address", "proven_at", "created_at")
    connection.execute(statement, {name: getattr(session, name) for name in names})


def by_token(connection: Connection, token_hash: bytes) -> Login | None:
    """The session of a cookie, of a member who is not disabled."""
    statement = sql(
        "SELECT l.id, l.created_at, l.seen_at, l.proven_at, s.id AS staff_id, s.email, s.name, s.roles "
        "FROM staff_sessions l JOIN staff s ON s.id = l.staff_id "
        "WHERE l.token_hash = :hash AND l.ended_at IS NULL AND s.disabled_at IS NULL"
    )
    row = connection.execute(statement, {"hash": token_hash}).first()
    if row is None:
        return None
    staff = Staff(row.staff_id, row.email, row.name, frozenset(cast(list[Role], row.roles)))
    return Login(row.id, staff, row.created_at, row.seen_at, row.proven_at)


def see(connection: Connection, session: UUID) -> None:
    """Note that a session is in use."""
    connection.execute(sql("UPDATE staff_sessions SET seen_at = now() WHERE id = :id"), {"id": session})


def end(connection: Connection, session: UUID) -> None:
    """End one."""
    statement = sql("UPDATE staff_sessions SET ended_at = now() WHERE id = :id AND ended_at IS NULL")
    connection.execute(statement, {"id": session})


def end_all(connection: Connection, staff: UUID) -> None:
    """End every session of a member's."""
    statement = sql("UPDATE staff_sessions SET ended_at = now() WHERE staff_id = :staff AND ended_at IS NULL")
    connection.execute(statement, {"staff": staff})


def prove(connection: Connection, session: UUID) -> None:
    """The second factor was given again."""
    connection.execute(sql("UPDATE staff_sessions SET proven_at = now() WHERE id = :id"), {"id": session})
