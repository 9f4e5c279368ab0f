"""Invitations: a link, good once and for three days, by which somebody becomes a member of staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Connection, DateTime, Index, LargeBinary, String, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql
from rules.permissions import Role

DAYS = 3


class StaffInvitation(Base):
    """`secret_hash` is SHA-256 of what the link holds. `invited_by` None: by a command."""

    __tablename__ = "staff_invitations"
    __table_args__ = (Index(None, "email"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    email: Mapped[str] = mapped_column(String(254))
    roles: Mapped[list[str]] = mapped_column(ARRAY(String(10)))
    invited_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    accepted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


@dataclass(frozen=True)
class Invitation:
    """Who is invited, and as what."""

    id: UUID
    email: str
    roles: frozenset[Role]
    created_at: datetime
    expires_at: datetime


_COLUMNS = "id, email, roles, created_at, expires_at"
_OPEN = "accepted_at IS NULL AND revoked_at IS NULL AND expires_at > now()"


def make(
    connection: Connection,
    invitation: UUID,
    secret_hash: bytes,
    email: str,
    roles: frozenset[Role],
    invited_by: UUID | None,
) -> Invitation:
    """Invite an address; an earlier invitation of it is good no more."""
    revoke_of(connection, email)
    statement = sql(
        "INSERT INTO staff_invitations (id, secret_hash, email, roles, invited_by, expires_at) "
        f"VALUES (:id, :hash, :email, :roles, :by, now() + make_interval(days => :days)) RETURNING {_COLUMNS}"
    )
    values = {"id": invitation, "hash": secret_hash, "email": email, "roles": sorted(roles), "by": invited_by}
    return _invitation(connection.execute(statement, values | {"days": DAYS}).one())


def accept(connection: Connection, invitation: UUID, secret_hash: bytes) -> Invitation | None:
    """Use one up; None: it was used, revoked or has expired, its maker is no owner any more, or not its secret."""
    statement = sql(
        f"UPDATE staff_invitations SET accepted_at = now() WHERE id = :id AND secret_hash = :hash AND {_OPEN} "
        "AND (invited_by IS NULL OR EXISTS (SELECT FROM staff s WHERE s.id = invited_by AND s.disabled_at IS NULL "
        f"AND 'owner' = ANY(s.roles))) RETURNING {_COLUMNS}"
    )
    row = connection.execute(statement, {"id": invitation, "hash": secret_hash}).first()
    return None if row is None else _invitation(row)


def revoke(connection: Connection, invitation: UUID) -> Invitation | None:
    """Take one back; None: it is not open."""
    statement = sql(f"UPDATE staff_invitations SET revoked_at = now() WHERE id = :id AND {_OPEN} RETURNING {_COLUMNS}")
    row = connection.execute(statement, {"id": invitation}).first()
    return None if row is None else _invitation(row)


def revoke_of(connection: Connection, email: str) -> None:
    """Take back what is open for an address."""
    statement = sql(f"UPDATE staff_invitations SET revoked_at = now() WHERE email = :email AND {_OPEN}")
    connection.execute(statement, {"email": email})


def waiting(connection: Connection, before: UUID | None, limit: int) -> list[Invitation]:
    """Those that are open, latest first."""
    statement = sql(
        f"SELECT {_COLUMNS} FROM staff_invitations WHERE {_OPEN} AND (CAST(:before AS uuid) IS NULL OR id < :before) "
        "ORDER BY id DESC LIMIT :limit"
    )
    return [_invitation(row) for row in connection.execute(statement, {"before": before, "limit": limit})]


def _invitation(row: object) -> Invitation:
    id_, email, roles, created_at, expires_at = cast("tuple[UUID, str, list[Role], datetime, datetime]", row)
    return Invitation(id_, email, frozenset(roles), created_at, expires_at)
