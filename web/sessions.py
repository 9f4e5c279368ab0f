"""Quiz sessions: start one, go through its questions, look back."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma

from bridges.play import View
from models import bank, outcomes, quizzes, sessions
from models.outcomes import SessionRow
from rules.asking import next_question
from rules.content import DIFFICULTIES, KINDS, Content
from rules.levels import MODES
from rules.lifelines import LIFELINES, NoLifeline, hide
from rules.modes import MY_LEVEL, TIME_FACTORS
from rules.options import option_ids
from rules.responses import solution
from rules.scoring import fold
from web import composing, starting
from web.auth import RANKED_BLOCKED, must_play_ranked, player_id, player_required
from web.bodies import Blueprint
from web.errors import Problem, document_problems
from web.fields import LANG_TAG, Matches, Whole
from web.media import MediaSchema, shown
from web.pages import PageSchema, read_cursor, write_cursor
from web.tokens import AnswerToken
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
    correct = ma.fields.Boolean()
    points = ma.fields.Integer(metadata={"description": "streak included", "example": 1000})


class LifelineSchema(ma.Schema):
    """What a lifeline did: the first time, and ever after."""

    kind = ma.fields.String(required=True)
    no = ma.fields.Integer(required=True)
    hidden = ma.fields.List(ma.fields.String(), required=True, metadata={"description": "options that are wrong"})


class ProgressSchema(PlayedSchema):
    """A session, question by question."""

    questions = ma.fields.List(ma.fields.Nested(PlayedQuestionSchema), required=True)
    lifelines = ma.fields.List(
        ma.fields.Nested(LifelineSchema), required=True, metadata={"description": "those that were used"}
    )


class OptionSchema(ma.Schema):
    """One option."""

    id = ma.fields.String(required=True, metadata={"example": "k7mp2"})
    text = ma.fields.String(required=True, metadata={"example": "Stack"})


class ReviewedQuestionSchema(PlayedQuestionSchema):
    """One question with what was right; without it while it may still be answered."""

    id = ma.fields.UUID()
    kind = ma.fields.String(validate=ma.validate.OneOf(KINDS))
    stem = ma.fields.String(metadata={"example": "Which structure is last in, first out?"})
    options = ma.fields.List(ma.fields.Nested(OptionSchema))
    media = ma.fields.Nested(MediaSchema, allow_none=True)
    response = ma.fields.String(metadata={"description": "yours; several ids are joined by commas", "example": "k7mp2"})
    elapsed_ms = ma.fields.Integer(metadata={"example": 2310})
    solution = ma.fields.List(ma.fields.String(), metadata={"description": "option ids, or what to type"})
    explanation = ma.fields.String()


class ReviewSchema(PlayedSchema):
    """A session to learn from."""

    questions = ma.fields.List(ma.fields.Nested(ReviewedQuestionSchema), required=True)


class SessionsSchema(ma.Schema):
    """A page of sessions, latest first."""

    items = ma.fields.List(ma.fields.Nested(PlayedSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class NextSchema(ma.Schema):
    """Which question is wanted."""

    after = Whole(
        validate=ma.validate.Range(0, 255),
        metadata={"description": "the question I am done with: its successor is wanted", "example": 0},
    )


class QuestionSchema(ma.Schema):
    """A question, as long as its time runs: `deadline_at`, by the server's clock."""

    no = ma.fields.Integer(required=True, metadata={"description": "from 0", "example": 0})
    of = ma.fields.Integer(required=True, metadata={"example": 10})
    id = ma.fields.UUID(required=True, allow_none=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    stem = ma.fields.String(required=True, metadata={"example": "Which structure is last in, first out?"})
    options = ma.fields.List(ma.fields.Nested(OptionSchema), required=True)
    lang = ma.fields.String(required=True, metadata={"example": "en"})
    dir = ma.fields.String(required=True, validate=ma.validate.OneOf(["ltr", "rtl"]))
    media = ma.fields.Nested(MediaSchema, required=True, allow_none=True)
    time_limit_ms = ma.fields.Integer(required=True, metadata={"example": 15000})
    delivered_at = ma.fields.AwareDateTime(required=True)
    deadline_at = ma.fields.AwareDateTime(required=True)
    token = ma.fields.String(required=True, metadata={"description": "goes with the answer"})


class WantedLifelineSchema(ma.Schema):
    """Which help, for which question."""

    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(LIFELINES))
    no = Whole(required=True, validate=ma.validate.Range(0, 255))


