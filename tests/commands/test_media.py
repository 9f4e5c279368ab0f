"""`flask media`, and the states of a question that shows one."""

import json
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import Result
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import bank
from models.bank import NewQuestion
from rules.content import Content, Wording
from rules.media import Medium
from tests.bridges.media.files import photo, picture, wav
from tests.commands.conftest import Run

Add = Callable[..., Result]


@pytest.fixture
def add(run: Run, tmp_path: Path) -> Add:
    """Adds a file, under a name that tells nothing."""

    def add(data: bytes, *words: str) -> Result:
        (tmp_path / "file.exe").write_bytes(data)
        return run("media", "add", str(tmp_path / "file.exe"), *words)

    return add


def test_a_file_is_kept_once_under_one_id(run: Run, add: Add) -> None:
    made = json.loads(add(photo(), "--alt", "Black above white", "--json").output)
    assert (made["kind"], made["mime"], made["width"], made["height"]) == ("image", "image/jpeg", 40, 60)
    assert made["url"] == f"http://api.test/v1/media/{made['id']}"
    again = json.loads(add(photo(), "--alt", "Something else", "--json").output)
    assert again == made
    sound = json.loads(add(wav(), "--transcript", "Silence", "--lang", "de", "--json").output)
    assert (sound["kind"], sound["description"], sound["lang"]) == ("audio", "Silence", "de")
    listed = json.loads(run("media", "list", "--json").output)
    assert [one["id"] for one in listed] == [sound["id"], made["id"]]
    assert [one["questions"] for one in listed] == [0, 0]


@pytest.mark.parametrize(
    ("data", "words", "said"),
    [
        (picture(), (), "image needs --alt"),
        (picture(), ("--alt", " "), "image needs --alt"),
        (picture(), ("--transcript", "x"), "image needs --alt"),
        (wav(), ("--alt", "x"), "audio needs --transcript"),
        (picture(), ("--alt", "x" * 501), "at most 500"),
        (b"<svg/>", ("--alt", "x"), "media_type"),
        (bytes(6 * 2**20), ("--alt", "x"), "media_too_big"),
    ],
)
def test_what_cannot_be_kept_is_said(add: Add, data: bytes, words: tuple[str, ...], said: str) -> None:
    result = add(data, *words)
    assert result.exit_code != 0
    assert said in result.output
    assert "Traceback" not in result.output


def draft(engine: Engine, medium: Medium | None, description: str = "") -> str:
    """A draft of a question; its id."""
    words = Wording("en", "Which?", ("a", "b"), description=description)
    content = Content("single_choice", (words,), (0,), medium=medium)
    new = NewQuestion(uuid7(), 1, content, "easy", "test", "CC0-1.0", state="draft")
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO categories VALUES (1, 'one', 'One') ON CONFLICT DO NOTHING"))
        bank.add(connection, [new])
    return str(new.id)


def pooled(engine: Engine, id_: str) -> int:
    with engine.connect() as connection:
        query = text("SELECT count(*) FROM question_pool WHERE question_id = :id")
        return int(connection.execute(query, {"id": id_}).scalar_one())


def test_a_question_is_drawn_while_it_is_published_and_only_then(run: Run, engine: Engine) -> None:
    id_ = draft(engine, None)
    seen = []
    for state in ("review", "published", "retired", "draft"):
        result = run("questions", "transition", id_, "--to", state, "--json")
        assert result.exit_code == 0, result.output
        seen.append((json.loads(result.output)["before"], pooled(engine, id_)))
    assert seen == [("draft", 0), ("review", 1), ("published", 0), ("retired", 0)]


def test_a_step_that_may_not_be_is_refused_and_changes_nothing(run: Run, engine: Engine) -> None:
    id_ = draft(engine, None)
    refused = run("questions", "transition", id_, "--to", "published")
    assert (refused.exit_code, "can become review or retired" in refused.output) == (1, True)
    assert pooled(engine, id_) == 0
    unknown = run("questions", "transition", str(uuid7()), "--to", "review")
    assert (unknown.exit_code, "there is no question" in unknown.output) == (1, True)


def test_what_cannot_be_asked_is_not_published(run: Run, engine: Engine, add: Add) -> None:
    made = json.loads(add(picture("GIF"), "--alt", "Halves", "--json").output)
    id_ = draft(engine, Medium(UUID(made["id"]), "image", 60, 40))
    refused = run("questions", "transition", id_, "--to", "review")
    assert refused.exit_code == 1
    assert "/wordings/0/description: An image needs a text" in refused.output
    listed = json.loads(run("media", "list", "--json").output)
    assert next(one["questions"] for one in listed if one["id"] == made["id"]) == 1
