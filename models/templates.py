"""Templates of what staff write to players."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import CheckConstraint, Connection, DateTime, String, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_json, sql
from rules.campaigns import Category
from rules.templates import Content


class MessageTemplate(Base):
    """A template: `variables` are types by name, `texts` titles and bodies by language."""

    __tablename__ = "message_templates"
    __table_args__ = (CheckConstraint("category IN ('news', 'account')", "category"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    category: Mapped[str] = mapped_column(String(8))
    variables: Mapped[dict[str, Any]] = mapped_column(JSONB)
    texts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    edition: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


@dataclass(frozen=True)
class Sheet:
    """A template as it is worked on."""

    id: UUID
    name: str
    category: Category
    content: Content
    edition: int
    created_at: datetime
    updated_at: datetime


def load(stored: Mapping[str, Any]) -> Content:
    """What a template says, out of its JSON."""
    return msgspec.convert(stored, Content)


def dump(content: Content) -> dict[str, Any]:
    """The same as JSON."""
    return asdict(content)


_SELECT = "SELECT id, name, category, variables, texts, edition, created_at, updated_at FROM message_templates"


def one(connection: Connection, id_: UUID, *, lock: bool = False) -> Sheet | None:
    """The template of that id; `lock`: for nobody else to change until the transaction ends."""
    row = connection.execute(sql(f"{_SELECT} WHERE id = :id {'FOR UPDATE' if lock else ''}"), {"id": id_}).first()
    return None if row is None else _sheet(row)


def page(connection: Connection, before: UUID | None, limit: int) -> list[Sheet]:
    """Templates, the latest first, from after the one with the id `before`."""
    statement = sql(f"{_SELECT} WHERE CAST(:before AS uuid) IS NULL OR id < :before ORDER BY id DESC LIMIT :limit")
    return [_sheet(row) for row in connection.execute(statement, {"before": before, "limit": limit})]


def _sheet(row: Any) -> Sheet:
    content = load({"variables": row.variables, "texts": row.texts})
    return Sheet(row.id, row.name, row.category, content, row.edition, row.created_at, row.updated_at)


def add(connection: Connection, id_: UUID, name: str, category: Category, content: Content) -> None:
    """Make a template."""
    statement = sql(
        "INSERT INTO message_templates (id, name, category, variables, texts) "
        "VALUES (:id, :name, :category, CAST(:variables AS jsonb), CAST(:texts AS jsonb))"
    )
    connection.execute(statement, _values(id_, name, category, content))


def change(connection: Connection, template: UUID, name: str, category: Category, content: Content) -> None:
    """Change a locked template; campaigns that are scheduled keep the words they were scheduled with."""
    statement = sql(
        "UPDATE message_templates SET name = :name, category = :category, variables = CAST(:variables AS jsonb), "
        "texts = CAST(:texts AS jsonb), edition = edition + 1, updated_at = now() WHERE id = :id"
    )
    connection.execute(statement, _values(template, name, category, content))


def _values(id_: UUID, name: str, category: Category, content: Content) -> dict[str, Any]:
    parts = {part: encode_json(value) for part, value in dump(content).items()}
    return {"id": id_, "name": name, "category": category, **parts}


def remove(connection: Connection, template: UUID) -> bool:
    """Delete a locked template; False: a draft of a campaign is of it."""
    statement = sql(
        "DELETE FROM message_templates WHERE id = :id AND NOT EXISTS "
        "(SELECT FROM campaigns WHERE template_id = :id AND state = 'draft')"
    )
    return connection.execute(statement, {"id": template}).rowcount > 0
