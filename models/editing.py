"""A question as staff work on it: whole, with its edition; what they change, and what it was before."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from models import bank
from models.base import sql
from models.revisions import revise
from rules import items
from rules.content import Content, Difficulty
from rules.states import State


@dataclass(frozen=True)
class Sheet:
    """All that is kept of a question, but for what its answers say."""

    id: UUID
    category_id: int
    kind: str
    difficulty: Difficulty
    state: State
    revision: int
    edition: int
    langs: Sequence[str]
    tags: Sequence[str]
    source: str
    licence: str
    time_limit_ms: int
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    """When it was first."""
    content: Content


@dataclass(frozen=True)
class Revision:
    """What a question said at one time, and who wrote it: None if nobody of the staff did."""

    revision: int
    content: Content
    created_at: datetime
    author: str | None


SHEET = (
    "q.id, q.category_id, q.kind, q.difficulty, q.state, q.revision, q.edition, q.langs, q.tags, q.source, q.licence, "
    "q.time_limit_ms, q.created_at, q.updated_at, q.published_at, r.content"
)
_SELECT = (
    f"SELECT {SHEET} FROM questions q JOIN question_revisions r ON r.question_id = q.id AND r.revision = q.revision"
)
_ONE = f"{_SELECT} WHERE q.id = :id"
_SEVERAL = f"{_SELECT} WHERE q.id = ANY(:ids) ORDER BY q.id"
_LOCKED = "FOR NO KEY UPDATE OF q"
ORIGIN = ("category_id", "difficulty", "tags", "source", "licence", "time_limit_ms")
"""What may be changed beside the words; that makes no new revision."""


def sheet_of(row: Any) -> Sheet:
    """A row of SHEET."""
    return Sheet(**{**row._mapping, "content": bank.from_json(row.content)})


def one(connection: Connection, id_: UUID) -> Sheet | None:
    """The question of that id."""
    row = connection.execute(sql(_ONE), {"id": id_}).first()
    return None if row is None else sheet_of(row)


def several(connection: Connection, ids: Collection[UUID]) -> list[Sheet]:
    """Questions in the order of their ids."""
    return [sheet_of(row) for row in connection.execute(sql(_SEVERAL), {"ids": list(ids)})]


def lock(connection: Connection, id_: UUID) -> Sheet | None:
    """As `one`; nobody else changes it until the transaction ends."""
    row = connection.execute(sql(f"{_ONE} {_LOCKED}"), {"id": id_}).first()
    return None if row is None else sheet_of(row)


def lock_several(connection: Connection, ids: Collection[UUID]) -> list[Sheet]:
    """As `several`; nobody else changes them until the transaction ends."""
    return [sheet_of(row) for row in connection.execute(sql(f"{_SEVERAL} {_LOCKED}"), {"ids": list(ids)})]


def change(connection: Connection, sheet: Sheet, wanted: Mapping[str, Any], by: UUID) -> Sheet:
    """Change a locked question: any of ORIGIN, and `content`. One that stays as it is keeps its edition.

    Another content is another revision; statistics begin anew where it has another key or options (items.version).
    """
    changed = replace(sheet, **wanted)
    if changed == sheet:
        return sheet
    if changed.content != sheet.content:
        revise(connection, sheet.id, sheet.revision + 1, changed.content, by)
    if any(getattr(changed, name) != getattr(sheet, name) for name in ORIGIN):
        _describe(connection, changed, counts=changed.content == sheet.content)
    _place(connection, sheet, changed)
    found = one(connection, sheet.id)
    assert found is not None
    return found


def _describe(connection: Connection, sheet: Sheet, counts: bool) -> None:
    """Write ORIGIN; it counts as an edition of its own unless a revision has counted."""
    settings = ", ".join(f"{name} = :{name}" for name in ORIGIN)
    statement = sql(f"UPDATE questions SET {settings}, edition = edition + :counts, updated_at = now() WHERE id = :id")
    values = {name: getattr(sheet, name) for name in ORIGIN} | {"tags": list(sheet.tags)}
    connection.execute(statement, values | {"id": sheet.id, "counts": int(counts)})


def _place(connection: Connection, before: Sheet, after: Sheet) -> None:
    """Have it be drawn where it belongs now, and be flagged for nothing that was said of another version."""
    anew = items.version(before.content) != items.version(after.content)
    if anew or (before.difficulty != after.difficulty and not _is_measured(connection, after)):
        band = bank.guessed_band(after.difficulty, after.content)
        connection.execute(sql("UPDATE questions SET band = :band WHERE id = :id"), {"band": band, "id": after.id})
    if anew:
        statement = sql("DELETE FROM question_flags WHERE question_id = :id AND version <> :version")
        connection.execute(statement, {"id": after.id, "version": items.version(after.content)})
    bank.pool(connection, [after.id])


def _is_measured(connection: Connection, sheet: Sheet) -> bool:
    statement = sql("SELECT rated > 0 FROM item_statistics WHERE question_id = :id AND version = :version")
    return bool(connection.execute(statement, {"id": sheet.id, "version": items.version(sheet.content)}).scalar())


def remove(connection: Connection, sheet: Sheet) -> bool:
    """Delete a locked draft that was never published: nothing refers to it. False: something may, so it stays."""
    if sheet.state != "draft" or sheet.published_at is not None:
        return False
    for table, column in _OF_A_QUESTION:
        connection.execute(sql(f"DELETE FROM {table} WHERE {column} = :id"), {"id": sheet.id})
    return True


_OF_A_QUESTION = (
    ("scheduled_transitions", "question_id"),
    ("question_flags", "question_id"),
    ("question_pool", "question_id"),
    ("question_revisions", "question_id"),
    ("questions", "id"),
)


def revisions(connection: Connection, id_: UUID) -> list[Revision]:
    """All that a question ever said, latest first."""
    statement = sql(
        "SELECT r.revision, r.content, r.created_at, s.name FROM question_revisions r "
        "LEFT JOIN staff s ON s.id = r.staff_id WHERE r.question_id = :id ORDER BY r.revision DESC"
    )
    rows = connection.execute(statement, {"id": id_})
    return [Revision(row[0], bank.from_json(row[1]), row[2], row[3]) for row in rows]
