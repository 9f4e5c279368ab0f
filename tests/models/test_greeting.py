"""What players who come back are in the middle of, by one query for many."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, text
from uuid_utils.compat import uuid7

from models import battles
from models.base import REQUEST_LIMITS, open_engine
from models.greeting import Running, RunningQuiz, running

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine: Engine = open_engine(database_url, REQUEST_LIMITS)
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()
    engine.dispose()


def enter(connection: Connection, player: UUID, opens_at: datetime, closes_at: datetime) -> UUID:
    """A live quiz that a player has entered."""
    quiz = uuid7()
    connection.execute(text("INSERT INTO categories VALUES (1, 'music', 'Music') ON CONFLICT DO NOTHING"))
    connection.execute(
        text(
            "INSERT INTO quizzes (id, key, mode, title, category_id, langs, opens_at, closes_at, time_limit_ms, "
            "question_ids, revisions, seed, settings) VALUES (:id, CAST(:id AS text), 'live', 'Evening', 1, '{en}', "
            ":opens, :closes, 10000, '{}', '{}', '', '{}')"
        ),
        {"id": quiz, "opens": opens_at, "closes": closes_at},
    )
    connection.execute(
        text("INSERT INTO attempts (quiz_id, player_id, session_id) VALUES (:quiz, :player, :session)"),
        {"quiz": quiz, "player": player, "session": uuid7()},
    )
    return quiz


def test_battles_and_live_quizzes_of_many_players(connection: Connection) -> None:
    """The soonest quiz that is not over, a battle, both, or nothing."""
    ada, bob, cat, dan = (uuid7() for _ in range(4))
    battle = uuid7()
    battles.enter(connection, [(ada, battle), (bob, battle)])
    enter(connection, bob, NOW + 2 * HOUR, NOW + 3 * HOUR)
    soon = enter(connection, bob, NOW - HOUR, NOW + HOUR)
    enter(connection, cat, NOW - 2 * HOUR, NOW - HOUR)
    later = enter(connection, dan, NOW + HOUR, NOW + 2 * HOUR)
    assert running(connection, [ada, bob, cat, dan], NOW) == {
        ada: Running(battle, None),
        bob: Running(battle, RunningQuiz(soon, "Evening", NOW - HOUR)),
        dan: Running(None, RunningQuiz(later, "Evening", NOW + HOUR)),
    }