@blueprint.route("", methods=["POST"])
@player_required
@blueprint.arguments(StartSchema)
@blueprint.response(201, SessionSchema, headers={"Location": {"schema": {"type": "string"}}})
@blueprint.alt_response(200, schema=SessionSchema, success=True, description="Your one attempt, begun before.")
@document_problems(*(400, 403, 404, 409, 413, 415, 422, 503), s403=RANKED_BLOCKED, s409="`quiz_not_open`, `quiz_over`")
def start_session(wanted: dict[str, Any]) -> tuple[Any, int, dict[str, str]]:
    """Start a session

    Questions are drawn at random, those you have never seen first. It is open for two hours, or until its quiz closes.
    """
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
        items = outcomes.sessions(connection, player_id(), read_cursor(page["cursor"]), page["limit"] + 1)
    more = len(items) > page["limit"]
    items = items[: page["limit"]]
    return {"items": list(map(_played, items)), "next": write_cursor(items[-1].id) if more else None}


@blueprint.route("/<uuid:session_id>")
@player_required
@blueprint.response(200, ProgressSchema)
@document_problems(404, 503)
def show_session(session_id: UUID) -> dict[str, Any]:
    """One of my sessions, with what its applied answers gave

    An answer that was accepted shows once it is applied, within a fraction of a second; its verdict not before
    `reveals_at`.
    """
    session = _own(session_id)
    lifelines = [{"kind": kind, **what} for kind, what in session.lifelines.items()]
    return _played(session) | {"questions": _marks(session), "lifelines": lifelines}


@blueprint.route("/<uuid:session_id>/review")
@player_required
@blueprint.response(200, ReviewSchema)
@document_problems(404, 503)
def review_session(session_id: UUID) -> dict[str, Any]:
    """One of my sessions, with solutions and explanations

    Of questions that are answered, or of all once the session is over; of shared ones only after `reveals_at`.
    """
    session = _own(session_id)
    questions = _marks(session)
    if _is_told(session) and session.seed is not None:
        with wires().postgres.connect() as connection:
            places = list(zip(session.question_ids, session.revisions or [], strict=True))
            contents = bank.as_asked(connection, places)
            given = outcomes.responses(connection, session.id)
        over = session.ended_at is not None or session.expires_at < datetime.now(UTC)
        for question, place in zip(questions, places, strict=True):
            if over or question["answered"]:
                question |= _solved(session, question["no"], contents[place], given.get(question["no"]))
    return _played(session) | {"questions": questions}


@blueprint.route("/<uuid:session_id>/next", methods=["POST"])
@player_required
@blueprint.arguments(NextSchema, required=False)
@blueprint.response(200, QuestionSchema)
@document_problems(
    *(400, 403, 404, 409, 413, 415, 422, 503),
    s403=RANKED_BLOCKED,
    s409="`session_finished`: that was the last; `session_over`: it was ended before; `session_expired`: it was too "
    "long ago; `quiz_not_open`; `live_quiz`: follow its `topic` on the socket",
)
def next_question_of(wanted: dict[str, Any], session_id: UUID) -> dict[str, Any]:
    """The question to answer now

    With `after`, its successor. Without, the one delivered last, the same with the same deadline; its successor if its
    answer is applied or its time is over. The clock of a question starts at its first delivery, and only then.
    """
    received_ms = _now_ms()
    view = _view(session_id)
    if view.plan.mode != "practice":
        must_play_ranked(view.plan.player_id)
    _check_open(view, received_ms)
    no = next_question(view.delivered, view.answered, view.plan.time_limit_ms, wanted.get("after"), received_ms)
    if no >= len(view.plan.questions):
        raise Problem(409, "session_finished", "That was the last question of the session.")
    _check_not_over(view)
    return _question(view, no, wires().play.deliver(view, no, received_ms))


@blueprint.route("/<uuid:session_id>/lifelines", methods=["POST"])
@player_required
@blueprint.arguments(WantedLifelineSchema)
@blueprint.response(200, LifelineSchema)
@document_problems(
    *(400, 404, 409, 413, 415, 422, 503),
    s409="`lifeline_used`: it was used for another question; `lifeline_unfit`: the question is not asked now, or of "
    "another kind; `session_over`: it was ended; `live_quiz`: it has none",
)
def use_lifeline(wanted: dict[str, Any], session_id: UUID) -> dict[str, Any]:
    """Use a lifeline, once a session each

    `fifty_fifty` names wrong options of a single choice, all but one. `skip` leaves a question open without breaking
    the streak: ask for the next one after it. Asking again for the same question gives the same.
    """
    view, kind, no = _view(session_id), wanted["kind"], wanted["no"]
    _check_open(view, _now_ms())
    _check_not_over(view)
    try:
        hidden = _hidden(view, kind, no)
    except NoLifeline as error:
        raise Problem(409, "lifeline_unfit", str(error)) from None
    with wires().postgres.begin() as connection:
        used = sessions.use_lifeline(connection, session_id, kind, {"no": no, "hidden": hidden})
    if used["no"] != no:
        raise Problem(409, "lifeline_used", f"It was used for question {used['no']}; each helps once a session.")
    return {"kind": kind, **used}


