"""Quiz sessions: start one, go through its questions, look back."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Connection

from models import outcomes
from models.outcomes import SessionRow
from rules.asking import PHASES
from rules.content import DIFFICULTIES
from rules.levels import MODES
from rules.lifelines import kind_of
from rules.modes import MY_LEVEL, TIME_FACTORS
from rules.scoring import fold
from web import composing, starting
from web.auth import RANKED_BLOCKED, player_id, player_required
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import LANG_TAG, Matches, Whole
from web.pages import PageSchema, paged, read_cursor
from web.resuming import CurrentSchema, place
from web.switched import OFF
from web.wires import wires

blueprint = Blueprint("sessions", __name__, url_prefix="/v1/sessions", description="Quizzes of one player.")

COUNT_MOST = 50


class StartSchema(ma.Schema):
    """What the session is about. A field that the mode does not have is refused."""

    mode = ma.fields.String(
        load_default=starting.DEFAULT,
        validate=ma.validate.OneOf(MODES),
        metadata={
            "description": (
                "practice: as you like it, no boards · ranked: ten questions of our choice · daily: today's challenge "
                "of a category, one attempt · scheduled, live: the quiz of `quiz_id`, one attempt"
            )
        },
    )
    category = ma.fields.String(
        validate=Matches(r"[a-z0-9-]{1,40}", error="Must be a slug of `GET /v1/categories`."),
        metadata={"description": "practice, ranked and daily need one", "example": "programming"},
    )
    quiz_id = ma.fields.UUID(metadata={"description": "scheduled and live need one, of `GET /v1/quizzes`"})
    count = Whole(
        validate=ma.validate.Range(1, COUNT_MOST),
        metadata={"description": "practice: questions, 10 without it; fewer if there are fewer", "example": 10},
    )
    difficulty = ma.fields.String(
        validate=ma.validate.OneOf([*DIFFICULTIES, MY_LEVEL]),
        metadata={
            "description": "practice: as its author says, or `mine`: what you are likely to know six to nine times of "
            "ten, by what was answered so far; the nearest to it where there is too little"
        },
    )
    time_factor = ma.fields.Float(
        validate=ma.validate.OneOf([0.0, *TIME_FACTORS]),
        metadata={"description": "practice: more time for each question; 0 for no limit", "example": 1.5},
    )
    lang = ma.fields.String(
        validate=LANG_TAG,
        metadata={"description": "language, if there are questions in it; your own ones without it", "example": "es"},
    )

    def together(self, found: dict[str, Any]) -> dict[str, Any]:
        """Which fields go with which mode."""
        return starting.variants(found)


class SessionSchema(ma.Schema):
    """A session. Times are RFC 3339."""

    id = ma.fields.UUID(required=True)
    category = ma.fields.String(required=True, metadata={"example": "programming"})
    mode = ma.fields.String(required=True, metadata={"example": "ranked"})
    count = ma.fields.Integer(required=True, metadata={"example": 10})
    started_at = ma.fields.AwareDateTime(required=True)
    expires_at = ma.fields.AwareDateTime(required=True)
    lang = ma.fields.String(required=True, metadata={"example": "en"})
    dir = ma.fields.String(required=True, validate=ma.validate.OneOf(["ltr", "rtl"]))
    quiz_id = ma.fields.UUID(required=True, allow_none=True)
    ranked = ma.fields.Boolean(metadata={"description": "whether its points count on boards"})


class PlayedSchema(SessionSchema):
    """A session and what its applied answers gave; null until that may be told (`reveals_at`)."""

    points = ma.fields.Integer(required=True, allow_none=True, metadata={"example": 4312})
    answered = ma.fields.Integer(required=True, metadata={"example": 6})
    correct = ma.fields.Integer(required=True, allow_none=True, metadata={"example": 5})
    reveals_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    ended_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class PlayedQuestionSchema(ma.Schema):
    """One question; whether it was right only once its answer is applied, and may be told."""

    no = ma.fields.Integer(required=True, metadata={"description": "from 0"})
    answered = ma.fields.Boolean(required=True)
    response = ma.fields.String(
        metadata={"description": "yours, once applied; several ids are joined by commas", "example": "k7mp2"}
    )
    correct = ma.fields.Boolean()
    points = ma.fields.Integer(metadata={"description": "streak included", "example": 1000})


class LifelineSchema(ma.Schema):
    """What a lifeline did: the first time, and ever after."""

    kind = ma.fields.String(required=True, metadata={"example": "fifty_fifty"})
    no = ma.fields.Integer(required=True, metadata={"example": 3})
    hidden = ma.fields.List(
        ma.fields.String(),
        required=True,
        metadata={"description": "options that are wrong", "example": ["k7mp2", "x4tq9"]},
    )


class ProgressSchema(PlayedSchema):
    """A session, question by question."""

    phase = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(PHASES),
        metadata={"description": "`between`: no clock runs; the next question's starts when it is asked for"},
    )
    current = ma.fields.Nested(CurrentSchema, required=True, allow_none=True)
    questions = ma.fields.List(ma.fields.Nested(PlayedQuestionSchema), required=True)
    lifelines = ma.fields.List(
        ma.fields.Nested(LifelineSchema), required=True, metadata={"description": "those that were used"}
    )


class OptionSchema(ma.Schema):
    """One option."""

    id = ma.fields.String(required=True, metadata={"example": "k7mp2"})
    text = ma.fields.String(required=True, metadata={"example": "Stack"})


class SessionsSchema(ma.Schema):
    """A page of sessions, latest first."""

    items = ma.fields.List(ma.fields.Nested(PlayedSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


@blueprint.route("", methods=["POST"])
@player_required
@blueprint.arguments(StartSchema)
@blueprint.response(201, SessionSchema, headers={"Location": {"schema": {"type": "string"}}})
@blueprint.alt_response(200, schema=SessionSchema, success=True, description="Your one attempt, begun before.")
@document_problems(
    *(400, 403, 404, 409, 413, 415, 422, 429, 503),
    s403=RANKED_BLOCKED,
    s409="`quiz_not_open`, `quiz_over`; `questions_held`: all of the category's are in quizzes that are on, or in "
    "ranked sessions of yours",
    s503=OFF,
)
def start_session(wanted: dict[str, Any]) -> tuple[Any, int, dict[str, str]]:
    """Start a session

    Questions are drawn at random, those you have never seen first. It is open for two hours, or until its quiz closes.
    """
    wires().start_rates.take(player_id().bytes)
    session, made = starting.start(wanted, player_id(), datetime.now(UTC))
    return session, 201 if made else 200, {"Location": f"/v1/sessions/{session['id']}"}


@blueprint.route("")
@player_required
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, SessionsSchema)
@document_problems(422, 503)
def list_sessions(page: dict[str, Any]) -> dict[str, Any]:
    """My sessions, latest first"""
    with wires().postgres.connect() as connection:
        return page_of(connection, player_id(), page)


@blueprint.route("/<uuid:session_id>")
@player_required
@blueprint.response(200, ProgressSchema)
@document_problems(404, 503)
def show_session(session_id: UUID) -> dict[str, Any]:
    """One of my sessions, with what its applied answers gave

    All that another device needs to go on: phase, time left, own answers. It starts no clock. An answer that was
    accepted shows once it is applied, within a fraction of a second; its verdict not before `reveals_at`.
    """
    session = own_session(session_id)
    lifelines = [{"kind": kind_of(name), **what} for name, what in session.lifelines.items()]
    return played(session) | {"questions": marks(session), "lifelines": lifelines, **place(session)}


def page_of(connection: Connection, player: UUID, page: dict[str, Any]) -> dict[str, Any]:
    """A page of a player's sessions, for SessionsSchema."""
    items = outcomes.sessions(connection, player, read_cursor(page["cursor"]), page["limit"] + 1)
    found = paged(items, page["limit"])
    return found | {"items": list(map(played, found["items"]))}


def own_session(session_id: UUID) -> SessionRow:
    with wires().postgres.connect() as connection:
        session = outcomes.session(connection, player_id(), session_id)
    if session is None:
        raise unknown_session()
    return session


def is_told(session: SessionRow) -> bool:
    return session.reveals_at is None or session.reveals_at <= datetime.now(UTC)


def played(session: SessionRow) -> dict[str, Any]:
    shown = {name: getattr(session, name) for name in PlayedSchema().fields if hasattr(session, name)}
    shown["dir"] = composing.direction(session.lang)
    return shown if is_told(session) else shown | {"points": None, "correct": None}


def marks(session: SessionRow) -> list[dict[str, Any]]:
    found = []
    told = is_told(session)
    for no, (base, points) in enumerate(
        zip(session.base_points, fold(session.base_points, session.worth, session.skipped), strict=True)
    ):
        given = session.given.get(str(no))
        own: dict[str, Any] = {"response": given[0]} if given else {}
        verdict = {} if base is None or not told else {"correct": base > 0, "points": points}
        found.append({"no": no, "answered": base is not None, **own, **verdict})
    return found


def unknown_session() -> Problem:
    return Problem(404, "session_unknown", "There is no such session of yours.")
