"""The bank as a list for staff: filters, an order that an index has, pages from a place on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection

from models import categories
from models.base import sql
from models.editing import SHEET, Sheet, sheet_of
from rules.content import Draft

Order = Literal["updated_at", "created_at"]
_AT_ONCE = 500
Place = tuple[datetime, UUID]
"""Where a page ends: the value it is in order of, and the id."""


@dataclass(frozen=True)
class Filter:
    """Which questions; None and empty: whatever they are."""

    ids: Sequence[UUID] | None = None
    category_id: int | None = None
    """With those below it."""
    kind: str | None = None
    state: str | None = None
    states: Sequence[str] | None = None
    """One of them."""
    difficulty: str | None = None
    lang: str | None = None
    """That it can be asked in."""
    missing: str | None = None
    """A language that it cannot be asked in."""
    tag: str | None = None
    source: str | None = None
    text: str | None = None
    """A piece of what it says, or its id."""
    flagged: bool | None = None
    reported: bool | None = None
    """Whether a player's report of it is open."""
    has_media: bool | None = None
    media_id: UUID | None = None
    changed_since: datetime | None = None


@dataclass(frozen=True)
class Group:
    """Questions whose original says the same."""

    key: UUID
    ids: Sequence[UUID]


def page(
    connection: Connection, wanted: Filter, order: Order, descending: bool, after: Place | None, most: int
) -> list[Sheet]:
    """Questions in an order, from after a place on."""
    conditions, values = _conditions(connection, wanted)
    way, sign = ("DESC", "<") if descending else ("ASC", ">")
    if after is not None:
        conditions.append(f"(q.{order}, q.id) {sign} (:at, :after)")
        values |= {"at": after[0], "after": after[1]}
    statement = sql(
        f"SELECT {SHEET} FROM (SELECT * FROM questions q WHERE {_all(conditions)} "
        f"ORDER BY q.{order} {way}, q.id {way} LIMIT :most) q "
        "JOIN question_revisions r ON r.question_id = q.id AND r.revision = q.revision "
        f"ORDER BY q.{order} {way}, q.id {way}"
    )
    return [sheet_of(row) for row in connection.execute(statement, values | {"most": most})]


def count(connection: Connection, wanted: Filter) -> int:
    """How many questions a filter finds."""
    conditions, values = _conditions(connection, wanted)
    statement = sql(f"SELECT count(*) FROM questions q WHERE {_all(conditions)}")
    return int(connection.execute(statement, values).scalar_one())


def ids(connection: Connection, wanted: Filter, after: UUID | None, most: int) -> list[UUID]:
    """The questions of a filter by id, from after one on: a way through them that changing them does not disturb."""
    conditions, values = _conditions(connection, wanted)
    if after is not None:
        conditions.append("q.id > :after")
        values["after"] = after
    statement = sql(f"SELECT q.id FROM questions q WHERE {_all(conditions)} ORDER BY q.id LIMIT :most")
    return list(connection.execute(statement, values | {"most": most}).scalars())


def duplicates(connection: Connection, after: UUID | None, most: int) -> list[Group]:
    """Groups of two questions or more with the same stem and medium, those that are retired left out."""
    statement = sql(
        "WITH twice AS MATERIALIZED (SELECT stem_hash FROM questions WHERE state <> 'retired' "
        "AND stem_hash > COALESCE(CAST(:after AS uuid), '00000000-0000-0000-0000-000000000000') "
        "GROUP BY stem_hash HAVING count(*) > 1 ORDER BY stem_hash LIMIT :most) "
        "SELECT q.stem_hash, array_agg(q.id ORDER BY q.id) FROM twice JOIN questions q USING (stem_hash) "
        "WHERE q.state <> 'retired' GROUP BY q.stem_hash ORDER BY q.stem_hash"
    )
    return [Group(*row) for row in connection.execute(statement, {"after": after, "most": most})]


def drafts(connection: Connection, wanted: Filter) -> Iterator[Draft]:
    """The questions of a filter as formats write them, oldest first. For one picture of all, REPEATABLE READ."""
    names = {id_: path for path, id_ in categories.paths(connection).items()}
    place: Place | None = None
    while sheets := page(connection, wanted, "created_at", False, place, _AT_ONCE):
        for sheet in sheets:
            yield _draft(sheet, names[sheet.category_id])
        place = (sheets[-1].created_at, sheets[-1].id)


def _draft(sheet: Sheet, path: categories.Path) -> Draft:
    return Draft(
        sheet.content,
        path,
        sheet.difficulty,
        tuple(sheet.tags),
        sheet.source,
        sheet.licence,
        time_limit_ms=sheet.time_limit_ms,
        medium_id=sheet.content.medium.id if sheet.content.medium else None,
    )


def _all(conditions: Sequence[str]) -> str:
    return " AND ".join(conditions) or "true"


def _conditions(connection: Connection, wanted: Filter) -> tuple[list[str], dict[str, Any]]:
    """What the filter asks of a question `q`, and its values."""
    given = {name: getattr(wanted, name) for name in _SIMPLE if getattr(wanted, name) is not None}
    found, values = [_SIMPLE[name] for name in given], dict(given)
    if wanted.ids is not None:
        found.append("q.id = ANY(:ids)")
        values["ids"] = list(wanted.ids)
    if wanted.states is not None:
        found.append("q.state = ANY(:states)")
        values["states"] = list(wanted.states)
    if wanted.category_id is not None:
        found.append("q.category_id = ANY(:categories)")
        values["categories"] = below(connection, wanted.category_id)
    if wanted.text is not None:
        id_ = _id(wanted.text)
        found.append("q.words LIKE :text" if id_ is None else "q.id = :text")
        values["text"] = id_ or f"%{escaped(wanted.text.lower())}%"
    found += [
        f"{'' if value else 'NOT '}{condition}"
        for condition, value in (
            ("EXISTS (SELECT FROM question_flags f WHERE f.question_id = q.id)", wanted.flagged),
            (_REPORTED, wanted.reported),
            ("(q.media_id IS NOT NULL)", wanted.has_media),
        )
        if value is not None
    ]
    return found, values


_SIMPLE: Mapping[str, str] = {
    "kind": "q.kind = :kind",
    "state": "q.state = :state",
    "difficulty": "q.difficulty = :difficulty",
    "lang": "q.langs @> ARRAY[CAST(:lang AS varchar)]",
    "missing": "NOT q.langs @> ARRAY[CAST(:missing AS varchar)]",
    "tag": "q.tags @> ARRAY[CAST(:tag AS varchar)]",
    "source": "q.source = :source",
    "media_id": "q.media_id = :media_id",
    "changed_since": "q.updated_at >= :changed_since",
}
_REPORTED = "EXISTS (SELECT FROM question_reports p WHERE p.question_id = q.id AND p.closed_at IS NULL)"


def below(connection: Connection, category: int) -> list[int]:
    """A category and all below it."""
    statement = sql(
        "WITH RECURSIVE tree AS (SELECT id FROM categories WHERE id = :id UNION "
        "SELECT c.id FROM categories c JOIN tree t ON c.parent_id = t.id) SELECT id FROM tree"
    )
    return list(connection.execute(statement, {"id": category}).scalars())


def escaped(text: str) -> str:
    """A text for LIKE that means itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _id(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None
