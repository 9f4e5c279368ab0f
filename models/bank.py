"""The question bank: putting questions in, and reading them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from models.base import encode_rows, sql
from rules.boards import ALL_CATEGORIES
from rules.content import Content, Difficulty, Draft, langs
from rules.difficulty import GUESSED, band, choices
from rules.folding import fold_text

DEFAULT_LIMIT_MS = 15_000
_CHUNK = 500


@dataclass(frozen=True)
class CategoryCount:
    """A category, the one above it, its names by language, and how many questions it has in each language."""

    id: int
    slug: str
    name: str
    parent_id: int | None
    names: Mapping[str, str]
    by_lang: Mapping[str, int]

    @property
    def questions(self) -> int:
        """Questions in the language that has most of them."""
        return max(self.by_lang.values(), default=0)


@dataclass(frozen=True)
class NewQuestion:
    """A question on its way into the bank."""

    id: UUID
    category_id: int
    content: Content
    difficulty: Difficulty
    source: str
    licence: str
    tags: Sequence[str] = ()
    state: str = "published"
    time_limit_ms: int = DEFAULT_LIMIT_MS
    title: str = ""
    staff_id: UUID | None = None
    """Who wrote it, if somebody of the staff did."""


@dataclass(frozen=True)
class Asked:
    """A question as it is put: its revision of the moment, and the time it gives."""

    id: UUID
    revision: int
    content: Content
    time_limit_ms: int


def stem_key(content: Content) -> str:
    """What duplicates have in common: the original's stem, folded, and the medium: `Whose flag is this?` asks many."""
    stem = content.wordings[0].stem
    key = fold_text(stem) or stem
    return f"{key} #{content.medium.id}" if content.medium else key


def words_of(content: Content) -> str:
    """What a question can be found by: its stems, options and accepted answers in every language, in lower case."""
    texts = (text for words in content.wordings for text in (words.stem, *words.options, *words.accepted))
    return "\n".join(texts).lower()


def categories(connection: Connection) -> list[CategoryCount]:
    """Every category that is one, in the order that staff gave them, then by name."""
    statement = sql(
        "SELECT c.id, c.slug, c.name, c.parent_id, c.names, COALESCE(("
        "SELECT json_object_agg(n.lang, n.n) FROM (SELECT lang, count(*) AS n FROM question_pool p "
        "WHERE p.category_id = c.id GROUP BY lang) n), '{}') FROM categories c WHERE c.id <> :all "
        "ORDER BY c.position, c.name"
    )
    return [CategoryCount(*row) for row in connection.execute(statement, {"all": ALL_CATEGORIES})]


def add(connection: Connection, questions: Iterable[NewQuestion]) -> int:
    """Insert the questions that are not there yet, by id, each as revision 1; how many were."""
    rows = [_row(question) for question in questions]
    made = connection.execute(_ADD, {"rows": encode_rows(rows)}).scalars().all()
    pool(connection, made)
    return len(made)


def _row(question: NewQuestion) -> dict[str, Any]:
    return {
        "id": question.id,
        "category_id": question.category_id,
        "kind": question.content.kind,
        "difficulty": question.difficulty,
        "state": question.state,
        "langs": langs(question.content),
        "stem_key": stem_key(question.content),
        "tags": list(question.tags),
        "title": question.title,
        "source": question.source,
        "licence": question.licence,
        "media_id": question.content.medium.id if question.content.medium else None,
        "time_limit_ms": question.time_limit_ms,
        "content": to_json(question.content),
        "band": guessed_band(question.difficulty, question.content),
        "words": words_of(question.content),
        "staff_id": question.staff_id,
    }


def guessed_band(difficulty: Difficulty, content: Content) -> int:
    """Where a question is drawn by its author's word, until it is measured."""
    return band(GUESSED[difficulty], choices(content.kind, len(content.wordings[0].options)))


_ADD = sql(
    "WITH r AS MATERIALIZED (SELECT * FROM json_to_recordset(:rows) AS r(id uuid, category_id smallint, kind text, "
    "difficulty text, state text, langs text[], stem_key text, tags text[], title text, source text, licence text, "
    "media_id uuid, time_limit_ms integer, content jsonb, band smallint, words text, staff_id uuid)), made AS ("
    "INSERT INTO questions (id, category_id, kind, difficulty, state, langs, stem_key, tags, title, source, licence, "
    "media_id, time_limit_ms, band, words, published_at) SELECT id, category_id, kind, difficulty, state, langs, "
    "stem_key, tags, title, source, licence, media_id, time_limit_ms, band, words, "
    "CASE WHEN state = 'published' THEN now() END FROM r ON CONFLICT DO NOTHING RETURNING id), "
    "first AS (INSERT INTO question_revisions (question_id, revision, content, staff_id) "
    "SELECT id, 1, content, staff_id FROM r JOIN made USING (id)) SELECT id FROM made"
)


