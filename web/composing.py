"""A session put together: which questions it asks, in which words, and what it may give."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from bridges.play import Option, Plan, PlannedQuestion
from models import bank, drawing, plans, seasons
from models.bank import Asked
from models.quizzes import QuizRow
from models.sessions import QuizSession
from rules.boards import season_on
from rules.content import Content, Wording
from rules.levels import Mode
from rules.modes import LASTS, MODES, NO_LIMIT_MS
from rules.options import option_ids
from rules.responses import key_of
from rules.scoring import GRACE_MS

_RTL = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True)
class Wish:
    """What a session is to be."""

    player: UUID
    mode: Mode
    category_id: int
    category: str
    lang: str
    on_boards: bool
    time_factor: float = 1.0
    quiz: QuizRow | None = None


def direction(lang: str) -> Literal["ltr", "rtl"]:
    """`rtl` or `ltr`: the way a language is written."""
    return "rtl" if lang.partition("-")[0] in _RTL else "ltr"


def wording(content: Content, lang: str) -> Wording:
    """The words in a language, or the original's."""
    return next(
        (words for words in content.wordings if words.lang == lang and words.state == "published"), content.wordings[0]
    )


def begin(
    connection: Connection, session_id: UUID, wish: Wish, questions: Sequence[Asked], now: datetime
) -> tuple[QuizSession, Plan]:
    """Record a session that begins now, with its plan."""
    quiz = wish.quiz
    seed = quiz.seed if quiz and quiz.mode == "live" else token_bytes(16)
    asked, keys = zip(*(planned(question, no, seed, wish.lang) for no, question in enumerate(questions)), strict=True)
    session = QuizSession(
        id=session_id,
        player_id=wish.player,
        category_id=wish.category_id,
        mode=wish.mode,
        started_at=now,
        expires_at=quiz.closes_at if quiz else now + LASTS,
        time_limit_ms=_limit(wish, questions),
        question_ids=[question.id for question in questions],
        correct=list(keys),
        lang=wish.lang,
        revisions=[question.revision for question in questions],
        seed=seed,
        worth=_worth(connection, wish, questions, now),
        on_boards=wish.on_boards,
        quiz_id=quiz.id if quiz else None,
        reveals_at=quiz.closes_at + timedelta(milliseconds=GRACE_MS) if quiz else None,
    )
    plan = Plan(
        session_id,
        wish.player,
        wish.category,
        session.time_limit_ms,
        session.expires_at,
        list(asked),
        mode=wish.mode,
        lang=wish.lang,
        quiz_id=session.quiz_id,
        opens_at=quiz.opens_at if quiz else None,
        closes_at=quiz.closes_at if quiz else None,
    )
    plans.begin(connection, session, msgspec.to_builtins(plan))
    return session, plan


def planned(question: Asked, no: int, seed: bytes, lang: str) -> tuple[PlannedQuestion, str]:
    """The question as it is shown, and its key. Options stand in the order of their ids, which is one of chance."""
    words = wording(question.content, lang)
    ids = option_ids(seed, no, len(words.options))
    options = sorted((Option(*pair) for pair in zip(ids, words.options, strict=True)), key=lambda option: option.id)
    shown = PlannedQuestion(
        words.stem,
        options,
        id=question.id,
        kind=question.content.kind,
        medium=question.content.medium,
        description=words.description,
    )
    return shown, key_of(question.content, ids)


def _limit(wish: Wish, questions: Sequence[Asked]) -> int:
    if wish.quiz:
        return wish.quiz.time_limit_ms
    if not wish.time_factor:
        return NO_LIMIT_MS
    return round(max(question.time_limit_ms for question in questions) * wish.time_factor)


def _worth(connection: Connection, wish: Wish, questions: Sequence[Asked], now: datetime) -> list[bool] | None:
    """Which questions give points: on the boards each one once a season, whatever way it was asked. None: all of them.

    A quiz for all is worth the same to all, whatever they have met before.
    """
    season = season_on(seasons.every(connection), now.date()).id
    ids = [question.id for question in questions]
    worth = drawing.see(connection, wish.player, wish.category_id, ids, now, season)
    return None if not wish.on_boards or MODES[wish.mode].shared or all(worth) else worth


def questions_of(connection: Connection, quiz: QuizRow) -> list[Asked]:
    """A quiz's questions in the revisions it was made with."""
    return asked_in(connection, quiz.question_ids, quiz.revisions, quiz.time_limit_ms)


def asked_in(connection: Connection, ids: Sequence[UUID], revisions: Sequence[int], time_limit_ms: int) -> list[Asked]:
    """Questions in the revisions they were chosen in, with the time that each gives."""
    places = list(zip(ids, revisions, strict=True))
    contents = bank.as_asked(connection, places)
    return [Asked(id_, revision, contents[(id_, revision)], time_limit_ms) for id_, revision in places]


def shown(session: QuizSession, category: str) -> dict[str, Any]:
    """A session as SessionSchema shows it."""
    return {
        "id": session.id,
        "category": category,
        "mode": session.mode,
        "count": len(session.question_ids),
        "started_at": session.started_at,
        "expires_at": session.expires_at,
        "lang": session.lang,
        "dir": direction(session.lang),
        "quiz_id": session.quiz_id,
        "ranked": session.on_boards,
    }
