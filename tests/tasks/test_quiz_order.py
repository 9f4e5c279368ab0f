"""What comes late, or in pieces, to a quiz for many: its attempts' times, their end, and the season that waits."""

from datetime import timedelta

from sqlalchemy import Engine, text

from models import closings
from tasks.ending import end_expired_sessions
from tests.pipeline import NOON
from tests.tasks.quizzing import AFTER, Quiz, quiz

__all__ = ["quiz"]


def test_a_wrong_answer_in_a_later_slice_leaves_the_time_its_points_were_reached(quiz: Quiz) -> None:
    player = quiz.play("a", "b")
    reached = "SELECT reached_at FROM attempts WHERE player_id = :p"
    for lo in (0, 1):
        quiz.log.apply(lo, lo + 1)
        assert quiz.log.one(reached, p=player) == (NOON,)


def test_a_quiz_that_was_settled_later_was_open_at_the_time(quiz: Quiz, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE quizzes SET settled_at = :at WHERE id = :id"), {"at": AFTER, "id": quiz.id})
        assert closings.has_open_quizzes(connection, NOON.date(), AFTER - timedelta(seconds=1))
        assert not closings.has_open_quizzes(connection, NOON.date(), AFTER)


def test_an_attempt_does_not_expire_but_ends_with_its_quiz(quiz: Quiz, engine: Engine) -> None:
    player = quiz.play("a")
    with engine.begin() as connection:
        statement = text("UPDATE sessions SET expires_at = now() - interval '1 hour' WHERE player_id = :p")
        connection.execute(statement, {"p": player})
    end_expired_sessions()
    assert quiz.log.all("SELECT key FROM outbox WHERE key = :p", p=str(player)) == []
    assert quiz.log.one("SELECT end_sent_at FROM sessions WHERE player_id = :p", p=player) == (None,)
