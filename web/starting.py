"""Starting a session: what each mode needs, refuses, and finds already begun."""

import hmac
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import bank, day_plans, outcomes, players, quizzes
from models.bank import CategoryCount
from models.players import Player
from models.quizzes import Quiz, QuizRow
from rules.content import langs
from rules.languages import lookup
from rules.modes import MODES
from rules.switches import SESSIONS
from web import composing
from web.auth import living, must_play_ranked
from web.bank import choose_lang
from web.composing import Wish
from web.errors import Problem
from web.switched import must_be_on
from web.wires import wires

LOBBY = timedelta(minutes=10)
"""How long before it opens a scheduled or live quiz may be entered."""
_COUNT = 10
_OWN = {
    "practice": {"category", "count", "difficulty", "time_factor"},
    "ranked": {"category"},
    "daily": {"category"},
    "scheduled": {"quiz_id"},
    "live": {"quiz_id"},
}
_NEEDED = {"category", "quiz_id"}
DEFAULT = "ranked"


def start(wanted: dict[str, Any], player: UUID, now: datetime) -> tuple[dict[str, Any], bool]:
    """A session as it is shown, and whether it was begun just now. Raises Problem."""
    mode = wanted["mode"]
    _check_fields(mode, wanted.keys() - {"mode", "lang"})
    if mode != "practice":
        must_play_ranked(player)
    if "quiz_id" in wanted:
        return _start_quiz(_quiz(wanted["quiz_id"], mode), wanted, player, now)
    category = wires().bank.category(wanted["category"])
    if category is None or not category.questions:
        raise _no_category(wanted["category"])
    if mode == "daily":
        return _start_quiz(_daily(category, now), wanted, player, now)
    return _start_own(category, wanted, player, now), True


def variants(whole: dict[str, Any]) -> dict[str, Any]:
    """What `_check_fields` sees to, as JSON Schema: out of the schema of all fields, one for each mode."""
    return {"oneOf": [_variant(mode, whole) for mode in _OWN]}


def _variant(mode: str, whole: dict[str, Any]) -> dict[str, Any]:
    fields = whole["properties"]
    return {
        "title": f"{mode.title()}Start",
        "type": "object",
        "properties": {
            "mode": {"type": "string", "enum": [mode], "description": fields["mode"]["description"]},
            **{name: fields[name] for name in sorted({"lang"} | _OWN[mode])},
        },
        "required": sorted((_NEEDED & _OWN[mode]) | ({"mode"} if mode != DEFAULT else set())),
        "additionalProperties": False,
    }


def _check_fields(mode: str, given: Collection[str]) -> None:
    """Raises Problem 422 for fields that the mode does not have, or needs."""
    unfit = [(name, f"A {mode} session has no `{name}`.") for name in sorted(set(given) - _OWN[mode])]
    missing = [(name, f"A {mode} session needs `{name}`.") for name in sorted(_NEEDED & _OWN[mode] - set(given))]
    if unfit or missing:
        errors = [{"pointer": f"/{name}", "detail": detail} for name, detail in (*unfit, *missing)]
        raise Problem(422, "invalid", errors[0]["detail"], errors=errors)


def _start_own(category: CategoryCount, wanted: dict[str, Any], player: UUID, now: datetime) -> dict[str, Any]:
    must_be_on(SESSIONS)
    mode = wanted["mode"]
    count = MODES[mode].count or wanted.get("count", _COUNT)
    process = wires()
    with process.postgres.begin() as connection:
        # Alone: of two sessions begun at once, the one would teach what the other asks.
        lang = choose_lang(category, _languages(wanted, living(players.lock(connection, player))), count)
        questions = process.bank.draw(connection, player, category, lang, count, wanted.get("difficulty"))
        if not questions:
            raise _none_left(connection, category, lang)
        wish = Wish(
            player,
            mode,
            category.id,
            category.slug,
            lang,
            on_boards=MODES[mode].on_boards,
            time_factor=wanted.get("time_factor", 1.0),
        )
        session, plan = composing.begin(connection, uuid7(), wish, questions, now)
    process.play.begin(plan)
    return composing.shown(session, category.slug)


def _start_quiz(quiz: QuizRow, wanted: dict[str, Any], player: UUID, now: datetime) -> tuple[dict[str, Any], bool]:
    """The player's one attempt: begun now, or as it was begun before."""
    if now >= quiz.closes_at:
        raise _over(quiz)
    if now < quiz.opens_at - LOBBY:
        seconds = int((quiz.opens_at - LOBBY - now).total_seconds()) + 1
        detail = f"Its lobby opens at {(quiz.opens_at - LOBBY).isoformat()}."
        raise Problem(409, "quiz_not_open", detail, headers={"Retry-After": str(seconds)})
    process = wires()
    with process.postgres.connect() as connection:
        begun = quizzes.attempted(connection, quiz.id, player)
        if begun:
            return _begun(connection, player, begun), False
        must_be_on(SESSIONS, connection)
        questions = composing.questions_of(connection, quiz)
    with process.postgres.begin() as connection:
        wish, session_id = _wish(quiz, wanted, living(players.hold(connection, player))), uuid7()
        holder = quizzes.attempt(connection, quiz.id, player, session_id)
        if holder is None:
            raise _over(quiz)
        if holder != session_id:
            return _begun(connection, player, holder), False
        session, plan = composing.begin(connection, session_id, wish, questions, now)
    process.play.begin(plan)
    return composing.shown(session, quiz.category), True


