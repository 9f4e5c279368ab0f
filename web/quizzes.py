"""Quizzes for all: what is on, and who came where."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection

from models import quiz_boards, quizzes
from models.quizzes import QuizRow
from rules.live import phase
from rules.places import Window
from web.auth import player_id, player_required
from web.boards import MineSchema, PlaceSchema, shown_places
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.pages import TimePageSchema, read_place, write_place
from web.wires import wires

blueprint = Blueprint("quizzes", __name__, url_prefix="/v1/quizzes", description="Quizzes that many play.")

MODES = ("daily", "scheduled", "live")
STATES = ("upcoming", "open", "past")
PHASES = ("scheduled", "lobby", "question", "reveal", "ended")
_TOP = 100


class QuizzesQuerySchema(TimePageSchema):
    """Which quizzes."""

    mode = ma.fields.String(load_default=None, validate=ma.validate.OneOf(MODES))


class QuizSchema(ma.Schema):
    """A quiz; play it with `POST /v1/sessions`."""

    id = ma.fields.UUID(required=True)
    mode = ma.fields.String(required=True, validate=ma.validate.OneOf(MODES))
    title = ma.fields.String(required=True, metadata={"example": "Music, 2026-11-24 18:00 UTC"})
    category = ma.fields.String(required=True, metadata={"example": "music"})
    langs = ma.fields.List(ma.fields.String(), required=True, metadata={"example": ["en", "es"]})
    count = ma.fields.Integer(required=True, metadata={"description": "questions", "example": 10})
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(STATES))
    opens_at = ma.fields.AwareDateTime(
        required=True, metadata={"description": "when the first question may be had; of a live one, when it is put"}
    )
    closes_at = ma.fields.AwareDateTime(required=True)


class QuizzesSchema(ma.Schema):
    """Open and upcoming ones, soonest first, then those that closed last."""

    items = ma.fields.List(ma.fields.Nested(QuizSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class PhaseSchema(ma.Schema):
    """What is on in a live quiz at this moment."""

    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(PHASES))
    no = ma.fields.Integer(required=True, allow_none=True, metadata={"description": "question, from 0", "example": 0})
    opens_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    closes_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class LiveSchema(ma.Schema):
    """How a live quiz goes. It is played over the socket, topic `quiz:<id>`."""

    phase = ma.fields.Nested(PhaseSchema, required=True)
    lobby_ms = ma.fields.Integer(required=True, metadata={"example": 60000})
    question_ms = ma.fields.Integer(required=True, metadata={"example": 10000})
    reveal_ms = ma.fields.Integer(required=True, metadata={"example": 5000})
    elimination = ma.fields.Boolean(required=True, metadata={"description": "a wrong or missing answer ends it"})


class QuizBoardSchema(ma.Schema):
    """The first 100 of `GET /v1/boards/quiz.<id>.all`. Equal points: who reached them first stands higher."""

    items = ma.fields.List(ma.fields.Nested(PlaceSchema), required=True)
    me = ma.fields.Nested(MineSchema, required=True, allow_none=True)


class OneQuizSchema(QuizSchema):
    """A quiz, and the asking player's part in it."""

    players = ma.fields.Integer(required=True, metadata={"description": "who has begun it", "example": 128})
    session_id = ma.fields.UUID(required=True, allow_none=True, metadata={"description": "your one attempt"})
    live = ma.fields.Nested(LiveSchema, required=True, allow_none=True)
    board = ma.fields.Nested(
        QuizBoardSchema, required=True, allow_none=True, metadata={"description": "null until it may be told"}
    )


@blueprint.route("")
@player_required
@blueprint.arguments(QuizzesQuerySchema, location="query")
@blueprint.response(200, QuizzesSchema)
@document_problems(422, 503)
def list_quizzes(query: dict[str, Any]) -> dict[str, Any]:
    """Quizzes that are open, upcoming or past

    A daily challenge is listed once somebody has begun it, or staff picked its questions; `POST /v1/sessions` with mode
    `daily` needs no id. The pages after the first have the order of its time.
    """
    now = datetime.now(UTC)
    at, after = read_place(query["cursor"]) or (now, None)
    with wires().postgres.connect() as connection:
        found = quizzes.around(connection, at, query["limit"] + 1, query["mode"], after)
    items = found[: query["limit"]]
    following = write_place(at, items[-1].id) if len(found) > len(items) else None
    return {"items": [_shown(quiz, now) for quiz in items], "next": following}


@blueprint.route("/<uuid:quiz_id>")
@player_required
@blueprint.response(200, OneQuizSchema)
@document_problems(404, 503)
def show_quiz(quiz_id: UUID) -> dict[str, Any]:
    """One quiz, with your attempt and, once nobody can answer any more, its board"""
    now, me = datetime.now(UTC), player_id()
    with wires().postgres.connect() as connection:
        quiz = quizzes.by_id(connection, quiz_id)
        if quiz is None:
            raise Problem(404, "quiz_unknown", "There is no such quiz; GET /v1/quizzes lists them.")
        shown = _shown(quiz, now) | {
            "players": quizzes.participants(connection, quiz_id),
            "session_id": quizzes.attempted(connection, quiz_id, me),
            "live": _live(quiz, now),
        }
        return shown | {"board": _board(connection, quiz, str(me)) if now >= quiz.told_at else None}


def _shown(quiz: QuizRow, now: datetime) -> dict[str, Any]:
    names = ("id", "mode", "title", "category", "langs", "opens_at", "closes_at")
    state = "upcoming" if now < quiz.opens_at else "open" if now < quiz.closes_at else "past"
    return {name: getattr(quiz, name) for name in names} | {"count": len(quiz.question_ids), "state": state}


def _live(quiz: QuizRow, now: datetime) -> dict[str, Any] | None:
    timetable = quiz.timetable
    if timetable is None:
        return None
    kind, no, *times = phase(timetable, int(now.timestamp() * 1000))
    opens_at, closes_at = (None if ms is None else datetime.fromtimestamp(ms / 1000, UTC) for ms in times)
    return {
        "phase": {"kind": kind, "no": no, "opens_at": opens_at, "closes_at": closes_at},
        "lobby_ms": timetable.lobby_ms,
        "question_ms": timetable.question_ms,
        "reveal_ms": timetable.reveal_ms,
        "elimination": quiz.elimination,
    }


def _board(connection: Connection, quiz: QuizRow, me: str) -> dict[str, Any]:
    view = quiz_boards.view(connection, quiz, Window(_TOP), [me])
    return {"items": shown_places(view.places), "me": view.mine.get(me)}
