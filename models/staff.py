"""Staff: the people who run the game. They are no players, and players are never staff by their account."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Connection, DateTime, String, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, sql
from rules.permissions import Role


class StaffMember(Base):
    """Somebody who may log in to the CMS until `disabled_at`."""

    __tablename__ = "staff"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """In lower case."""
    name: Mapped[str] = mapped_column(String(80))
    roles: Mapped[list[str]] = mapped_column(ARRAY(String(10)))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    disabled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


@dataclass(frozen=True)
class Staff:
    """Who acts."""

    id: UUID
    email: str
    name: str
    roles: frozenset[Role]


def add(connection: Connection, member: Staff) -> None:
    """A new member. Raises IntegrityError if the email is taken."""
    statement = sql("INSERT INTO staff (id, email, name, roles) VALUES (:id, :email, :name, :roles)")
    values = {"id": member.id, "email": member.email, "name": member.name, "roles": sorted(member.roles)}
    connection.execute(statement, values)


def by_id(connection: Connection, member: UUID) -> Staff | None:
    """A member who is not disabled."""
    statement = sql("SELECT id, email, name, roles FROM staff WHERE id = :id AND disabled_at IS NULL")
    row = connection.execute(statement, {"id": member}).first()
    return None if row is None else Staff(row.id, row.email, row.name, frozenset(cast(list[Role], row.roles)))
