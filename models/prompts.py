"""What creative battles ask for: prompts as editors keep them, each in several languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, DateTime, SmallInteger, String, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, encode_json, encode_rows, sql
from rules.creative import PromptState, Takes


class Prompt(Base):
    """One prompt; `texts` by language."""

    __tablename__ = "prompts"
    __table_args__ = (
        CheckConstraint("takes IN ('text', 'image', 'any')", "takes"),
        CheckConstraint("state IN ('draft', 'published', 'retired')", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    category_id: Mapped[int | None] = mapped_column(SmallInteger)
    """NULL: it goes with every category."""
    takes: Mapped[str] = mapped_column(String(5))
    texts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(String(9), server_default=text("'draft'"))
    edition: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When it was for the first time."""


@dataclass(frozen=True)
class Sheet:
    """A prompt as it is worked on."""

    id: UUID
    category: str | None
    takes: Takes
    texts: Mapping[str, str]
    state: PromptState
    edition: int
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    battles: int
    """How many it was asked in."""


_SELECT = (
    "SELECT p.id, c.slug AS category, p.takes, p.texts, p.state, p.edition, p.created_at, p.updated_at, "
    "p.published_at, "
    "(SELECT count(*) FROM creative_battles b WHERE b.prompt_id = p.id) AS battles "
    "FROM prompts p LEFT JOIN categories c ON c.id = p.category_id "
)


def one(connection: Connection, id_: UUID, *, lock: bool = False) -> Sheet | None:
    """The prompt of that id; `lock`: for nobody else to change until the transaction ends."""
    statement = sql(f"{_SELECT} WHERE p.id = :id {'FOR UPDATE OF p' if lock else ''}")
    row = connection.execute(statement, {"id": id_}).first()
    return None if row is None else Sheet(**row._mapping)


def page(connection: Connection, state: PromptState | None, before: UUID | None, limit: int) -> list[Sheet]:
    """Prompts in a state, or all, the latest first, from after the one with the id `before`."""
    statement = sql(
        f"{_SELECT} WHERE (CAST(:state AS varchar) IS NULL OR p.state = :state) "
        "AND (CAST(:before AS uuid) IS NULL OR p.id < :before) ORDER BY p.id DESC LIMIT :limit"
    )
    rows = connection.execute(statement, {"state": state, "before": before, "limit": limit})
    return [Sheet(**row._mapping) for row in rows]


def category(connection: Connection, slug: str) -> int | None:
    """The id of a category."""
    found: int | None = connection.execute(sql("SELECT id FROM categories WHERE slug = :slug"), {"slug": slug}).scalar()
    return found


def add(
    connection: Connection,
    id_: UUID,
    category_id: int | None,
    takes: Takes,
    texts: Mapping[str, str],
    state: PromptState = "draft",
) -> bool:
    """Make a prompt; False: one of that id is there."""
    statement = sql(
        "INSERT INTO prompts (id, category_id, takes, texts, state, published_at) VALUES (:id, :category, :takes, "
        "CAST(:texts AS jsonb), CAST(:state AS varchar), CASE WHEN :state = 'published' THEN now() END) "
        "ON CONFLICT DO NOTHING"
    )
    values = {"id": id_, "category": category_id, "takes": takes, "texts": encode_json(texts), "state": state}
    return connection.execute(statement, values).rowcount > 0


def change(connection: Connection, prompt: Sheet, category_id: int | None, wanted: Mapping[str, Any]) -> None:
    """Change a locked prompt: any of takes, texts and state; its category is what is given."""
    statement = sql(
        "UPDATE prompts SET category_id = :category, takes = :takes, texts = CAST(:texts AS jsonb), "
        "state = CAST(:state AS varchar), "
        "published_at = COALESCE(published_at, CASE WHEN :state = 'published' THEN now() END), "
        "edition = edition + 1, updated_at = now() WHERE id = :id"
    )
    values = {name: wanted.get(name, getattr(prompt, name)) for name in ("takes", "texts", "state")}
    values["texts"] = encode_json(values["texts"])
    connection.execute(statement, {**values, "category": category_id, "id": prompt.id})


def remove(connection: Connection, prompt: Sheet) -> bool:
    """Delete a locked prompt that was never published; False: it was, and stays."""
    if prompt.published_at is not None:
        return False
    return connection.execute(sql("DELETE FROM prompts WHERE id = :id"), {"id": prompt.id}).rowcount > 0


@dataclass(frozen=True)
class Asked:
    """A prompt as a battle asks it."""

    id: UUID
    text: str
    lang: str
    takes: Takes


def draw(connection: Connection, category_id: int, pairs: Sequence[tuple[str, Sequence[UUID]]]) -> list[Asked | None]:
    """For each two players with a language a published prompt for a category (0: any), in one query.

    By chance among those that these players had least often, in that language, or else in English, or else in whatever
    it has; None: there is none.
    """
    statement = sql(
        "SELECT w.no, p.id, p.texts, p.takes FROM json_to_recordset(:pairs) AS w(no integer, lang varchar, "
        "players uuid[]) CROSS JOIN LATERAL (SELECT p.id, p.texts, p.takes FROM prompts p LEFT JOIN "
        "(SELECT b.prompt_id, count(*) AS times FROM creative_battles b WHERE b.player_ids && w.players "
        "GROUP BY b.prompt_id) had ON had.prompt_id = p.id WHERE p.state = 'published' "
        "AND (:category = 0 OR p.category_id IS NULL OR p.category_id = :category) "
        "ORDER BY p.texts ? w.lang DESC, p.texts ? 'en' DESC, COALESCE(had.times, 0), random() LIMIT 1) AS p"
    )
    rows = [{"no": no, "lang": lang, "players": list(players)} for no, (lang, players) in enumerate(pairs)]
    found = connection.execute(statement, {"category": category_id, "pairs": encode_rows(rows)})
    drawn = {row.no: _asked(row.id, row.texts, row.takes, pairs[row.no][0]) for row in found}
    return [drawn.get(no) for no in range(len(pairs))]


def _asked(id_: UUID, texts: Mapping[str, str], takes: Takes, lang: str) -> Asked:
    chosen = next(tag for tag in (lang, "en", *texts) if tag in texts)
    return Asked(id_, texts[chosen], chosen, takes)
