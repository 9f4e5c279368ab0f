"""Quizzes as staff work on them: listed by their opening, changed and deleted while nobody may enter them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from models.base import encode_json, sql
from models.quizzes import Quiz, QuizRow

Place = tuple[datetime, UUID]
_COLUMNS = (
    "q.id, q.key, q.mode, q.title, q.category_id, c.slug AS category, q.langs, q.opens_at, q.closes_at, "
    "q.time_limit_ms, q.question_ids, q.revisions, q.seed, q.settings"
)
_SELECT = f"SELECT {_COLUMNS}, q.edition FROM quizzes q JOIN categories c ON c.id = q.category_id"


@dataclass(frozen=True)
class Listed(QuizRow):
    """A quiz with its edition."""

    edition: int


_IN_STATE = {
    None: "",
    "upcoming": "AND q.opens_at > now()",
    "open": "AND q.opens_at <= now() AND q.closes_at > now()",
    "past": "AND q.closes_at <= now()",
}


def page(connection: Connection, mode: str | None, state: str | None, after: Place | None, most: int) -> list[Listed]:
    """Quizzes of a mode and a state, or any, those that open last first, from after a place on."""
    beyond = "AND (q.opens_at, q.id) < (:at, :after)" if after else ""
    statement = sql(
        f"{_SELECT} WHERE (CAST(:mode AS varchar) IS NULL OR q.mode = :mode) {_IN_STATE[state]} {beyond} "
        "ORDER BY q.opens_at DESC, q.id DESC LIMIT :most"
    )
    place = {"at": after[0], "after": after[1]} if after else {}
    rows = connection.execute(statement, {"mode": mode, "most": most, **place})
    return [Listed(**row._mapping) for row in rows]


def one(connection: Connection, id_: UUID) -> Listed | None:
    """The quiz of that id."""
    row = connection.execute(sql(f"{_SELECT} WHERE q.id = :id"), {"id": id_}).first()
    return None if row is None else Listed(**row._mapping)


def lock(connection: Connection, id_: UUID) -> Listed | None:
    """As `one`; nobody begins an attempt at it, or changes it, until the transaction ends."""
    row = connection.execute(sql(f"{_SELECT} WHERE q.id = :id FOR UPDATE OF q"), {"id": id_}).first()
    return None if row is None else Listed(**row._mapping)


def replace(connection: Connection, quiz: Quiz) -> None:
    """Have a locked quiz be another one under its id and key."""
    names = ("title", "category_id", "langs", "opens_at", "closes_at", "time_limit_ms", "question_ids", "revisions")
    settings = ", ".join(f"{name} = :{name}" for name in names)
    statement = sql(
        f"UPDATE quizzes SET {settings}, seed = :seed, settings = CAST(:settings AS jsonb), edition = edition + 1 "
        "WHERE id = :id"
    )
    values: Mapping[str, Any] = {name: getattr(quiz, name) for name in (*names, "seed", "id")}
    connection.execute(statement, {**values, "settings": encode_json(quiz.settings)})


def remove(connection: Connection, id_: UUID) -> None:
    """Delete a locked quiz that nobody has begun."""
    connection.execute(sql("DELETE FROM quizzes WHERE id = :id"), {"id": id_})


def dailies(connection: Connection, first: date, last: date, category: str | None) -> list[Listed]:
    """Daily challenges that were made for these days, both included, by day and category."""
    statement = sql(
        f"{_SELECT} WHERE q.mode = 'daily' AND q.opens_at >= :first AND q.opens_at < :after "
        "AND (CAST(:category AS varchar) IS NULL OR c.slug = :category) ORDER BY q.opens_at, c.slug"
    )
    values = {"first": first, "after": last + timedelta(days=1), "category": category}
    return [Listed(**row._mapping) for row in connection.execute(statement, values)]