def _wish(quiz: QuizRow, wanted: dict[str, Any], who: Player) -> Wish:
    common = [lang for tag in _languages(wanted, who) for lang in lookup(tag, quiz.langs)]
    return Wish(
        who.id,
        quiz.mode,
        quiz.category_id,
        quiz.category,
        next(iter(common), quiz.langs[0]),
        on_boards=_counts(quiz, who),
        quiz=quiz,
    )


def _over(quiz: QuizRow) -> Problem:
    return Problem(409, "quiz_over", f"The quiz closed at {quiz.closes_at.isoformat()}.")


def _counts(quiz: QuizRow, who: Player) -> bool:
    """Whether its points will count on the boards: a guest plays today's challenge unranked."""
    return quiz.mode != "daily" or who.registered


def _begun(connection: Connection, player: UUID, session_id: UUID) -> dict[str, Any]:
    session = outcomes.session(connection, player, session_id)
    if session is None:
        raise Problem(404, "session_unknown", "There is no such session of yours.")
    names = ("id", "category", "mode", "count", "started_at", "expires_at", "lang", "quiz_id", "ranked")
    return {name: getattr(session, name) for name in names} | {"dir": composing.direction(session.lang)}


def _quiz(quiz_id: UUID, mode: str) -> QuizRow:
    with wires().postgres.connect() as connection:
        quiz = quizzes.by_id(connection, quiz_id)
    if quiz is None or quiz.mode != mode:
        raise Problem(404, "quiz_unknown", f"There is no such {mode} quiz; GET /v1/quizzes lists them.")
    return quiz


def _daily(category: CategoryCount, now: datetime) -> QuizRow:
    """Today's challenge of a category, made by whoever asks first. Half of a small category is left to be played else.

    Its questions follow from day and category, and from what other quizzes of the day ask already.
    """
    day = now.date()
    key = day_plans.key_of(day, category.slug)
    with wires().postgres.begin() as connection:
        quiz = quizzes.by_key(connection, key)
        if quiz is None:
            quizzes.plan_alone(connection)
            quiz = quizzes.by_key(connection, key)
        if quiz is None:
            quizzes.make(connection, _new_daily(connection, category, day, key))
            quiz = quizzes.by_key(connection, key)
    assert quiz is not None
    return quiz


def _new_daily(connection: Connection, category: CategoryCount, day: date, key: str) -> Quiz:
    seed = hmac.digest(current_app.config["SETTINGS"].secret_keys[0], f"buzzline daily 1 {key}".encode(), "sha256")
    lang = choose_lang(category, ["en"], _COUNT)
    count = min(_COUNT, -(-category.by_lang.get(lang, 0) // 2))
    opens_at = datetime.combine(day, time(), UTC)
    held = quizzes.held(connection, opens_at, opens_at + timedelta(days=1))
    questions = bank.asked(connection, bank.by_chance(connection, category.id, lang, count, seed.hex(), held))
    if not questions:
        raise _none_left(connection, category, lang)
    common = set.intersection(*(set(langs(question.content)) for question in questions))
    return Quiz(
        id=uuid7(),
        key=key,
        mode="daily",
        title=f"{category.name}, {day}",
        category_id=category.id,
        langs=[lang, *sorted(common - {lang})],
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=1),
        time_limit_ms=max(question.time_limit_ms for question in questions),
        question_ids=[question.id for question in questions],
        revisions=[question.revision for question in questions],
        seed=seed[:16],
        settings={},
    )


def _languages(wanted: dict[str, Any], who: Player) -> list[str]:
    """The languages a player wants, the favourite first."""
    return [wanted["lang"], *who.languages] if "lang" in wanted else list(who.languages)


def _none_left(connection: Connection, category: CategoryCount, lang: str) -> Problem:
    """Why nothing can be asked: all is held, or there is nothing of the kind by now."""
    if not bank.by_chance(connection, category.id, lang, 1, seed=""):
        return _no_category(category.slug)
    detail = f"All such questions in {category.slug!r} are in quizzes that are on, or in ranked sessions of yours."
    detail += " Play those to their end, or another category."
    return Problem(409, "questions_held", detail)


def _no_category(slug: str) -> Problem:
    detail = f"There are no such questions in a category {slug!r}; GET /v1/categories lists them."
    return Problem(422, "category_unknown", detail, errors=[{"pointer": "/category", "detail": detail}])
