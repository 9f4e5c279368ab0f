"""Boards of quizzes: `quiz.<id>.all`, told once nobody can answer any more."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from uuid import UUID

from models import quiz_boards, quizzes
from models.quizzes import QuizRow
from rules.boards import ALL_CATEGORIES, EPOCH, Board
from rules.places import Window
from web.errors import Problem
from web.scoreboard import Look
from web.wires import wires

_SCOPE, _PERIOD = "quiz.", ".all"


def find(name: str, at: str | None, now: datetime) -> tuple[Board, QuizRow] | None:
    """The board of that name; None: it is no quiz's. Raises Problem 404, and 409 while it may not be told."""
    if not name.startswith(_SCOPE):
        return None
    quiz = _quiz(name.removeprefix(_SCOPE).removesuffix(_PERIOD)) if name.endswith(_PERIOD) else None
    if quiz is None:
        raise Problem(404, "board_unknown", "A quiz's board is quiz.<id>.all, its id one of GET /v1/quizzes.")
    if at is not None:
        raise Problem(404, "board_unknown", "A quiz's board has no `at`.")
    if now < quiz.told_at:
        seconds = int((quiz.told_at - now).total_seconds()) + 1
        detail = f"Its board would tell who was right; it is told from {quiz.told_at.astimezone(UTC).isoformat()} on."
        raise Problem(409, "quiz_not_over", detail, headers={"Retry-After": str(seconds)})
    return Board(f"{_SCOPE}{quiz.id}", "all", "ever", ALL_CATEGORIES, None, EPOCH, date.max), quiz


def _quiz(id_: str) -> QuizRow | None:
    try:
        found = UUID(id_)
    except ValueError:
        return None
    if str(found) != id_:
        return None
    with wires().postgres.connect() as connection:
        return quizzes.by_id(connection, found)


def look(quiz: QuizRow, window: Window, players: Collection[str]) -> Look:
    """Part of a quiz's board, and the places of some players."""
    with wires().postgres.connect() as connection:
        return Look(quiz_boards.view(connection, quiz, window, players), "database")
