"""`flask quizzes`: what operators put on the programme."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from models import bank
from tests.clearing import clear
from tests.commands.test_operators import Run, app, engine, printed, run
from tests.web.conftest import question
from web.extensions import db

__all__ = ["app", "engine", "run"]


@pytest.fixture
def filled(engine: Engine) -> None:
    """A category with five questions, and no quizzes."""
    with engine.begin() as connection:
        clear(connection, "quizzes, question_pool, question_revisions, questions, categories")
        connection.execute(text("INSERT INTO categories VALUES (0, 'all', 'All'), (1, 'maths', 'Maths')"))
        bank.add(connection, [question(1, f"stem {number}") for number in range(5)])


@pytest.mark.usefixtures("filled")
def test_a_live_quiz_is_made_and_listed(run: Run, app: Flask) -> None:
    words = ("quizzes", "create", "--mode", "live", "--category", "maths", "--opens-at", "+60", "--count", 3)
    made = printed(run(*words, "--question-ms", 2_000, "--reveal-ms", 1_000, "--elimination", "--json"))
    assert (made["mode"], made["count"], made["langs"], made["elimination"]) == ("live", 3, "en", True)
    lasts = datetime.fromisoformat(made["closes_at"]) - datetime.fromisoformat(made["opens_at"])
    assert lasts == timedelta(milliseconds=3 * (2_000 + 301 + 1_000))
    assert printed(run("quizzes", "list", "--mode", "live", "--json")) == [made]
    with app.app_context(), db.engine.connect() as connection:
        assert connection.execute(text("SELECT cardinality(question_ids) FROM quizzes")).scalars().all() == [3]


@pytest.mark.usefixtures("filled")
def test_a_scheduled_quiz_closes_when_it_is_told_to(run: Run) -> None:
    words = ("quizzes", "create", "--mode", "scheduled", "--category", "maths", "--count", 5)
    times = ("--opens-at", "2030-01-01T00:00:00Z", "--closes-at", "2030-01-02T12:00:00+00:00")
    made = printed(run(*words, *times, "--title", "New Year", "--json"))
    assert (made["title"], made["closes_at"]) == ("New Year", "2030-01-02T12:00:00Z")
    assert datetime.fromisoformat(made["opens_at"]) == datetime(2030, 1, 1, tzinfo=UTC)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (("--category", "none", "--opens-at", "+1"), "--category is one of maths"),
        (("--category", "maths", "--opens-at", "+1"), "lower --count"),
        (("--category", "maths", "--count", 5, "--opens-at", "2020-01-01T00:00:00Z"), "--opens-at is in the past"),
        (("--category", "maths", "--opens-at", "soon"), "write 2026-11-24T18:00:00Z"),
        (("--category", "maths", "--opens-at", "2030-01-01"), "has no zone"),
        (("--category", "maths", "--count", 5, "--opens-at", "+1", "--closes-at", "+9"), "leave --closes-at away"),
    ],
)
def test_errors_say_what_to_change(run: Run, words: tuple[str, ...], advice: str) -> None:
    result = run("quizzes", "create", "--mode", "live", *words)
    assert result.exit_code != 0
    assert advice in " ".join(result.output.split())
