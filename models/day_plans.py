"""Days' challenges whose questions are picked ahead, by hand; every other day's are drawn when somebody asks first."""

from datetime import UTC, date, datetime, time, timedelta
from secrets import token_bytes
from uuid import UUID

from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import programme, quiz_lists, quizzes
from models.programme import Unfit, Wish
from models.quiz_lists import Listed
from models.quizzes import Quiz
from rules.modes import MODES


def key_of(day: date, category: str) -> str:
    """What a challenge is called, for ever."""
    return f"daily:{day}:{category}"


def lock(connection: Connection, day: date, category: str) -> Listed | None:
    """A day's challenge if it was made, with nobody making or beginning it until the transaction ends."""
    quizzes.plan_alone(connection)
    quiz = quizzes.by_key(connection, key_of(day, category))
    return quiz_lists.lock(connection, quiz.id) if quiz else None


def pick(connection: Connection, day: date, category: str, lang: str, ids: list[UUID], made: Listed | None) -> Listed:
    """Have a day ask these questions, in place of what was made for it. Raises Unfit."""
    if len(ids) != MODES["daily"].count:
        raise Unfit(f"a day's challenge has {MODES['daily'].count} questions", "question_ids")
    opens_at = datetime.combine(day, time(), UTC)
    wish = Wish("scheduled", category, opens_at, lang=lang, closes_at=opens_at + timedelta(days=1), question_ids=ids)
    id_ = made.id if made else uuid7()
    quiz = programme.plan(connection, wish, id_, key_of(day, category))
    quiz.mode, quiz.title, quiz.seed = "daily", _title(quiz, day), token_bytes(16)
    if made:
        quiz_lists.replace(connection, quiz)
    else:
        quizzes.make(connection, quiz)
    found = quiz_lists.one(connection, id_)
    assert found is not None
    return found


def _title(quiz: Quiz, day: date) -> str:
    """As those that are drawn are called."""
    name, _, _ = quiz.title.rpartition(", ")
    return f"{name}, {day}"
