"""Scheduled and live quizzes for staff: put on the programme, tried, changed while nobody may enter them."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import g
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from models import programme, quiz_lists, quizzes
from models.programme import Pace, Unfit, Wish
from models.quiz_lists import Listed
from rules.languages import lookup
from web import composing
from web.admin.acting import acting
from web.admin.editions import ETAG, Answer, check, etag, guarded
from web.admin.fields import ReasonIfAnySchema
from web.admin.guard import staff_required
from web.admin.quiz_schemas import (
    NewQuizSchema,
    QuizChangesSchema,
    QuizItemsSchema,
    QuizListSchema,
    QuizSheetSchema,
    TryQuerySchema,
    TrySchema,
)
from web.admin.repeats import REUSED, once
from web.admin.times import moment
from web.admin.trying import tried
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.pages import paged_in_time, read_place
from web.starting import LOBBY
from web.wires import wires

blueprint = Blueprint("admin_quizzes", __name__, url_prefix="/v1/admin/quizzes", description="Staff: quizzes.")

_REMEMBERED = timedelta(minutes=10)
"""So long a socket process may remember a live quiz as it was (web.realtime.stage)."""
_UNDER_WAY = timedelta(minutes=1)
"""So long at most a change is under way: it does not cross with who enters first."""
_UNFIT = (
    "`quiz_unfit`, `time_unfit`: `errors` say what cannot be; `invalid`: `errors` name the fields, unknown ones too"
)
_BEGUN = "`quiz_begun`: it may be entered already, or in a moment, or was"


@blueprint.route("")
@staff_required("content.read")
@blueprint.arguments(QuizListSchema, location="query")
@blueprint.response(200, QuizItemsSchema)
@document_problems(422, 503, s422="`bad_cursor`; `invalid`: `errors` name the parameters, unknown ones too")
def list_all_quizzes(query: dict[str, Any]) -> dict[str, Any]:
    """Quizzes, those that open last first"""
    with wires().postgres.connect() as connection:
        place, most = read_place(query["cursor"]), query["limit"] + 1
        found = quiz_lists.page(connection, query["mode"], query["state"], place, most)
    items, after = paged_in_time(found, query["limit"], "opens_at")
    return {"items": [item(quiz) for quiz in items], "next": after}


@blueprint.route("", methods=["POST"])
@staff_required("content.write")
@blueprint.arguments(NewQuizSchema)
@blueprint.response(201, QuizSheetSchema, headers={"Location": {"schema": {"type": "string"}}} | ETAG)
@document_problems(400, 413, 415, 422, 503, s422=_UNFIT + REUSED)
@once(lambda connection, id_: _made(connection, _found(quiz_lists.one(connection, UUID(id_)))))
def make_quiz(body: dict[str, Any]) -> Answer:
    """Put a scheduled or live quiz on the programme"""
    id_ = uuid7()
    with acting("quizzes.create", "quiz", id_) as act:
        wish = _wish(body)
        quizzes.make(act.connection, _planned(act.connection, wish, id_, f"{wish.mode}:{id_}"))
        quiz = _found(quiz_lists.one(act.connection, id_))
        act.after = document(quiz)
        return _made(act.connection, quiz)


@blueprint.route("/preview", methods=["POST"])
@staff_required("content.write")
@blueprint.arguments(NewQuizSchema)
@blueprint.response(200, TrySchema)
@document_problems(400, 413, 415, 422, 503, s422=_UNFIT)
def preview_quiz(body: dict[str, Any]) -> dict[str, Any]:
    """What a quiz would ask, as a player would see it, without making it

    With `count` other questions may be drawn the next time: to have these, send their ids as `question_ids`.
    """
    g.audited = True  # nothing is changed
    with wires().postgres.connect() as connection:
        wish = _wish(body)
        quiz = _planned(connection, wish, uuid7(), "preview")
        asked = composing.asked_in(connection, quiz.question_ids, quiz.revisions, quiz.time_limit_ms)
    return {"items": tried(asked, wish.lang), "langs": quiz.langs}


@blueprint.route("/<uuid:quiz_id>")
@staff_required("content.read")
@blueprint.response(200, QuizSheetSchema, headers=ETAG)
@document_problems(404, 503)
def show_any_quiz(quiz_id: UUID) -> Answer:
    """One quiz with its questions"""
    with wires().postgres.connect() as connection:
        quiz = _found(quiz_lists.one(connection, quiz_id))
        return whole(connection, quiz), 200, etag(quiz.edition)


@blueprint.route("/<uuid:quiz_id>/try")
@staff_required("content.read", sensitive=True)
@blueprint.arguments(TryQuerySchema, location="query")
@blueprint.response(200, TrySchema)
@document_problems(404, 422, 503)
def try_quiz(query: dict[str, Any], quiz_id: UUID) -> dict[str, Any]:
    """A quiz as a player would meet it, with what is right; nothing counts"""
    with acting("quizzes.try", "quiz", quiz_id) as act:
        quiz = _found(quiz_lists.one(act.connection, quiz_id))
        asked = composing.questions_of(act.connection, quiz)
    lang = next(iter(lookup(query["lang"] or quiz.langs[0], quiz.langs)), quiz.langs[0])
    return {"items": tried(asked, lang), "langs": quiz.langs}


@blueprint.route("/<uuid:quiz_id>", methods=["PATCH"])
@staff_required("content.write")
@guarded(QuizSheetSchema)
@blueprint.arguments(QuizChangesSchema)
@blueprint.response(200, QuizSheetSchema, headers=ETAG)
@document_problems(400, 404, 409, 413, 415, 422, 428, 503, s409=_BEGUN, s422=_UNFIT)
def change_quiz(body: dict[str, Any], quiz_id: UUID) -> Answer:
    """Change a quiz that nobody may enter yet

    A live one until twenty minutes before it opens, a scheduled one until eleven.
    """
    with acting("quizzes.change", "quiz", quiz_id) as act:
        quiz = _locked(act.connection, quiz_id)
        act.before = document(quiz)
        wish = _changed(quiz, body)
        quiz_lists.replace(act.connection, _planned(act.connection, wish, quiz.id, quiz.key))
        changed = _found(quiz_lists.one(act.connection, quiz_id))
        act.after = document(changed)
        return whole(act.connection, changed), 200, etag(changed.edition)


@blueprint.route("/<uuid:quiz_id>", methods=["DELETE"])
@staff_required("content.write")
@guarded(QuizSheetSchema, required=False)
@blueprint.arguments(ReasonIfAnySchema, required=False)
@blueprint.response(204)
@document_problems(*(400, 404, 409, 413, 415, 422, 503), s409=_BEGUN)
def delete_quiz(given: dict[str, Any], quiz_id: UUID) -> None:
    """Take a quiz that nobody may enter yet off the programme"""
    with acting("quizzes.delete", "quiz", quiz_id, given.get("reason")) as act:
        quiz = _locked(act.connection, quiz_id, required=False)
        act.before = document(quiz)
        quiz_lists.remove(act.connection, quiz_id)


def item(quiz: Listed) -> dict[str, Any]:
    """A quiz as QuizItemSchema has it."""
    now = datetime.now(UTC)
    names = ("id", "mode", "title", "category", "langs", "opens_at", "closes_at", "edition")
    state = "upcoming" if now < quiz.opens_at else "open" if now < quiz.closes_at else "past"
    told = {"count": len(quiz.question_ids), "state": state, "changeable": changeable(quiz)}
    return {name: getattr(quiz, name) for name in names} | told


def whole(connection: Connection, quiz: Listed) -> dict[str, Any]:
    """A quiz as QuizSheetSchema has it."""
    asked = composing.questions_of(connection, quiz)
    questions = [
        {"id": one.id, "revision": one.revision, "kind": one.content.kind, "stem": one.content.wordings[0].stem}
        for one in asked
    ]
    players = quizzes.participants(connection, quiz.id)
    pace = vars(_pace(quiz)) if quiz.mode == "live" else None
    return item(quiz) | {
        "questions": questions,
        "time_limit_ms": quiz.time_limit_ms,
        "pace": pace,
        "players": players,
        "changeable": changeable(quiz) and not players,
    }


def changeable(quiz: Listed) -> bool:
    """Whether nobody may enter it yet, and no process remembers it from before; of that alone."""
    ahead = LOBBY + (_REMEMBERED if quiz.mode == "live" else _UNDER_WAY)
    return datetime.now(UTC) < quiz.opens_at - ahead


def document(quiz: Listed) -> dict[str, Any]:
    """A quiz for the audit log."""
    names = ("mode", "title", "category", "langs", "opens_at", "closes_at", "time_limit_ms", "question_ids", "settings")
    return {name: getattr(quiz, name) for name in names}


def told(error: Unfit) -> Problem:
    """What cannot be, in the words of a request."""
    detail = re.sub(r"--([a-z-]+)", lambda found: f"`{found[1].replace('-', '_')}`", str(error))
    detail = f"{detail[0].upper()}{detail[1:]}."
    return Problem(422, "quiz_unfit", detail, errors=[{"pointer": f"/{error.field}", "detail": detail}])


def _made(connection: Connection, quiz: Listed) -> Answer:
    return whole(connection, quiz), 201, etag(quiz.edition) | {"Location": f"/v1/admin/quizzes/{quiz.id}"}


def _wish(body: Mapping[str, Any]) -> Wish:
    return Wish(**_given(body, body["mode"] == "live"))


def _given(body: Mapping[str, Any], live: bool) -> dict[str, Any]:
    """What a body says of a wish. Raises Problem 422."""
    given = dict(body)
    if "pace" in given and not live:
        raise told(Unfit("a scheduled quiz has no pace: leave --pace away", "pace"))
    if "pace" in given:
        given["pace"] = Pace(**given["pace"])
    times = {name: moment(given[name], f"/{name}") for name in ("opens_at", "closes_at") if name in given}
    return given | times


def _changed(quiz: Listed, body: Mapping[str, Any]) -> Wish:
    """What the quiz is to be; its questions stay unless others are asked for."""
    live = quiz.mode == "live"
    now = Wish(
        mode="live" if live else "scheduled",
        category=quiz.category,
        opens_at=quiz.opens_at,
        lang=quiz.langs[0],
        title=quiz.title,
        closes_at=None if live else quiz.closes_at,
        pace=_pace(quiz) if live else Pace(),
        question_ids=list(quiz.question_ids),
    )
    given = _given(body, live)
    if "count" in body and "question_ids" not in body:
        given["question_ids"] = None
    return replace(now, **given)


def _planned(connection: Connection, wish: Wish, id_: UUID, key: str) -> quizzes.Quiz:
    """Raises Problem 422."""
    try:
        quiz = programme.plan(connection, wish, id_, key)
        if quiz.opens_at <= datetime.now(UTC):
            raise Unfit("it would have opened already: --opens-at is in the past", "opens_at")
    except Unfit as error:
        raise told(error) from None
    return quiz


def _pace(quiz: Listed) -> Pace:
    timetable = quiz.timetable
    if timetable is None:
        return Pace()
    return Pace(timetable.question_ms, timetable.reveal_ms, timetable.lobby_ms, quiz.elimination)


def _locked(connection: Connection, quiz_id: UUID, *, required: bool = True) -> Listed:
    """The quiz as the request has seen it, while nobody may enter it. Raises Problem 404, 409, 412, 428."""
    quiz = _found(quiz_lists.lock(connection, quiz_id))
    check(quiz.edition, lambda: QuizSheetSchema().dump(whole(connection, quiz)), required=required)
    if quiz.mode == "daily":
        raise Problem(409, "quiz_begun", "The day's challenges are changed by PUT /v1/admin/daily/{date}.")
    if not changeable(quiz) or quizzes.participants(connection, quiz_id):
        raise Problem(409, "quiz_begun", "It may be entered already, or in a moment: what was announced stays.")
    return quiz


def _found(quiz: Listed | None) -> Listed:
    if quiz is None:
        raise Problem(404, "quiz_unknown", "There is no such quiz; GET /v1/admin/quizzes lists them.")
    return quiz