def _hidden(view: View, kind: str, no: int) -> list[str]:
    """Wrong options that a lifeline takes away. Raises NoLifeline."""
    if no >= len(view.plan.questions) or view.delivered[no] is None or (view.answered and view.answered[no]):
        raise NoLifeline("The question is not one that is being asked now.")
    if kind == "skip":
        return []
    session = _own(view.plan.session_id)
    question, seed = view.plan.questions[no], session.seed or b""
    ids = option_ids(seed, no, len(question.options))
    return hide(question.kind, ids, session.keys[no], _shared_seed(session) or seed, no)


def _shared_seed(session: SessionRow) -> bytes | None:
    """The seed of the quiz that a session is an attempt at."""
    if session.quiz_id is None:
        return None
    with wires().postgres.connect() as connection:
        quiz = quizzes.by_id(connection, session.quiz_id)
    return quiz.seed if quiz else None


def _view(session_id: UUID) -> View:
    view = wires().play.look(session_id)
    if view is None or view.plan.player_id != player_id():
        raise _unknown()
    return view


def _check_open(view: View, at_ms: int) -> None:
    plan = view.plan
    if plan.mode == "live":
        topic = f"quiz:{plan.quiz_id}"
        raise Problem(409, "live_quiz", f"Its questions are put to all at once: subscribe to `{topic}`.", topic=topic)
    if plan.opens_at and at_ms < plan.opens_at.timestamp() * 1000:
        seconds = int(plan.opens_at.timestamp() - at_ms / 1000) + 1
        detail = f"The quiz opens at {plan.opens_at.isoformat()}."
        raise Problem(409, "quiz_not_open", detail, headers={"Retry-After": str(seconds)})
    if at_ms > plan.expires_at.timestamp() * 1000:
        raise Problem(409, "session_expired", f"The session was open until {plan.expires_at.isoformat()}.")


def _check_not_over(view: View) -> None:
    """No answer would count any more."""
    if view.over:
        session = f"/v1/sessions/{view.plan.session_id}"
        raise Problem(409, "session_over", f"The session was ended; GET {session} tells what it gave.")


def _question(view: View, no: int, delivered_ms: int) -> dict[str, Any]:
    plan = view.plan
    question = plan.questions[no]
    deadline_ms = delivered_ms + plan.time_limit_ms
    if plan.closes_at:
        deadline_ms = min(deadline_ms, int(plan.closes_at.timestamp() * 1000))
    options = tuple(option.id for option in question.options)
    token = AnswerToken(
        plan.session_id.bytes, no, plan.player_id.bytes, options, delivered_ms, deadline_ms, question.kind
    )
    return {
        "no": no,
        "of": len(plan.questions),
        "id": question.id,
        "kind": question.kind,
        "stem": question.stem,
        "options": question.options,
        "lang": plan.lang,
        "dir": composing.direction(plan.lang),
        "media": shown(question.medium, question.description, wires().media.url),
        "time_limit_ms": plan.time_limit_ms,
        "delivered_at": _time(delivered_ms),
        "deadline_at": _time(deadline_ms),
        "token": wires().tokens.sign_answer(token),
    }


def _own(session_id: UUID) -> SessionRow:
    with wires().postgres.connect() as connection:
        session = outcomes.session(connection, player_id(), session_id)
    if session is None:
        raise _unknown()
    return session


def _is_told(session: SessionRow) -> bool:
    return session.reveals_at is None or session.reveals_at <= datetime.now(UTC)


def _played(session: SessionRow) -> dict[str, Any]:
    shown = {name: getattr(session, name) for name in PlayedSchema().fields if hasattr(session, name)}
    shown["dir"] = composing.direction(session.lang)
    return shown if _is_told(session) else shown | {"points": None, "correct": None}


def _marks(session: SessionRow) -> list[dict[str, Any]]:
    marks = []
    told = _is_told(session)
    for no, (base, points) in enumerate(
        zip(session.base_points, fold(session.base_points, session.worth), strict=True)
    ):
        verdict = {} if base is None or not told else {"correct": base > 0, "points": points}
        marks.append({"no": no, "answered": base is not None, **verdict})
    return marks


def _solved(session: SessionRow, no: int, content: Content, given: tuple[str, int] | None) -> dict[str, Any]:
    """What a review adds to a question."""
    words = composing.wording(content, session.lang)
    ids = option_ids(session.seed or b"", no, len(words.options))
    options = sorted(zip(ids, words.options, strict=True))
    own = {"response": given[0], "elapsed_ms": given[1]} if given else {}
    return {
        "id": session.question_ids[no],
        "kind": content.kind,
        "stem": words.stem,
        "options": [{"id": id_, "text": text} for id_, text in options],
        "media": shown(content.medium, words.description, wires().media.url),
        "solution": solution(content, words, session.keys[no]),
        "explanation": words.explanation,
        **own,
    }


def _unknown() -> Problem:
    return Problem(404, "session_unknown", "There is no such session of yours.")


def _now_ms() -> int:
    return int(datetime.now(UTC).timestamp() * 1000)


def _time(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
