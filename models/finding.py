"""Things by their id or a piece of their text, for the search over everything."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from models import battle_lists, player_finding, question_lists, redemption_admin
from models.base import sql
from models.player_finding import Found
from models.question_lists import Filter, escaped
from rules.addresses import email_key
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


def battles(connection: Connection, text: str, _: int) -> list[Find]:
    """By their id."""
    id_ = _id(text)
    found = battle_lists.one(connection, id_) if id_ else None
    return [Find(str(found.id), " – ".join(found.names), found.state)] if found else []


def redemptions(connection: Connection, text: str, most: int) -> list[Find]:
    """By our reference, or by their partner's id."""
    id_ = _id(text)
    mine = redemption_admin.one(connection, id_) if id_ else None
    found = [mine] if mine else redemption_admin.page(connection, {"partner_id": text.strip()}, None, most)
    return [Find(str(one["id"]), one["name"], one["state"]) for one in found]


def players(connection: Connection, text: str, most: int) -> list[Find]:
    """By the beginning of their name, or id."""
    id_ = _id(text)
    found = player_finding.by_id(connection, id_) if id_ else player_finding.by_name(connection, text, None, most)
    return [_player(one) for one in found]


def contacts(connection: Connection, text: str, most: int) -> list[Find]:
    """Players by exactly their email or phone number, which begins with a plus."""
    if "@" in text:
        return [_player(one) for one in player_finding.by_email(connection, email_key(text.strip()))[:most]]
    if text.strip().startswith("+"):
        phone = "+" + "".join(filter(str.isdecimal, text))
        return [_player(one) for one in player_finding.by_phone(connection, phone)[:most]]
    return []


def _player(found: Found) -> Find:
    return Find(str(found.id), found.name, found.sanction or found.country or "")


def _like(text: str) -> str:
    return f"%{escaped(text.lower())}%"


def _id(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None
