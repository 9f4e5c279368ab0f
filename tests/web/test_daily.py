"""Today's challenge asks nothing that another quiz of the day asks, or has just asked."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from models import bank
from tests.web.conftest import Guest, question
from tests.web.playing import questions

HELD, FREE = 30, 10


@pytest.fixture(scope="module", autouse=True)
def categories(engine: Engine) -> None:
    """Two of their own, each with as many questions as are held and a challenge more."""
    with engine.begin() as connection:
        for id_, slug in ((50, "today"), (51, "yesterday")):
            connection.execute(text("INSERT INTO categories VALUES (:id, :slug, :slug)"), {"id": id_, "slug": slug})
            bank.add(connection, [question(id_, f"{slug} {number}") for number in range(HELD + FREE)])


@pytest.fixture
def hold(engine: Engine) -> Callable[[int, datetime, datetime], set[str]]:
    """Makes a scheduled quiz of HELD questions of a category; which ones."""
    statement = text(
        "INSERT INTO quizzes (id, key, mode, title, category_id, langs, opens_at, closes_at, time_limit_ms, "
        "question_ids, revisions, seed) SELECT gen_random_uuid(), gen_random_uuid()::text, 'scheduled', 'A quiz', "
        ":category, '{en}', :opens, :closes, 10000, array_agg(id), array_agg(revision), 'sixteen bytes ok' FROM "
        "(SELECT id, revision FROM questions WHERE category_id = :category ORDER BY id LIMIT :most) q "
        "RETURNING question_ids"
    )

    def make(category: int, opens: datetime, closes: datetime) -> set[str]:
        values = {"category": category, "opens": opens, "closes": closes, "most": HELD}
        with engine.begin() as connection:
            asked: list[UUID] = connection.execute(statement, values).scalar_one()
            return {str(id_) for id_ in asked}

    return make


@pytest.mark.parametrize(("category", "slug", "closes_s"), [(50, "today", 3_600), (51, "yesterday", -30)])
def test_it_shares_no_question_with_a_quiz_of_the_day_or_of_the_minute_before(
    guest: Guest, hold: Callable[[int, datetime, datetime], set[str]], category: int, slug: str, closes_s: int
) -> None:
    closes = datetime.combine(datetime.now(UTC), time(), UTC) + timedelta(seconds=closes_s)
    held = hold(category, closes - timedelta(hours=1), closes)
    asked = questions(guest, guest.start(mode="daily", category=slug), FREE)
    assert len(asked) == FREE
    assert not asked & held
