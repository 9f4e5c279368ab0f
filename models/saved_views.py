"""Views of lists that members of the staff have saved: a filter and an order, by a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, DateTime, String, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_json, sql, take_turns


class SavedView(Base):
    """One view of a member's; the list is the CMS' name of it."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("staff_id", "list", "name", name="saved_views_name_key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    staff_id: Mapped[UUID]
    list: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    filter: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sort: Mapped[str | None] = mapped_column(String(40))
    """The column it is in the order of; NULL: the list's own order."""
    descending: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


@dataclass(frozen=True)
class View:
    """A view, and whose it is."""

    id: UUID
    staff_id: UUID
    owner: str
    list: str
    name: str
    filter: Mapping[str, Any]
    sort: str | None
    descending: bool
    created_at: datetime


_SELECT = (
    "SELECT v.id, v.staff_id, s.name AS owner, v.list, v.name, v.filter, v.sort, v.descending, v.created_at "
    "FROM saved_views v JOIN staff s ON s.id = v.staff_id"
)


def of_member(connection: Connection, member: UUID, list_: str | None) -> list[View]:
    """A member's views, of one list or of all, in the order of their names."""
    statement = sql(
        f"{_SELECT} WHERE v.staff_id = :member AND (CAST(:list AS varchar) IS NULL OR v.list = :list) "
        "ORDER BY v.list, v.name"
    )
    return [View(**row._mapping) for row in connection.execute(statement, {"member": member, "list": list_})]


def one(connection: Connection, view: UUID) -> View | None:
    """A view, whoever's it is."""
    row = connection.execute(sql(f"{_SELECT} WHERE v.id = :id"), {"id": view}).first()
    return None if row is None else View(**row._mapping)


def lock(connection: Connection, member: UUID) -> None:
    """Nobody saves views of this member's until the transaction ends: how many there are stays true."""
    take_turns(connection, f"views {member}")


def put(connection: Connection, new: UUID, member: UUID, given: Mapping[str, Any]) -> UUID:
    """Save a view: list, name, filter, sort, descending. One of that name of that list is changed. Its id."""
    statement = sql(
        "INSERT INTO saved_views (id, staff_id, list, name, filter, sort, descending) "
        "VALUES (:id, :member, :list, :name, CAST(:filter AS jsonb), :sort, :descending) "
        "ON CONFLICT (staff_id, list, name) DO UPDATE SET filter = EXCLUDED.filter, sort = EXCLUDED.sort, "
        "descending = EXCLUDED.descending RETURNING id"
    )
    values = {**given, "id": new, "member": member, "filter": encode_json(given["filter"])}
    return UUID(str(connection.execute(statement, values).scalar_one()))


def remove(connection: Connection, view: UUID) -> None:
    """Forget a view."""
    connection.execute(sql("DELETE FROM saved_views WHERE id = :id"), {"id": view})
