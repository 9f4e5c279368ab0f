"""Staff: the people who run the game. They are no players, and players are never staff by their account."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Connection, DateTime, Row, String, func, text
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
    version: Mapped[int] = mapped_column(server_default=text("1"))


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


def by_player(connection: Connection, player: UUID) -> Staff | None:
    """The member, not disabled, who has the address of a player's account."""
    statement = sql(
        "SELECT s.id, s.email, s.name, s.roles FROM staff s JOIN accounts a ON lower(a.email) = s.email "
        "WHERE a.player_id = :player AND s.disabled_at IS NULL"
    )
    row = connection.execute(statement, {"player": player}).first()
    return None if row is None else Staff(row.id, row.email, row.name, frozenset(cast(list[Role], row.roles)))


@dataclass(frozen=True)
class Entry:
    """A member as owners see them. `version` counts changes."""

    id: UUID
    email: str
    name: str
    roles: frozenset[Role]
    created_at: datetime
    disabled_at: datetime | None
    enrolled: bool
    version: int


_ENTRY = (
    "SELECT s.id, s.email, s.name, s.roles, s.created_at, s.disabled_at, c.enrolled_at IS NOT NULL AS enrolled, "
    "s.version FROM staff s LEFT JOIN staff_credentials c ON c.staff_id = s.id "
)


def entry(connection: Connection, member: UUID) -> Entry | None:
    """A member, disabled or not."""
    row = connection.execute(sql(f"{_ENTRY} WHERE s.id = :id"), {"id": member}).first()
    return None if row is None else _entry(row)


def entry_of(connection: Connection, email: str) -> Entry | None:
    """The member with that address, in lower case."""
    row = connection.execute(sql(f"{_ENTRY} WHERE s.email = :email"), {"email": email}).first()
    return None if row is None else _entry(row)


def entries(connection: Connection, after: UUID | None, limit: int) -> list[Entry]:
    """Everybody, the longest-serving first."""
    where = "WHERE CAST(:after AS uuid) IS NULL OR s.id > :after ORDER BY s.id LIMIT :limit"
    rows = connection.execute(sql(f"{_ENTRY} {where}"), {"after": after, "limit": limit})
    return [_entry(row) for row in rows]


def _entry(row: Row[Any]) -> Entry:
    return Entry(**{**row._mapping, "roles": frozenset(cast(list[Role], row.roles))})


def hold_owners(connection: Connection) -> frozenset[UUID]:
    """Owners who are not disabled, held until the transaction ends: of two who remove each other one comes second."""
    statement = sql(
        "SELECT id FROM staff WHERE 'owner' = ANY(roles) AND disabled_at IS NULL ORDER BY id FOR NO KEY UPDATE"
    )
    return frozenset(connection.execute(statement).scalars())


def change(connection: Connection, member: UUID, name: str, roles: frozenset[Role], disabled: bool) -> None:
    """Make a member what is told."""
    statement = sql(
        "UPDATE staff SET name = :name, roles = :roles, version = version + 1, "
        "disabled_at = CASE WHEN :disabled THEN COALESCE(disabled_at, now()) END WHERE id = :id"
    )
    connection.execute(statement, {"id": member, "name": name, "roles": sorted(roles), "disabled": disabled})
