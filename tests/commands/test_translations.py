"""A translation has a state of its own: nobody meets it before it is published, and its answers do not count."""

import json
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import bank
from models.bank import NewQuestion
from rules.content import Content, Wording, faults
from rules.responses import is_right, key_of
from rules.states import State
from tests.commands.conftest import Run

CATEGORY = 971


@pytest.fixture
def question(engine: Engine) -> str:
    """A published one, whose Spanish is a draft."""
    new = NewQuestion(uuid7(), CATEGORY, content("draft"), "easy", "test", "CC0-1.0")
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO categories (id, slug, name) VALUES (:id, 'tongues', 'Tongues') ON CONFLICT DO NOTHING"),
            {"id": CATEGORY},
        )
        bank.add(connection, [new])
    return str(new.id)


def content(state: State) -> Content:
    words = (
        Wording("en", "Which animal barks?", accepted=("dog",)),
        Wording("es", "Cual ladra?", accepted=("perro",), state=state),
    )
    return Content("short_text", words)


def pooled(engine: Engine, id_: str) -> list[str]:
    with engine.connect() as connection:
        query = text("SELECT lang FROM question_pool WHERE question_id = :id AND category_id = :category ORDER BY 1")
        return list(connection.execute(query, {"id": id_, "category": CATEGORY}).scalars())


def test_it_is_drawn_in_the_languages_that_are_published(run: Run, engine: Engine, question: str) -> None:
    assert pooled(engine, question) == ["en"]
    for state in ("review", "published"):
        told = run("questions", "transition", question, "--lang", "es", "--to", state, "--json")
        assert told.exit_code == 0, told.output
        assert json.loads(told.output)["state"] == state
    assert pooled(engine, question) == ["en", "es"]
    run("questions", "transition", question, "--lang", "es", "--to", "retired")
    assert pooled(engine, question) == ["en"]


def test_every_change_is_a_revision_and_the_old_ones_stay(run: Run, engine: Engine, question: str) -> None:
    run("questions", "transition", question, "--lang", "es", "--to", "review")
    with engine.connect() as connection:
        places = [(UUID(question), 1), (UUID(question), 2)]
        said = bank.as_asked(connection, places)
        now = bank.asked(connection, [UUID(question)])[0]
    assert [said[place] for place in places] == [content("draft"), content("review")]
    assert now.revision == 2


@pytest.mark.parametrize(
    ("lang", "to", "said"),
    [
        ("es", "published", "can become review or retired"),
        ("fr", "review", "in fr"),
        ("en", "retired", "The original's words are published"),
    ],
)
def test_a_step_that_may_not_be_changes_nothing(
    run: Run, engine: Engine, question: str, lang: str, to: str, said: str
) -> None:
    refused = run("questions", "transition", question, "--lang", lang, "--to", to)
    assert (refused.exit_code, said in refused.output) == (1, True), refused.output
    with engine.connect() as connection:
        assert bank.asked(connection, [UUID(question)])[0].revision == 1


def test_answers_of_an_unpublished_wording_do_not_count() -> None:
    assert is_right(key_of(content("published"), ()), "perro")
    assert not is_right(key_of(content("draft"), ()), "perro")
    assert is_right(key_of(content("draft"), ()), "dog")


def test_the_original_is_published_or_the_question_cannot_be_asked() -> None:
    original = Content("short_text", (Wording("en", "Which?", accepted=("a",), state="draft"),))
    assert [fault.pointer for fault in faults(original)] == ["/wordings/0/state"]
