"""What was played before quizzes were settled gives nothing twice, and nothing of it stays open."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from runpy import run_path
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from uuid_utils.compat import uuid7

from lab.folder import ROOT

MIGRATION = run_path(str(ROOT / "migrations" / "versions" / "0008_settling.py"))
HOUR, MOMENT = timedelta(hours=1), timedelta(seconds=5)
Put = Callable[[timedelta, bool, bool], UUID]


@pytest.fixture
def before(owner_engine: Engine) -> Iterator[Connection]:
    """A transaction in which the migration was not run; it is rolled back."""
    with owner_engine.connect() as connection:
        connection.execute(text(MIGRATION["_DOWN"]))
        connection.execute(text("INSERT INTO categories (id, slug, name) VALUES (1, 'one', 'One')"))
        yield connection


@pytest.fixture
def put(before: Connection) -> Put:
    """Makes quizzes that closed some time ago, with one attempt each, and tells their ids."""

    def put(closed: timedelta, answered: bool, ended: bool) -> UUID:
        quiz, closes = uuid7(), datetime.now(UTC) - closed
        before.execute(
            text(
                "INSERT INTO quizzes (id, key, mode, title, category_id, langs, opens_at, closes_at, time_limit_ms, "
                "question_ids, revisions, seed) VALUES (:id, CAST(:id AS text), 'daily', 'A quiz', 1, '{en}', "
                "CAST(:closes AS timestamptz) - interval '1 day', :closes, 15000, '{}', '{}', '')"
            ),
            {"id": quiz, "closes": closes},
        )
        before.execute(
            text(
                "INSERT INTO sessions (id, player_id, category_id, mode, started_at, expires_at, time_limit_ms, "
                "question_ids, correct, base_points, answered_on, quiz_id, ended_at) VALUES (:id, :id, 1, 'daily', "
                ":closes, :closes, 15000, '{}', '{a}', CAST(:points AS smallint[]), '{NULL}', :id, :ended)"
            ),
            {"id": quiz, "closes": closes, "points": [900 if answered else None], "ended": closes if ended else None},
        )
        return quiz

    return put


def test_what_is_over_is_settled_and_what_is_open_waits(before: Connection, put: Put) -> None:
    over = {put(HOUR, True, True), put(HOUR, False, True)}
    put(HOUR, False, False)
    put(MOMENT, False, True)
    put(-HOUR, False, False)
    before.execute(text(MIGRATION["_UP"]))
    settled = before.execute(text("SELECT id FROM quizzes WHERE settled_at IS NOT NULL AND marks = '[]'"))
    assert set(settled.scalars()) == over


@pytest.mark.parametrize(("closed", "ended"), [(-HOUR, False), (-HOUR, True), (MOMENT, True), (HOUR, False)], ids=str)
def test_it_is_refused_while_a_quiz_is_played(before: Connection, put: Put, closed: timedelta, ended: bool) -> None:
    put(closed, True, ended)
    with pytest.raises(DBAPIError, match=r"was played[\s\S]*then migrate"):
        before.execute(text(MIGRATION["_UP"]))