def known_stems(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Those of the stem keys that a question of the bank has."""
    statement = sql("SELECT stem_key FROM questions WHERE stem_key = ANY(:keys)")
    return set(connection.execute(statement, {"keys": list(keys)}).scalars())


def drafts(connection: Connection, category: str | None) -> Iterator[Draft]:
    """The published questions of a category (None: all) and those below it, as they are now, oldest first."""
    statement = sql(
        "WITH RECURSIVE tree AS (SELECT id, slug, ARRAY[CAST(name AS text)] AS path, "
        "CAST(:slug AS text) IS NULL OR slug = :slug AS own FROM categories WHERE parent_id IS NULL UNION ALL "
        "SELECT c.id, c.slug, t.path || c.name, t.own OR c.slug = :slug "
        "FROM categories c JOIN tree t ON t.id = c.parent_id) "
        "SELECT t.path, q.difficulty, q.tags, q.source, q.licence, q.title, q.time_limit_ms, r.content FROM tree t "
        "JOIN questions q ON q.category_id = t.id JOIN question_revisions r ON r.question_id = q.id "
        "AND r.revision = q.revision WHERE t.own AND q.state = 'published' ORDER BY q.created_at, q.id"
    )
    rows = connection.execute(statement, {"slug": category}, execution_options={"yield_per": _CHUNK})
    for row in rows:
        content = from_json(row.content)
        yield Draft(
            content,
            tuple(row.path),
            row.difficulty,
            tuple(row.tags),
            row.source,
            row.licence,
            row.title,
            time_limit_ms=row.time_limit_ms,
            medium_id=content.medium.id if content.medium else None,
        )


def pool(connection: Connection, ids: Sequence[UUID]) -> None:
    """Make what may be drawn follow the questions: in each language, under their category and all above it."""
    connection.execute(sql("DELETE FROM question_pool WHERE question_id = ANY(:ids)"), {"ids": list(ids)})
    connection.execute(
        sql(
            "WITH RECURSIVE above AS (SELECT id, id AS over FROM categories UNION "
            "SELECT a.id, c.parent_id FROM above a JOIN categories c ON c.id = a.over WHERE c.parent_id IS NOT NULL) "
            "INSERT INTO question_pool (category_id, lang, draw, question_id, difficulty, band) "
            "SELECT a.over, l.lang, random(), q.id, q.difficulty, q.band FROM questions q "
            "JOIN above a ON a.id = q.category_id CROSS JOIN unnest(q.langs) AS l(lang) "
            "WHERE q.id = ANY(:ids) AND q.state = 'published'"
        ),
        {"ids": list(ids)},
    )
    opened = sql(
        "UPDATE categories SET opened_at = now() WHERE opened_at IS NULL "
        "AND id IN (SELECT category_id FROM question_pool WHERE question_id = ANY(:ids))"
    )
    connection.execute(opened, {"ids": list(ids)})


def to_json(content: Content) -> Any:
    """Content as it is stored."""
    return msgspec.to_builtins(content)


def from_json(document: Any) -> Content:
    """Content as it was stored."""
    return msgspec.convert(document, Content)


def by_chance(
    connection: Connection, category_id: int, lang: str, count: int, seed: str, without: Collection[UUID] = ()
) -> list[UUID]:
    """Up to `count` published questions but for some, chosen and ordered by a seed alone. Reads the category."""
    statement = sql(
        "SELECT question_id FROM question_pool WHERE category_id = :category AND lang = :lang "
        "AND question_id <> ALL(CAST(:without AS uuid[])) "
        "ORDER BY sha256(convert_to(:seed || question_id::text, 'UTF8')) LIMIT :count"
    )
    values = {"category": category_id, "lang": lang, "count": count, "seed": seed, "without": list(without)}
    return list(connection.execute(statement, values).scalars())


def asked(connection: Connection, ids: Sequence[UUID]) -> list[Asked]:
    """Questions as they are now, in the order of the ids; those that are gone are left out."""
    statement = sql(
        "SELECT q.id, q.revision, r.content, q.time_limit_ms FROM questions q "
        "JOIN question_revisions r ON r.question_id = q.id AND r.revision = q.revision WHERE q.id = ANY(:ids)"
    )
    rows = connection.execute(statement, {"ids": list(ids)}).all()
    found = {row.id: Asked(row.id, row.revision, from_json(row.content), row.time_limit_ms) for row in rows}
    return [found[id_] for id_ in ids if id_ in found]


def published(connection: Connection, ids: Sequence[UUID]) -> set[UUID]:
    """Those of the questions that are."""
    statement = sql("SELECT id FROM questions WHERE id = ANY(:ids) AND state = 'published'")
    return set(connection.execute(statement, {"ids": list(ids)}).scalars())


def as_asked(connection: Connection, places: Sequence[tuple[UUID, int]]) -> dict[tuple[UUID, int], Content]:
    """What questions said in the revisions that were asked."""
    statement = sql(
        "SELECT question_id, revision, content FROM question_revisions "
        "WHERE (question_id, revision) IN (SELECT * FROM unnest(:ids ::uuid[], :revisions ::smallint[]))"
    )
    ids, revisions = [place[0] for place in places], [place[1] for place in places]
    rows = connection.execute(statement, {"ids": ids, "revisions": revisions})
    return {(row[0], row[1]): from_json(row[2]) for row in rows}
