"""Quiz sessions: start one, go through its questions, look back."""

from datetime import UTC, datetime, timedelta
from secrets import SystemRandom
from typing import Any
from uuid import UUID

import marshmallow as ma
import msgspec
from uuid_utils.compat import uuid7

from bridges.play import Option, Plan, PlannedQuestion, View
from models import outcomes, plans
from models.outcomes import SessionRow
from models.questions import Question
from models.sessions import QuizSession
from rules.asking import next_question
from rules.scoring import fold
from web.auth import player_id, player_required
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.pages import PageSchema, read_cursor, write_cursor
from web.tokens import AnswerToken
from web.wires import wires

blueprint = Blueprint("sessions", __name__, url_prefix="/v1/sessions", description="Quizzes of one player.")

LASTS = timedelta(hours=2)
COUNT_MOST = 20
_OPTION_LETTERS = "abcdefghjkmnpqrstvwxyz23456789"
_OPTION_LENGTH = 5
_random = SystemRandom()


class StartSchema(ma.Schema):
    """What the session is about."""

    category = ma.fields.String(
        required=True,
        validate=ma.validate.Regexp(r"[a-z0-9-]{1,40}\Z", error="Must be a slug of `GET /v1/categories`."),
        metadata={"example": "programming"},
    )
    count = ma.fields.Integer(
        strict=True,
        load_default=10,
        validate=ma.validate.Range(1, COUNT_MOST),
        metadata={"description": "questions; fewer if the category has fewer"},
    )
    mode = ma.fields.String(load_default="solo", validate=ma.validate.OneOf(["solo"]))


class SessionSchema(ma.Schema):
    """A session. Times are RFC 3339."""

    id = ma.fields.UUID(required=True)
    category = ma.fields.String(required=True, metadata={"example": "programming"})
    mode = ma.fields.String(required=True, metadata={"example": "solo"})
    count = ma.fields.Integer(required=True, metadata={"example": 10})
    started_at = ma.fields.AwareDateTime(required=True)
    expires_at = ma.fields.AwareDateTime(required=True)


class PlayedSchema(SessionSchema):
    """A session and what its applied answers gave."""

    points = ma.fields.Integer(required=True, metadata={"example": 4312})
    answered = ma.fields.Integer(required=True, metadata={"example": 6})
    correct = ma.fields.Integer(required=True, metadata={"example": 5})


class PlayedQuestionSchema(ma.Schema):
    """One question; whether it was right only once its answer is applied."""

    no = ma.fields.Integer(required=True, metadata={"description": "from 0"})
    answered = ma.fields.Boolean(required=True)
    correct = ma.fields.Boolean()
    points = ma.fields.Integer(metadata={"description": "streak included", "example": 1000})


class ReviewSchema(PlayedSchema):
    """A session, question by question."""

    questions = ma.fields.List(ma.fields.Nested(PlayedQuestionSchema), required=True)


