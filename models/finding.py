"""Things by their id or a piece of their text, for the search over everything."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from models import question_lists
from models.base import sql
from models.question_lists import Filter, escaped
from rules.boards import ALL_CATEGORIES


class Find(NamedTuple):
    """Something that fits, with what tells it from others."""

    id: str
    title: str
    note: str


def questions(connection: Connection, text: str, most: int) -> list[Find]:
    """Those changed last; by any of their words, or id."""
    found = question_lists.page(connection, Filter(text=text), "updated_at", True, None, most)
    return [Find(str(sheet.id), sheet.content.wordings[0].stem, sheet.state) for sheet in found]


def categories(connection: Connection, text: str, most: int) -> list[Find]:
    """By their number, slug, or name in any language."""
    statement = sql(
        "SELECT id, name, slug FROM categories WHERE id <> :all AND (CAST(id AS text) = :text OR slug LIKE :like "
        "OR lower(name) LIKE :like OR lower(CAST(names AS text)) LIKE :like) ORDER BY name LIMIT :most"
    )
    values = {"all": ALL_CATEGORIES, "text": text, "like": _like(text), "most": most}
    return [Find(str(row.id), row.name, row.slug) for row in connection.execute(statement, values)]


def quizzes(connection: Connection, text: str, most: int) -> list[Find]:
    """Those that open last; by their title, or id."""
    statement = sql(
        "SELECT id, title, opens_at FROM quizzes WHERE id = CAST(:id AS uuid) OR lower(title) LIKE :like "
        "ORDER BY opens_at DESC, id LIMIT :most"
    )
    values = {"id": _id(text), "like": _like(text), "most": most}
    return [Find(str(row.id), row.title, row.opens_at.isoformat()) for row in connection.execute(statement, values)]


def _like(text: str) -> str:
    return f"%{escaped(text.lower())}%"


def _id(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None
