"""A database as large as a game's of some years: players with accounts, and questions in every state, by COPY.

What is made follows from its number, but for ids and times; a second fill adds to the first.
"""

import argparse
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text
from uuid_utils.compat import uuid7

from models import bank
from models.base import REQUEST_LIMITS, encode_json, open_engine
from rules.content import DIFFICULTIES, Content, Difficulty, Wording, langs
from rules.states import STATES
from settings import Settings

ROOTS, BRANCHES = 5, 4
"""Categories at the root, and below each of them."""
SOURCES = tuple(f"Almanac of {year}" for year in range(1990, 2026))
TAGS = tuple(f"topic-{number}" for number in range(200))
_AGE = timedelta(days=700)
_STATES = (*["published"] * 90, *["retired"] * 5, *["draft"] * 4, "review")
"""Of a hundred questions; few are being worked on at a time."""
_SYLLABLES = tuple(map("".join, product("bdfgklmnprstvz", "aeiou")))
_COUNTRIES = ("de", "fr", "gb", "in", "jp", "ng", "br", "us")
assert set(_STATES) == set(STATES)

Rows = Iterable[tuple[Any, ...]]


def fill(connection: Connection, players: int, questions: int) -> None:
    """Add so many of both, in the caller's transaction."""
    _players(connection, players)
    if questions:
        _questions(connection, questions)


def settle(connection: Connection) -> None:
    """Have the planner know what is there; outside of any transaction."""
    connection.execute(text("VACUUM ANALYZE"))


def _players(connection: Connection, count: int) -> None:
    first = _count(connection, "players")
    ids = [uuid7() for _ in range(count)]
    numbers = range(first, first + count)
    named = zip(ids, numbers, strict=True)
    _copy(connection, "players (id, name, country, registered)", _people(named))
    rows = ((id_, *[f"player{no}@example.test"] * 2, "none") for id_, no in zip(ids, numbers, strict=True) if no % 2)
    _copy(connection, "accounts (player_id, email, email_key, password_hash)", rows)


def _people(numbered: Iterable[tuple[UUID, int]]) -> Iterator[tuple[Any, ...]]:
    for id_, number in numbered:
        name = f"{_words(Random(number), 2).title()} {number}"[:40]
        yield id_, name, _COUNTRIES[number % len(_COUNTRIES)], bool(number % 2)


def _questions(connection: Connection, count: int) -> None:
    tree = _categories(connection)
    first, now = _count(connection, "questions"), datetime.now(UTC)
    ids = [uuid7() for _ in range(count)]
    made = [_Made(id_, first + number, tree, now - _AGE * (1 - number / count)) for number, id_ in enumerate(ids)]
    columns = (
        "id, category_id, kind, difficulty, state, langs, stem_key, tags, source, licence, time_limit_ms, band, words, "
        "created_at, updated_at, published_at"
    )
    _copy(connection, f"questions ({columns})", (one.row for one in made))
    _copy(connection, "question_revisions (question_id, revision, content, created_at)", (one.first for one in made))
    pooled = (row for one in made for row in one.pooled)
    _copy(connection, "question_pool (category_id, lang, draw, question_id, difficulty, band)", pooled)


def _categories(connection: Connection) -> list[tuple[int, int]]:
    """Every branch with its root, made if need be."""
    roots = [_category(connection, f"fill-{root}", None) for root in range(ROOTS)]
    return [
        (_category(connection, f"fill-{number}-{branch}", root), root)
        for number, root in enumerate(roots)
        for branch in range(BRANCHES)
    ]


def _category(connection: Connection, slug: str, parent: int | None) -> int:
    statement = text(
        "INSERT INTO categories (id, slug, name, parent_id, opened_at) "
        "SELECT max(id) + 1, CAST(:slug AS varchar), initcap(:slug), :parent, now() FROM categories "
        "ON CONFLICT (slug) DO UPDATE SET slug = EXCLUDED.slug RETURNING id"
    )
    return int(connection.execute(statement, {"slug": slug, "parent": parent}).scalar_one())


class _Made:
    """One question, by its number."""

    def __init__(self, id_: UUID, number: int, tree: list[tuple[int, int]], at: datetime) -> None:
        chance = Random(number)
        self._id, self._at = id_, at
        self._category, self._root = tree[number % len(tree)]
        self._difficulty: Difficulty = DIFFICULTIES[number % 3]
        self._state = _STATES[number % 100]
        tongues = ("en", "es") if number % 3 == 0 else ("en",)
        wordings = tuple(_wording(chance, lang, number) for lang in tongues)
        self._content = Content("single_choice", wordings, correct=(0,))
        self._band = bank.guessed_band(self._difficulty, self._content)
        self._tags = chance.sample(TAGS, 2)
        self._source = SOURCES[number % len(SOURCES)]
        self._draw = chance.random()

    @property
    def row(self) -> tuple[Any, ...]:
        content = self._content
        keys = (langs(content), bank.stem_key(content), self._tags, self._source, "CC0-1.0", bank.DEFAULT_LIMIT_MS)
        published_at = None if self._state in ("draft", "review") else self._at
        times = (self._at, self._at, published_at)
        kinds = (content.kind, self._difficulty, self._state)
        return (self._id, self._category, *kinds, *keys, self._band, bank.words_of(content), *times)

    @property
    def first(self) -> tuple[Any, ...]:
        return self._id, 1, encode_json(bank.to_json(self._content)), self._at

    @property
    def pooled(self) -> Iterator[tuple[Any, ...]]:
        if self._state == "published":
            for category in (self._category, self._root):
                for lang in langs(self._content):
                    yield category, lang, self._draw, self._id, self._difficulty, self._band


def _wording(chance: Random, lang: str, number: int) -> Wording:
    options = tuple(dict.fromkeys(_words(chance, 2) + letter for letter in (" a", " b", " c", " d")))
    return Wording(lang, f"What is {_words(chance, 6)} of {number}?", options, explanation=_words(chance, 12))


def _words(chance: Random, count: int) -> str:
    return " ".join("".join(chance.choices(_SYLLABLES, k=3)) for _ in range(count))


def _count(connection: Connection, table: str) -> int:
    return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def _copy(connection: Connection, into: str, rows: Rows) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def main(argv: list[str]) -> int:
    """0 when all is there."""
    parser = argparse.ArgumentParser(prog="python -m lab fill", description="Add made-up players and questions.")
    parser.add_argument("--players", type=int, default=0, help="e.g. 1000000")
    parser.add_argument("--questions", type=int, default=0, help="e.g. 200000")
    given = parser.parse_args(argv)
    if given.players < 0 or given.questions < 0:
        parser.error("numbers from 0 on")
    limits = {**REQUEST_LIMITS, "statement_timeout": "0", "idle_in_transaction_session_timeout": "0"}
    settings = Settings.from_environ()
    engine = open_engine(settings.owner_database_url or settings.database_url, limits)
    with engine.begin() as connection:
        fill(connection, given.players, given.questions)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        settle(connection)
    engine.dispose()
    print(f"fill: {given.players} players and {given.questions} questions added")
    return 0