class SessionsSchema(ma.Schema):
    """A page of sessions, latest first."""

    items = ma.fields.List(ma.fields.Nested(PlayedSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class NextSchema(ma.Schema):
    """Which question is wanted."""

    after = ma.fields.Integer(
        strict=True,
        validate=ma.validate.Range(0, 255),
        metadata={"description": "the question I am done with: its successor is wanted", "example": 0},
    )


class OptionSchema(ma.Schema):
    """One option."""

    id = ma.fields.String(required=True, metadata={"example": "k7mp2"})
    text = ma.fields.String(required=True, metadata={"example": "Stack"})


class QuestionSchema(ma.Schema):
    """A question, as long as its time runs: `deadline_at`, by the server's clock."""

    no = ma.fields.Integer(required=True, metadata={"description": "from 0", "example": 0})
    of = ma.fields.Integer(required=True, metadata={"example": 10})
    stem = ma.fields.String(required=True, metadata={"example": "Which structure is last in, first out?"})
    options = ma.fields.List(ma.fields.Nested(OptionSchema), required=True)
    time_limit_ms = ma.fields.Integer(required=True, metadata={"example": 15000})
    delivered_at = ma.fields.AwareDateTime(required=True)
    deadline_at = ma.fields.AwareDateTime(required=True)
    token = ma.fields.String(required=True, metadata={"description": "goes with the answer"})


@blueprint.route("", methods=["POST"])
@player_required
@blueprint.arguments(StartSchema)
@blueprint.response(201, SessionSchema, headers={"Location": {"schema": {"type": "string"}}})
@document_problems(400, 413, 415, 422, 503)
def start_session(wanted: dict[str, Any]) -> tuple[Any, int, dict[str, str]]:
    """Start a session

    Questions are drawn at random; those of your last sessions come back only when there are no others. It is open for
    two hours.
    """
    category = wires().bank.category(wanted["category"])
    questions = wires().bank.draw(player_id(), category.id, wanted["count"]) if category else []
    if category is None or not questions:
        raise _no_category(wanted["category"])
    session, plan = _compose(category.id, category.slug, wanted["mode"], questions)
    with wires().postgres.begin() as connection:
        plans.begin(connection, session, msgspec.to_builtins(plan))
    wires().play.begin(plan)
    shown = {"category": category.slug, "count": len(questions)}
    times = {"started_at": session.started_at, "expires_at": session.expires_at}
    return {"id": session.id, "mode": session.mode, **shown, **times}, 201, {"Location": f"/v1/sessions/{session.id}"}


@blueprint.route("")
@player_required
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, SessionsSchema)
@document_problems(422, 503)
def list_sessions(page: dict[str, Any]) -> dict[str, Any]:
    """My sessions, latest first"""
    with wires().postgres.connect() as connection:
        items = outcomes.sessions(connection, player_id(), read_cursor(page["cursor"]), page["limit"] + 1)
    more = len(items) > page["limit"]
    items = items[: page["limit"]]
    return {"items": items, "next": write_cursor(items[-1].id) if more else None}


@blueprint.route("/<uuid:session_id>")
@player_required
@blueprint.response(200, ReviewSchema)
@document_problems(404, 503)
def show_session(session_id: UUID) -> dict[str, Any]:
    """One of my sessions, with what its applied answers gave

    An answer that was accepted shows once it is applied, within a fraction of a second.
    """
    with wires().postgres.connect() as connection:
        session = outcomes.session(connection, player_id(), session_id)
    if session is None:
        raise _unknown()
    return _review(session)


@blueprint.route("/<uuid:session_id>/next", methods=["POST"])
@player_required
@blueprint.arguments(NextSchema, required=False)
@blueprint.response(200, QuestionSchema)
@document_problems(
    400,
    404,
    409,
    413,
    415,
    422,
    503,
    s409="`session_finished`: that was the last; `session_expired`: it was too long ago",
)
def next_question_of(wanted: dict[str, Any], session_id: UUID) -> dict[str, Any]:
    """The question to answer now

    With `after`, its successor. Without, the one delivered last, the same with the same deadline; its successor if its
    answer is applied or its time is over. The clock of a question starts at its first delivery, and only then.
    """
    received_ms = _now_ms()
    view = wires().play.look(session_id)
    if view is None or view.plan.player_id != player_id():
        raise _unknown()
    if received_ms > view.plan.expires_at.timestamp() * 1000:
        raise Problem(409, "session_expired", "The session is over: it was open for two hours.")
    no = next_question(view.delivered, view.answered, view.plan.time_limit_ms, wanted.get("after"), received_ms)
    if no >= len(view.plan.questions):
        raise Problem(409, "session_finished", "That was the last question of the session.")
    return _question(view, no, wires().play.deliver(view, no, received_ms))


def _compose(category_id: int, slug: str, mode: str, questions: list[Question]) -> tuple[QuizSession, Plan]:
    """A new session, and the plan that shows its questions with options shuffled and named at random."""
    now = datetime.now(UTC)
    planned, correct = zip(*map(_plan_question, questions), strict=True)
    session = QuizSession(
        id=uuid7(),
        player_id=player_id(),
        category_id=category_id,
        mode=mode,
        started_at=now,
        expires_at=now + LASTS,
        time_limit_ms=max(question.time_limit_ms for question in questions),
        question_ids=[question.id for question in questions],
        correct=list(correct),
    )
    plan = Plan(session.id, session.player_id, slug, session.time_limit_ms, session.expires_at, list(planned))
    return session, plan


def _plan_question(question: Question) -> tuple[PlannedQuestion, str]:
    """The question as it is shown, and the id of its right option."""
    texts = [question.correct, *question.wrong]
    ids: set[str] = set()
    while len(ids) < len(texts):
        ids.add("".join(_random.choices(_OPTION_LETTERS, k=_OPTION_LENGTH)))
    options = [Option(id_, text) for id_, text in zip(ids, texts, strict=True)]
    correct = options[0].id
    _random.shuffle(options)
    return PlannedQuestion(question.stem, options), correct


def _question(view: View, no: int, delivered_ms: int) -> dict[str, Any]:
    plan = view.plan
    question = plan.questions[no]
    deadline_ms = delivered_ms + plan.time_limit_ms
    options = tuple(option.id for option in question.options)
    token = AnswerToken(plan.session_id.bytes, no, plan.player_id.bytes, options, delivered_ms, deadline_ms)
    return {
        "no": no,
        "of": len(plan.questions),
        "stem": question.stem,
        "options": question.options,
        "time_limit_ms": plan.time_limit_ms,
        "delivered_at": _time(delivered_ms),
        "deadline_at": _time(deadline_ms),
        "token": wires().tokens.sign_answer(token),
    }


def _review(session: SessionRow) -> dict[str, Any]:
    questions = []
    for no, (base, points) in enumerate(zip(session.base_points, fold(session.base_points), strict=True)):
        verdict = {} if base is None else {"correct": base > 0, "points": points}
        questions.append({"no": no, "answered": base is not None, **verdict})
    shown = {name: getattr(session, name) for name in PlayedSchema().fields}
    return {**shown, "questions": questions}


def _unknown() -> Problem:
    return Problem(404, "session_unknown", "There is no such session of yours.")


def _no_category(slug: str) -> Problem:
    detail = f"There are no questions in a category {slug!r}; GET /v1/categories lists them."
    return Problem(422, "category_unknown", detail, errors=[{"pointer": "/category", "detail": detail}])


def _now_ms() -> int:
    return int(datetime.now(UTC).timestamp() * 1000)


def _time(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
