"""Putting quizzes for all on the programme: questions drawn by chance, the same for everyone."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_bytes
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import bank, quizzes
from models.bank import Asked, CategoryCount
from models.quizzes import Quiz, QuizRow
from rules.content import langs
from rules.live import Timetable

TITLE_MOST = 120


class Unfit(Exception):
    """The quiz cannot be as it was wished; the message says what to change, as options of a command, `field` where."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Pace:
    """How a live quiz goes; milliseconds."""

    question_ms: int = 10_000
    reveal_ms: int = 5_000
    lobby_ms: int = 60_000
    elimination: bool = False


@dataclass(frozen=True)
class Wish:
    """A quiz to be made. A live one opens with its first question, and closes after its last reveal."""

    mode: Literal["scheduled", "live"]
    category: str
    opens_at: datetime
    count: int = 10
    lang: str = "en"
    title: str | None = None
    closes_at: datetime | None = None
    """Of a scheduled one."""
    pace: Pace = Pace()
    """Of a live one."""
    question_ids: Sequence[UUID] | None = None
    """Picked by hand, in their order; None: `count` are drawn by chance."""


def put(connection: Connection, wish: Wish) -> QuizRow:
    """Make a quiz in the caller's transaction. Raises Unfit."""
    id_ = uuid7()
    quizzes.make(connection, plan(connection, wish, id_, f"{wish.mode}:{id_}"))
    made = quizzes.by_id(connection, id_)
    assert made is not None
    return made


def plan(connection: Connection, wish: Wish, id_: UUID, key: str) -> Quiz:
    """A quiz as it was wished, not yet made; nobody plans another until the transaction ends. Raises Unfit."""
    quizzes.plan_alone(connection)
    category = _category(connection, wish)
    closes_at, settings = _course(wish, wish.count if wish.question_ids is None else len(wish.question_ids))
    questions = _chosen(connection, wish, category, quizzes.held(connection, wish.opens_at, closes_at, but=id_))
    return Quiz(
        id=id_,
        key=key,
        mode=wish.mode,
        title=_title(wish, category),
        category_id=category.id,
        langs=_langs(wish.lang, questions),
        opens_at=wish.opens_at,
        closes_at=closes_at,
        time_limit_ms=wish.pace.question_ms if wish.mode == "live" else max(one.time_limit_ms for one in questions),
        question_ids=[question.id for question in questions],
        revisions=[question.revision for question in questions],
        # Another one than the drawing's: who finds out which questions were drawn knows nothing of the options' names.
        seed=token_bytes(16),
        settings=settings,
    )


def _chosen(connection: Connection, wish: Wish, category: CategoryCount, held: Collection[UUID]) -> list[Asked]:
    """What would be asked; `held` is asked by other quizzes at the same time. Raises Unfit."""
    if wish.question_ids is not None:
        return _picked(connection, wish.question_ids, wish.lang, held)
    ids = bank.by_chance(connection, category.id, wish.lang, wish.count, token_bytes(16).hex(), held)
    questions = bank.asked(connection, ids)
    if len(questions) < wish.count:
        known = ", ".join(f"{lang}: {count}" for lang, count in sorted(category.by_lang.items())) or "none"
        detail = f"only {len(questions)} questions in {wish.lang!r} that no other quiz asks then; there are {known}"
        raise Unfit(f"{wish.category!r} has {detail}: lower --count, or change --lang or --category", "count")
    return questions


def _picked(connection: Connection, ids: Sequence[UUID], lang: str, held: Collection[UUID]) -> list[Asked]:
    """Questions picked by hand: published ones, each once, all in that language, none of them held. Raises Unfit."""
    if len(set(ids)) < len(ids):
        raise Unfit("each question may stand there once", "question_ids")
    published = bank.published(connection, ids)
    questions = [question for question in bank.asked(connection, ids) if question.id in published]
    spoken = {question.id for question in questions if lang in langs(question.content)}
    if missing := _numbers(ids, set(ids) - spoken):
        raise Unfit(f"not published, or not in {lang!r}: {missing}", "question_ids")
    if taken := _numbers(ids, held):
        detail = "asked by another quiz at the same time, which would tell what is right"
        raise Unfit(f"{detail}: {taken}", "question_ids")
    return questions


def _numbers(ids: Sequence[UUID], which: Collection[UUID]) -> str:
    """The places of some ids in a list, in words; empty if none of them stands there."""
    numbers = [str(number) for number, id_ in enumerate(ids, 1) if id_ in which]
    return f"number {', '.join(numbers)} of {len(ids)}" if numbers else ""


def _category(connection: Connection, wish: Wish) -> CategoryCount:
    found = {category.slug: category for category in bank.categories(connection)}
    if wish.category not in found:
        known = ", ".join(found) or "none"
        raise Unfit(f"there is no category {wish.category!r}: --category is one of {known}", "category")
    return found[wish.category]


def _course(wish: Wish, count: int) -> tuple[datetime, dict[str, Any]]:
    """When it closes, and a live quiz' timetable."""
    if wish.mode == "live":
        if wish.closes_at is not None:
            raise Unfit("a live quiz closes after its last reveal: leave --closes-at away", "closes_at")
        starts_at_ms = round(wish.opens_at.timestamp() * 1000)
        pace = wish.pace
        timetable = Timetable(starts_at_ms, pace.lobby_ms, pace.question_ms, pace.reveal_ms, count)
        closes_at = datetime.fromtimestamp(timetable.ends_at_ms / 1000, UTC)
        return closes_at, {"timetable": asdict(timetable), "elimination": pace.elimination}
    closes_at = wish.closes_at or wish.opens_at + timedelta(days=1)
    if closes_at <= wish.opens_at:
        raise Unfit(f"--closes-at must be after --opens-at, {wish.opens_at.isoformat()}", "closes_at")
    return closes_at, {}


def _title(wish: Wish, category: CategoryCount) -> str:
    return (wish.title or f"{category.name}, {wish.opens_at:%Y-%m-%d %H:%M} UTC")[:TITLE_MOST]


def _langs(first: str, questions: Sequence[Asked]) -> list[str]:
    """Languages that every question has, the one it was drawn in first."""
    common = set.intersection(*(set(langs(question.content)) for question in questions))
    return [first, *sorted(common - {first})]
