"""The demo content: questions of our own, one JSON file a category, prompts, rates of currencies; and what loads it."""

import sys
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from bridges.attachments import Attachments
from bridges.media import Store, open_store
from lab.content import creative, rates
from lab.content.form import CategoryFile
from models import bank
from models.bank import NewQuestion
from models.base import REQUEST_LIMITS, open_engine
from models.questions import Category
from rules.content import Draft
from settings import Settings

FOLDER = Path(__file__).parent


def files() -> list[CategoryFile]:
    """All demo content, in the order of the files' names."""
    return [msgspec.json.decode(path.read_bytes(), type=CategoryFile) for path in sorted(FOLDER.glob("*.json"))]


def drafts() -> list[Draft]:
    """All demo content, of every kind and in every language it has."""
    return [draft for file in files() for draft in file.drafts()]


def load(connection: Connection, content: list[CategoryFile], store: Store) -> int:
    """Insert categories and questions that are missing; how many questions were. A stem has one id for ever."""
    made, attachments = 0, Attachments(connection, store)
    for file in content:
        category = _category(connection, file)
        drafts = [attachments.attach(draft) for draft in file.drafts()]
        attachments.record(drafts)
        made += bank.add(connection, [_new(category, draft) for draft in drafts])
    return made


def _category(connection: Connection, file: CategoryFile) -> int:
    there = connection.execute(select(Category.id).where(Category.slug == file.slug)).scalar()
    if there is not None:
        return there
    number = connection.execute(select(func.max(Category.id))).scalar_one() + 1
    connection.execute(insert(Category).values(id=number, slug=file.slug, name=file.name, names=file.names))
    return int(number)


def _new(category: int, draft: Draft) -> NewQuestion:
    return NewQuestion(
        id=_question_id(draft.content.wordings[0].stem),
        category_id=category,
        content=draft.content,
        difficulty=draft.difficulty,
        source=draft.source,
        licence=draft.licence,
        tags=draft.tags,
    )


def _question_id(stem: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"buzzline:question:{stem}")


def main(argv: list[str]) -> int:
    """`python -m lab content`: load the demo content; a second time does nothing."""
    if argv:
        print("usage: python -m lab content", file=sys.stderr)
        return 2
    content, settings = files(), Settings.from_environ()
    store = open_store(settings.media_dir, settings.media_url)
    with open_engine(settings.database_url, REQUEST_LIMITS).begin() as connection:
        made = load(connection, content, store)
        asked, priced = creative.load(connection), rates.load(connection)
    print(f"content: {made} questions added, {sum(len(file.questions) for file in content)} in all")
    print(f"content: {asked} prompts added, {len(creative.read())} in all; {priced} rates of currencies")
    return 0
